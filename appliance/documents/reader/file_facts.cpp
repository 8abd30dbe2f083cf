// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/file_facts.h"

#include "appliance/documents/reader/loose_objects.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/raw_syntax.h"
#include "appliance/documents/reader/xref_chain.h"
#include "appliance/documents/reader/stream_data.h"

#include <algorithm>

namespace documents {
namespace {

constexpr int object_number_max = 8'388'607;  // ISO 32000-1, annex C

using Method = QPDF::encryption_method_e;

std::optional<EncryptionMethod> method_of(Method method) {
    switch (method) {
        case QPDF::e_none: return EncryptionMethod::none;
        case QPDF::e_rc4: return EncryptionMethod::rc4;
        case QPDF::e_aes: return EncryptionMethod::aes_v2;
        case QPDF::e_aesv3: return EncryptionMethod::aes_v3;
        default: return std::nullopt;
    }
}

int next_number(OpenedPdf& pdf) {
    std::int64_t next = std::max<std::int64_t>(integer_value(member(pdf.trailer(), "/Size")).value_or(0), 1);
    const auto table = pdf.qpdf().getXRefTable();
    if (!table.empty()) next = std::max<std::int64_t>(next, std::int64_t{table.rbegin()->first.getObj()} + 1);
    return static_cast<int>(std::min<std::int64_t>(next, object_number_max));
}

void read_id(FileFacts& facts, OpenedPdf& pdf, std::vector<Finding>& findings) {
    Handle id = member(pdf.trailer(), "/ID");
    if (id.isNull()) return;
    for (Handle item : items_of(id, 2)) {
        if (item.isString()) facts.id.push_back(base::to_bytes(item.getStringValue()));
    }
    if (facts.id.size() == 2) return;
    facts.id.clear();
    // The first string goes into the file key: a rewrite would lose the document.
    const Severity severity = pdf.qpdf().isEncrypted() ? Severity::refuse : Severity::normalise;
    findings.push_back({FindingKind::id_malformed, severity, -1, {}, "/ID is not two strings"});
}

std::string later_version(const std::string& a, const std::string& b) { return a < b ? b : a; }

std::vector<Ref> refs_of(Handle array) {
    std::vector<Ref> refs;
    for (Handle item : items_of(array)) {
        if (item.isIndirect()) refs.push_back(ref_of(item));
    }
    return refs;
}

constexpr std::size_t store_items_max = 256;
constexpr std::size_t store_bytes_max = std::size_t{8} * 1024 * 1024;

// The streams' bytes, while `room` lasts.
std::vector<base::Bytes> data_of(Handle array, std::size_t& room, bool& is_whole) {
    std::vector<base::Bytes> all;
    for (Handle item : items_of(array)) {
        const StreamData read = item.isStream() && all.size() < store_items_max ? decode_stream(item, room, Keep::data) : StreamData{};
        if (!read.is_decoded || read.is_over_limit) {
            is_whole = false;
            continue;
        }
        room -= read.data.size();
        all.emplace_back(read.data.begin(), read.data.end());
    }
    return all;
}

}  // namespace

FileFacts read_file_facts(OpenedPdf& pdf, std::vector<Finding>& findings) {
    FileFacts facts;
    const base::ByteView file = pdf.file();
    facts.size = file.size();
    facts.header_offset = find_header(file).value_or(0);
    facts.version = later_version(pdf.qpdf().getPDFVersion(), name_value(member(pdf.catalog(), "/Version")));
    facts.ends_with_newline = !file.empty() && file.back() == '\n';
    facts.is_linearized = starts_linearized(file, facts.header_offset);
    facts.root = ref_of(member(pdf.trailer(), "/Root"));
    facts.info = ref_of(member(pdf.trailer(), "/Info"));
    facts.next_object_number = next_number(pdf);
    read_id(facts, pdf, findings);

    const std::vector<std::size_t> ends = revision_ends(file);
    facts.revision_count = std::max(1, static_cast<int>(ends.size()) - (facts.is_linearized ? 1 : 0));
    const auto find = [&](FindingKind kind, const std::string& detail) {
        findings.push_back({kind, Severity::normalise, -1, {}, detail});
    };
    if (facts.header_offset != 0) find(FindingKind::header_offset, "bytes before %PDF-");
    const base::ByteView tail = ends.empty() ? base::ByteView{} : file.subspan(ends.back());
    if (!std::all_of(tail.begin(), tail.end(), is_white)) find(FindingKind::trailing_data, "bytes after the last %%EOF");
    const auto chain = read_xref_chain(file);
    if (chain) {
        facts.startxref = chain->startxref;
        facts.xref_kind = chain->sections.front().kind;
        if (const auto loose = find_loose_objects(pdf, *chain); !loose.empty()) {
            findings.push_back({FindingKind::loose_object, Severity::normalise, -1, loose.front().ref,
                                std::to_string(loose.size()) + " in no table, the first at byte " + std::to_string(loose.front().offset)});
        }
    } else {
        find(FindingKind::repaired, chain.failure().detail);
    }
    if (facts.next_object_number >= object_number_max - 10'000) find(FindingKind::too_many_objects, "object numbers are used up");
    for (const std::string& key : dangling_keys(pdf.catalog())) {
        findings.push_back({FindingKind::dangling_reference, Severity::normalise, -1, facts.root, key});
    }
    return facts;
}

base::Result<Encryption> read_encryption(OpenedPdf& pdf) {
    Encryption encryption;
    int revision = 0;
    int permissions = 0;
    int version = 0;
    Method streams = QPDF::e_none;
    Method strings = QPDF::e_none;
    Method files = QPDF::e_none;
    if (!pdf.qpdf().isEncrypted(revision, permissions, version, streams, strings, files)) return encryption;
    if (version < 4) streams = strings = QPDF::e_rc4;
    const auto stream_method = method_of(streams);
    const auto string_method = method_of(strings);
    const bool is_mixed = streams != strings && streams != QPDF::e_none && strings != QPDF::e_none;
    if (!stream_method || !string_method || is_mixed) {
        return base::Failure{base::Fault::document_unsupported_encryption, "strings and streams by different methods"};
    }
    encryption.are_streams_encrypted = streams != QPDF::e_none;
    encryption.are_strings_encrypted = strings != QPDF::e_none;
    encryption.method = encryption.are_streams_encrypted ? *stream_method : *string_method;
    encryption.file_key = base::to_bytes(pdf.qpdf().getEncryptionKey());
    Handle dictionary = member(pdf.trailer(), "/Encrypt");
    encryption.encrypt = ref_of(dictionary);
    if (encryption.encrypt.is_null()) encryption.encrypt_text = spelled_content(dictionary);
    Handle metadata = member(dictionary, "/EncryptMetadata");
    encryption.is_metadata_encrypted = !(metadata.isBool() && !metadata.getBoolValue());
    return encryption;
}

Permissions read_permissions(OpenedPdf& pdf) {
    int revision = 0;
    int bits = 0;
    if (!pdf.qpdf().isEncrypted(revision, bits) || pdf.qpdf().ownerPasswordMatched()) return {};
    const auto has_bit = [&](unsigned position) { return (static_cast<unsigned>(bits) >> (position - 1) & 1U) != 0; };
    // Table 22; revision 2 knows only bits 3 to 6.
    return {.may_modify = has_bit(4), .may_annotate = has_bit(6),
            .may_fill_forms = has_bit(6) || (revision >= 3 && has_bit(9)),
            .may_assemble = has_bit(4) || (revision >= 3 && has_bit(11))};
}

SecurityStore read_security_store(OpenedPdf& pdf) {
    SecurityStore store;
    Handle object = member(pdf.catalog(), "/DSS");
    if (!is_dictionary(object)) return store;
    store.place = object.isIndirect() ? Place::own_object : Place::direct;
    store.object = object_text(object);
    store.certificates = refs_of(member(object, "/Certs"));
    store.ocsps = refs_of(member(object, "/OCSPs"));
    store.crls = refs_of(member(object, "/CRLs"));
    std::size_t room = store_bytes_max;
    store.certificate_data = data_of(member(object, "/Certs"), room, store.is_data_whole);
    store.crl_data = data_of(member(object, "/CRLs"), room, store.is_data_whole);
    Handle vri = member(object, "/VRI");
    if (vri.isDictionary()) {
        for (const auto& [key, value] : vri.getDictAsMap()) store.vri.insert_or_assign(Handle::newName(key).unparse(), spelled_content(value));
    }
    return store;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/long_term.h"

#include "appliance/documents/signature_revision.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

namespace documents {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

Result<std::vector<Ref>> put_streams(IncrementalUpdate& update, const std::vector<Bytes>& values) {
    std::vector<Ref> refs;
    for (const Bytes& value : values) {
        refs.push_back(update.allocate());
        TRY(update.put_stream(refs.back(), {}, value));
    }
    return refs;
}

std::string spell_references(const std::vector<Ref>& refs) {
    std::vector<std::string> items;
    for (const Ref ref : refs) items.push_back(spell_reference(ref));
    return spell_array(items);
}

void extend(Dictionary& store, const std::string& key, std::vector<Ref> before, const std::vector<Ref>& added) {
    before.insert(before.end(), added.begin(), added.end());
    if (!before.empty()) store[key] = spell_references(before);
}

}  // namespace

Result<Patch> attach_timestamp(const Signature& signature, std::uint64_t file_size, ByteView cms) {
    const auto& range = signature.byte_range;
    const bool is_last = range.size() == 4 && signature.hole_begin != 0 && range[2] == signature.hole_end &&
                         range[1] == signature.hole_begin && range[2] + range[3] == file_size &&
                         signature.hole_end >= signature.hole_begin + 2;
    if (!is_last) return Failure{Fault::signature_coverage, "the file goes on after this signature"};
    const std::size_t capacity = static_cast<std::size_t>(signature.hole_end - signature.hole_begin - 2) / 2;
    const std::string digits = TRY(spell_contents(cms, capacity));
    return Patch{signature.hole_begin + 1, base::to_bytes(digits)};
}

Result<PreparedSeal> prepare_document_timestamp(ByteView original, const Description& description, std::string_view suffix,
                                                std::size_t reserve) {
    if (original.size() != description.file.size) return Failure{Fault::document_changed, "another size"};
    const FontBook no_fonts;  // nothing is drawn
    Draft draft(description, no_fonts);
    NewSignatureField field;
    field.place.name = "Timestamp-" + std::string(suffix);
    field.signature = draft.update().allocate();
    const Dictionary entries{{"/Type", "/DocTimeStamp"}, {"/Filter", "/Adobe.PPKLite"}, {"/SubFilter", "/ETSI.RFC3161"}};
    TRY(draft.update().put_signature(field.signature, entries, reserve));
    TRY(add_signature_field(draft, field));
    draft.form()["/SigFlags"] = "3";
    return hash_revision(original, TRY(std::move(draft).close()));
}

std::string vri_key(ByteView contents) {
    std::array<std::uint8_t, 20> digest{};
    EVP_Digest(contents.data(), contents.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::string key = base::to_hex(digest);
    for (char& c : key) {
        if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    }
    return key;
}

Result<Bytes> append_validation_material(std::uint64_t file_size, const Description& description,
                                         const ValidationMaterial& material) {
    if (file_size != description.file.size) return Failure{Fault::document_changed, "another size"};
    const FontBook no_fonts;
    Draft draft(description, no_fonts);
    const std::vector<Ref> certificates = TRY(put_streams(draft.update(), material.certificates));
    const std::vector<Ref> ocsps = TRY(put_streams(draft.update(), material.ocsps));
    const std::vector<Ref> crls = TRY(put_streams(draft.update(), material.crls));

    const SecurityStore& present = description.security_store;
    Dictionary store = present.object.entries;
    store["/Type"] = "/DSS";
    extend(store, "/Certs", present.certificates, certificates);
    extend(store, "/OCSPs", present.ocsps, ocsps);
    extend(store, "/CRLs", present.crls, crls);
    Dictionary vri = present.vri;
    for (const std::string& key : material.signatures) {
        Dictionary entry;
        if (!certificates.empty()) entry["/Cert"] = spell_references(certificates);
        if (!ocsps.empty()) entry["/OCSP"] = spell_references(ocsps);
        if (!crls.empty()) entry["/CRL"] = spell_references(crls);
        vri[spell_name(key)] = spell_dictionary(entry);
    }
    if (!vri.empty()) store["/VRI"] = spell_dictionary(vri);

    if (present.place == Place::own_object && !present.object.ref.is_null()) {
        *draft.edit(present.object) = store;
    } else {
        const Ref id = draft.update().allocate();
        TRY(draft.update().put(id, store));
        draft.catalog()["/DSS"] = spell_reference(id);
    }
    Revision revision = TRY(std::move(draft).close());
    return std::move(revision.bytes);
}

}  // namespace documents

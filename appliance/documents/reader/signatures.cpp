// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/signatures.h"

#include "appliance/documents/reader/coverage.h"
#include "appliance/documents/reader/fields.h"
#include "appliance/documents/reader/hybrid.h"
#include "appliance/documents/reader/loose_objects.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/raw_syntax.h"
#include "appliance/documents/reader/revision_diff.h"
#include "appliance/documents/reader/signed_changes.h"
#include "appliance/documents/reader/xref_chain.h"

#include <algorithm>
#include <map>

namespace documents {
namespace {

void read_references(Signature& signature, Handle dictionary) {
    for (Handle reference : items_of(member(dictionary, "/Reference"))) {
        const std::string method = name_value(member(reference, "/TransformMethod"));
        Handle parameters = member(reference, "/TransformParams");
        if (method == "DocMDP") {
            const std::int64_t level = integer_value(member(parameters, "/P")).value_or(2);
            signature.certification_level = level >= 1 && level <= 3 ? static_cast<int>(level) : 1;
            signature.kind = SignatureKind::certification;
        } else if (method == "FieldMDP") {
            signature.lock = lock_of(parameters);
        }
    }
}

Signature facts_of(FieldNode node, const std::vector<Field>& fields) {
    Signature signature;
    Handle dictionary = node.value;
    signature.field_name = node.name;
    signature.field = ref_of(node.object);
    signature.object = ref_of(dictionary);
    signature.filter = name_value(member(dictionary, "/Filter"));
    signature.sub_filter = name_value(member(dictionary, "/SubFilter"));
    signature.signer_name = text_value(member(dictionary, "/Name"));
    signature.reason = text_value(member(dictionary, "/Reason"));
    signature.location = text_value(member(dictionary, "/Location"));
    signature.contact = text_value(member(dictionary, "/ContactInfo"));
    signature.time = text_value(member(dictionary, "/M"));
    for (Handle number : items_of(member(dictionary, "/ByteRange"), 16)) {
        signature.byte_range.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(integer_value(number).value_or(0), 0)));
    }
    read_references(signature, dictionary);
    if (name_value(member(dictionary, "/Type")) == "DocTimeStamp" || signature.sub_filter == "ETSI.RFC3161")
        signature.kind = SignatureKind::document_timestamp;
    for (const Field& field : fields) {
        if (field.object.ref != signature.field) continue;
        // What signing was meant to freeze holds even when no FieldMDP repeats it.
        if (signature.lock.action == LockAction::none && signature.lock.permission == 0) signature.lock = field.lock;
        if (!field.widgets.empty()) {
            signature.page = field.widgets.front().page;
            signature.rect = field.widgets.front().rect;
        }
    }
    return signature;
}

std::optional<std::size_t> offset_of(OpenedPdf& pdf, const std::map<QPDFObjGen, QPDFXRefEntry>& table, Ref ref) {
    const auto entry = table.find(QPDFObjGen(ref.number, ref.generation));
    if (entry == table.end() || entry->second.getType() != 1) return std::nullopt;
    // qpdf counts from the header, as the file does.
    return static_cast<std::size_t>(entry->second.getOffset()) + find_header(pdf.file()).value_or(0);
}

void judge(Signature& signature, OpenedPdf& pdf, const std::map<QPDFObjGen, QPDFXRefEntry>& table, Handle dictionary) {
    const bool is_field = signature.object.is_null();
    const Ref holder = is_field ? signature.field : signature.object;
    const auto say = [&](Coverage coverage, const char* detail) {
        signature.coverage = coverage;
        signature.coverage_detail = detail;
    };
    if (!member(dictionary, "/ByteRange").isArray()) return say(Coverage::byte_range_missing, "no /ByteRange");
    if (!member(dictionary, "/Contents").isString()) return say(Coverage::contents_empty, "no /Contents");
    const auto offset = offset_of(pdf, table, holder);
    const auto raw = offset ? raw_signature_at(pdf.file(), *offset, holder, is_field) : std::nullopt;
    if (!raw) return say(Coverage::hole_mismatch, "the signature cannot be found in the bytes of the file");
    if (raw->byte_range != signature.byte_range) return say(Coverage::byte_range_invalid, "the numbers cannot be read");
    CoverageVerdict verdict = judge_coverage(pdf.file(), *raw);
    signature.coverage = verdict.coverage;
    signature.coverage_detail = std::move(verdict.detail);
    signature.hole_begin = verdict.hole_begin;
    signature.hole_end = verdict.hole_end;
    signature.revision_end = verdict.revision_end;
    signature.contents = std::move(verdict.contents);
}

// A signed revision, opened by itself.
struct SignedRevision {
    Signature* signature = nullptr;
    std::unique_ptr<OpenedPdf> opened;  // null: the revision is the whole file
};

// The revision must hold the very same signature in the very same field: otherwise the
// covered bytes were never a document in which this person signed.
bool holds_same_signature(Revision& revision, Revision& whole, const Signature& signature) {
    const Ref holder = signature.object.is_null() ? signature.field : signature.object;
    if (offset_of(revision.pdf, revision.table, holder) != offset_of(whole.pdf, whole.table, holder)) return false;
    for (FieldNode node : revision.fields.nodes) {
        if (ref_of(node.object) == signature.field)
            return node.name == signature.field_name && ref_of(node.value) == signature.object;
    }
    return false;
}

bool is_white_only(base::ByteView bytes) { return std::all_of(bytes.begin(), bytes.end(), is_white); }

void judge_revisions(std::vector<Signature>& signatures, OpenedPdf& pdf, const base::SecretBytes* password) {
    Revision whole = Revision::of(pdf);
    std::vector<SignedRevision> sound;
    for (Signature& signature : signatures) {
        if (!is_sound(signature.coverage)) continue;
        SignedRevision revision{&signature, nullptr};
        if (signature.coverage == Coverage::whole_revision) {
            auto opened = OpenedPdf::open(pdf.file().first(static_cast<std::size_t>(signature.revision_end)), password,
                                          Opening::strict);
            if (!opened) {
                signature.coverage = Coverage::revision_unreadable;
                signature.coverage_detail = opened.failure().detail;
                continue;
            }
            revision.opened = std::move(*opened);
            Revision alone = Revision::of(*revision.opened);
            if (!holds_same_signature(alone, whole, signature)) {
                signature.coverage = Coverage::differs_in_revision;
                signature.coverage_detail = "the signed revision by itself does not hold this signature";
                continue;
            }
        }
        sound.push_back(std::move(revision));
    }
    std::vector<Signature*> in_order;
    std::vector<RevisionChanges> after(sound.size());
    const auto chain = read_xref_chain(pdf.file());
    const std::vector<LooseObject> loose = chain ? find_loose_objects(pdf, *chain) : std::vector<LooseObject>{};
    for (std::size_t i = 0; i < sound.size(); ++i) {
        in_order.push_back(sound[i].signature);
        if (sound[i].opened == nullptr) continue;  // nothing comes after the whole file
        OpenedPdf& next = i + 1 < sound.size() && sound[i + 1].opened ? *sound[i + 1].opened : pdf;
        Revision earlier = Revision::of(*sound[i].opened);
        Revision later = Revision::of(next);
        auto compared = guarded([&] { return compare_revisions(earlier, later); });
        if (compared) {
            after[i] = std::move(*compared);
        } else {
            after[i].add(Change::revision_unreadable, compared.failure().detail);
        }
        const std::uint64_t end = &next == &pdf ? pdf.file().size() : sound[i + 1].signature->revision_end;
        for (const LooseObject& object : loose) {
            if (object.offset < sound[i].signature->revision_end || object.offset >= end) continue;
            after[i].add(Change::object_hidden, "object " + std::to_string(object.ref.number) + " at byte " +
                                                    std::to_string(object.offset) + " is in no table");
            break;
        }
        const std::vector<std::size_t> ends = revision_ends(pdf.file());
        if (&next == &pdf && !is_white_only(pdf.file().subspan(ends.empty() ? 0 : ends.back())))
            after[i].add(Change::unsigned_tail, "bytes after the last revision");
        if (&next == &pdf) {
            if (const auto conflict = hybrid_conflict(pdf, password)) after[i].add(Change::object_hidden, *conflict);
        }
    }
    judge_changes(in_order, after);
}

// Signature dictionaries as they stand in the bytes, whether or not a field leads to them.
std::size_t written_signatures(base::ByteView file) {
    constexpr std::string_view key = "/ByteRange";
    const std::string_view text = base::as_text(file);
    std::size_t count = 0;
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + key.size())) {
        const std::size_t value = after_white(file, at + key.size());
        if (value < file.size() && file[value] == '[') ++count;
    }
    return count;
}

void report(const std::vector<Signature>& signatures, std::vector<Finding>& findings) {
    for (const Signature& signature : signatures) {
        if (is_intact(signature)) continue;
        const bool is_covered = is_sound(signature.coverage);
        std::string why(is_covered ? "changed afterwards" : name_of(signature.coverage));
        why += ": " + (is_covered ? signature.changes_detail : signature.coverage_detail);
        findings.push_back({FindingKind::signature_unsound, Severity::refuse, signature.page, signature.object,
                            "'" + signature.field_name + "' " + why});
    }
}

}  // namespace

std::vector<Signature> read_signatures(OpenedPdf& pdf, const FieldTree& tree, const std::vector<Field>& fields,
                                       const base::SecretBytes* password, std::vector<Finding>& findings) {
    std::vector<Signature> signatures;
    const auto table = pdf.qpdf().getXRefTable();
    std::map<Ref, int> uses;
    for (FieldNode node : tree.nodes) {
        if (!node.is_terminal || name_value(node.type) != "Sig" || !is_dictionary(node.value)) continue;
        if (signatures.size() == signatures_max) {
            findings.push_back({FindingKind::too_many_objects, Severity::refuse, -1, {}, "too many signatures"});
            break;
        }
        signatures.push_back(facts_of(node, fields));
        judge(signatures.back(), pdf, table, node.value);
        if (!signatures.back().object.is_null()) ++uses[signatures.back().object];
    }
    if (const std::size_t written = written_signatures(pdf.file()); written > signatures.size()) {
        findings.push_back({FindingKind::warned, Severity::warn, -1, {},
                            std::to_string(written - signatures.size()) + " more signatures are in the file, and cannot be read"});
    }
    for (Signature& signature : signatures) {
        if (signature.object.is_null() || uses[signature.object] < 2) continue;
        signature.coverage = Coverage::shared;
        signature.coverage_detail = "two fields share this signature";
    }
    std::stable_sort(signatures.begin(), signatures.end(),
                     [](const Signature& a, const Signature& b) { return a.revision_end < b.revision_end; });
    if (!signatures.empty()) judge_revisions(signatures, pdf, password);
    report(signatures, findings);
    return signatures;
}

}  // namespace documents

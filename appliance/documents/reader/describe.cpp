// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/describe.h"

#include "appliance/documents/reader/fields.h"
#include "appliance/documents/reader/file_facts.h"
#include "appliance/documents/reader/hybrid.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/page_tree.h"
#include "appliance/documents/reader/quarantine.h"
#include "appliance/documents/reader/signatures.h"
#include "appliance/documents/reader/verdict.h"
#include "appliance/documents/reader/xref_chain.h"

namespace documents {
namespace {

using base::Failure;
using base::Fault;

struct Opened {
    std::unique_ptr<OpenedPdf> pdf;
    bool was_repaired = false;      // qpdf was allowed to mend what it found
    bool is_table_rebuilt = false;  // and had to, for there was no usable table
};

base::Result<Opened> open_leniently(base::ByteView file, const base::SecretBytes* password) {
    auto strict = OpenedPdf::open(file, password, Opening::strict);
    if (strict) return Opened{std::move(*strict)};
    if (strict.fault() != Fault::document_damaged) return strict.failure();
    auto repaired = OpenedPdf::open(file, password, Opening::repair);
    if (!repaired) return repaired.failure();
    return Opened{std::move(*repaired), true, true};
}

int certification_of(const std::vector<Signature>& signatures) {
    int level = 0;
    for (const Signature& signature : signatures) {
        for (const int asked : {signature.certification_level, signature.lock.permission}) {
            if (asked != 0) level = level == 0 ? asked : std::min(level, asked);
        }
    }
    return level;
}

// A signature that damage hides from the parser must not be lost in a rewrite.
bool may_hold_signature(base::ByteView file) {
    return base::as_text(file).find("/ByteRange") != std::string_view::npos;
}

void read_all(OpenedPdf& pdf, const base::SecretBytes* password, Description& d) {
    d.file = read_file_facts(pdf, d.findings);
    d.permissions = read_permissions(pdf);
    d.catalog = object_text(pdf.catalog());
    d.form = describe_form(pdf, d.findings);
    d.security_store = read_security_store(pdf);
    d.pages = describe_pages(read_page_tree(pdf), d.findings);
    const FieldTree fields = read_field_tree(pdf);
    d.fields = describe_fields(fields, d.pages, d.findings);
    d.signatures = read_signatures(pdf, fields, d.fields, password, d.findings);
    d.certification_level = certification_of(d.signatures);
    if (const auto conflict = hybrid_conflict(pdf, password)) {
        d.findings.push_back({FindingKind::hybrid_hidden_object, Severity::refuse, -1, {}, *conflict});
    }
    quarantine({pdf, d, !d.signatures.empty()}, d.findings);
    d.file.warnings = pdf.warnings();
}

Verdict refused(const Failure& failure, base::ByteView file) {
    const bool is_damaged_signed = failure.fault == Fault::document_damaged && may_hold_signature(file);
    return {Disposition::refuse, is_damaged_signed ? Fault::document_damaged_signed : failure.fault, failure.detail};
}

Description describe_opened(Opened& opened, const base::SecretBytes* password) {
    Description d;
    OpenedPdf& pdf = *opened.pdf;
    d.file.size = pdf.file().size();
    auto encryption = guarded([&] { return read_encryption(pdf); });
    if (!encryption || !*encryption) {
        d.verdict = refused(encryption ? encryption->failure() : encryption.failure(), pdf.file());
        return d;
    }
    d.encryption = std::move(**encryption);
    if (auto done = guarded([&] { read_all(pdf, password, d); }); !done) {
        d.verdict = refused(done.failure(), pdf.file());
        return d;
    }
    d.file.was_repaired = opened.was_repaired;
    const Severity severity = may_hold_signature(pdf.file()) ? Severity::refuse : Severity::normalise;
    if (opened.is_table_rebuilt) {
        d.findings.push_back({FindingKind::repaired, severity, -1, {}, "the cross-reference table was rebuilt"});
    } else if (!d.file.warnings.empty()) {
        d.findings.push_back({FindingKind::warned, severity, -1, {}, d.file.warnings.front()});
    }
    d.verdict = judge_document(d);
    return d;
}

}  // namespace

Description describe(base::ByteView file, const base::SecretBytes* password) {
    Description d;
    d.file.size = file.size();
    if (file.size() > document_size_max) {
        d.verdict = {Disposition::refuse, Fault::document_too_large, "larger than 512 MiB"};
        return d;
    }
    if (!find_header(file)) {
        d.verdict = {Disposition::refuse, Fault::document_not_pdf, "no %PDF- header"};
        return d;
    }
    auto opened = open_leniently(file, password);
    if (!opened) {
        d.verdict = refused(opened.failure(), file);
        return d;
    }
    d = describe_opened(*opened, password);
    if (d.file.warnings.empty() || opened->was_repaired || may_hold_signature(file)) return d;
    // Without a signature to lose, repair shows as much of the document as there is.
    auto repaired = OpenedPdf::open(file, password, Opening::repair);
    if (!repaired) return d;
    Opened again{std::move(*repaired), true, false};
    return describe_opened(again, password);
}

}  // namespace documents

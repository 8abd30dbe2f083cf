// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/verdict.h"

#include <algorithm>

namespace documents {
namespace {

using base::Fault;

// Which of several reasons the person is told: the plainest first.
int rank(Fault fault) {
    switch (fault) {
        case Fault::document_too_large: return 0;
        case Fault::signature_coverage: return 1;
        case Fault::signature_modified: return 2;
        case Fault::document_damaged_signed: return 3;
        case Fault::document_no_pages: return 4;
        case Fault::document_certified: return 5;
        case Fault::document_xfa_dynamic: return 6;
        case Fault::document_structure_unsupported: return 7;
        default: return 8;
    }
}

std::string reason_of(const Finding& finding) {
    std::string reason(name_of(finding.kind));
    if (!finding.detail.empty()) reason += ": " + finding.detail;
    return reason;
}

bool is_damage(FindingKind kind) {
    return kind == FindingKind::loose_object || kind == FindingKind::repaired || kind == FindingKind::warned || kind == FindingKind::trailing_data ||
           kind == FindingKind::header_offset;
}

Fault fault_of_signature(const Finding& finding, const Description& description) {
    for (const Signature& signature : description.signatures) {
        if (signature.object == finding.object && !is_sound(signature.coverage)) return Fault::signature_coverage;
    }
    return Fault::signature_modified;
}

}  // namespace

Fault fault_of(const Finding& finding, const Description& description) {
    switch (finding.kind) {
        case FindingKind::signature_unsound: return fault_of_signature(finding, description);
        case FindingKind::certified_no_changes:
        case FindingKind::permissions: return Fault::document_certified;
        case FindingKind::xfa_dynamic: return Fault::document_xfa_dynamic;
        case FindingKind::stream_too_large:
        case FindingKind::too_many_objects:
        case FindingKind::too_many_annotations: return Fault::document_too_large;
        case FindingKind::nested_too_deeply:
        case FindingKind::page_size:
        case FindingKind::dangling_reference:
        case FindingKind::shared_page:
        case FindingKind::shared_annotations:
        case FindingKind::direct_page:
        case FindingKind::field_malformed:
        case FindingKind::id_malformed: return Fault::document_structure_unsupported;
        default:
            // Damage refuses only where a rewrite would break a signature.
            return is_damage(finding.kind) ? Fault::document_damaged_signed : Fault::document_quarantined;
    }
}

Verdict judge_document(const Description& description) {
    const Finding* worst = nullptr;
    const Finding* removable = nullptr;
    Fault fault = Fault::document_quarantined;
    for (const Finding& finding : description.findings) {
        // A rewrite would break the signatures that are there.
        const bool refuses = finding.severity == Severity::refuse ||
                             (finding.severity == Severity::normalise && !description.signatures.empty());
        if (refuses) {
            const Fault own = fault_of(finding, description);
            if (worst == nullptr || rank(own) < rank(fault)) {
                worst = &finding;
                fault = own;
            }
        } else if (finding.severity == Severity::normalise && removable == nullptr) {
            removable = &finding;
        }
    }
    if (description.pages.empty() && (worst == nullptr || rank(Fault::document_no_pages) < rank(fault)))
        return {Disposition::refuse, Fault::document_no_pages, "no pages"};
    if (worst != nullptr) return {Disposition::refuse, fault, reason_of(*worst)};
    if (removable != nullptr) return {Disposition::normalise_first, Fault::document_damaged, reason_of(*removable)};
    return {Disposition::may_sign, Fault::document_damaged, {}};
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

namespace documents {

void find_restrictions(const QuarantineInput& input, Findings& findings) {
    const Description& d = input.description;
    const auto find = [&](FindingKind kind, Severity severity, std::string detail) {
        findings.push_back({kind, severity, -1, d.form.object.ref, std::move(detail)});
    };
    if (d.certification_level == 1) {
        findings.push_back({FindingKind::certified_no_changes, Severity::refuse, -1, {}, "certified without permission to change"});
    }
    if (!d.permissions.may_fill_forms && !d.permissions.may_annotate && !d.permissions.may_modify) {
        findings.push_back({FindingKind::permissions, Severity::refuse, -1, {}, "the author permits no change at all"});
    } else if (!d.permissions.may_modify || !d.permissions.may_annotate) {
        findings.push_back({FindingKind::permissions, Severity::warn, -1, {}, "only existing fields may be filled and signed"});
    }
    Handle permissions = member(input.pdf.catalog(), "/Perms");
    if (!member(permissions, "/UR3").isNull() || !member(permissions, "/UR").isNull()) {
        const Severity severity = input.is_signed ? Severity::warn : Severity::normalise;
        findings.push_back({FindingKind::usage_rights, severity, -1, {}, "a change voids usage rights"});
    }
    Handle rendering = member(input.pdf.catalog(), "/NeedsRendering");
    if ((rendering.isBool() && rendering.getBoolValue()) || (d.form.has_xfa && d.fields.empty())) {
        find(FindingKind::xfa_dynamic, Severity::refuse, "the pages are made by a script when the file is opened");
    } else if (d.form.has_xfa) {
        // Its own copy of the values would still be there when ours are signed.
        find(FindingKind::xfa_static, input.is_signed ? Severity::warn : Severity::normalise, "");
    }
    if (d.form.need_appearances) find(FindingKind::need_appearances, Severity::warn, "");
}

void quarantine(const QuarantineInput& input, Findings& findings) {
    find_restrictions(input, findings);
    find_active_content(input, findings);
    find_circles(input, findings);
    find_hidden_layers(input, findings);
    find_overlays(input, findings);
    find_misleading_fields(input, findings);
    find_large_streams(input, findings);
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

namespace documents {
namespace {

// ISO 32000-1, table 102: a group that says it is for paper only, or for the screen only.
bool is_shown_differently(Handle group) {
    Handle usage = member(group, "/Usage");
    const std::string view = name_value(member(member(usage, "/View"), "/ViewState"));
    const std::string print = name_value(member(member(usage, "/Print"), "/PrintState"));
    return (view == "OFF" || print == "OFF") && view != print;
}

}  // namespace

void find_hidden_layers(const QuarantineInput& input, Findings& findings) {
    Handle properties = member(input.pdf.catalog(), "/OCProperties");
    if (!is_dictionary(properties)) return;
    const auto find = [&](Handle group, const char* detail) {
        findings.push_back({FindingKind::hidden_layer, Severity::refuse, -1, ref_of(group),
                            text_value(member(group, "/Name")) + " " + detail});
    };
    for (Handle group : items_of(member(properties, "/OCGs"))) {
        if (is_shown_differently(group)) find(group, "is not the same on paper and on the screen");
    }
    Handle configuration = member(properties, "/D");
    for (Handle group : items_of(member(configuration, "/OFF"))) {
        if (is_dictionary(group)) find(group, "is switched off");
    }
    if (name_value(member(configuration, "/BaseState")) == "OFF") find(configuration, "all layers are switched off");
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/button_values.h"

#include "appliance/documents/field_appearance.h"

#include <algorithm>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Status;

bool has_state(const Widget& widget, const std::string& state) {
    return std::find(widget.on_states.begin(), widget.on_states.end(), state) != widget.on_states.end();
}

// Drawn by us, a widget's only state is the one that means "checked".
std::string drawn_state(const Field& field, const Widget& widget) {
    return widget.on_states.empty() ? on_state_of(field) : widget.on_states.front();
}

}  // namespace

Status check_box(const Field& field, bool is_checked) {
    if (field.type != FieldType::checkbox) return Failure{Fault::field_value_invalid, field.name + " is no check box"};
    if (is_checked && field.widgets.empty()) return Failure{Fault::field_value_invalid, field.name + " is not on any page"};
    return {};
}

Status check_states(const Field& field, const std::vector<std::string>& chosen) {
    if (chosen.size() > 1) return Failure{Fault::field_value_invalid, field.name + ": one choice only"};
    if (chosen.size() == 1 && state_named(field, chosen.front()).empty()) {
        return Failure{Fault::field_value_invalid, field.name + ": no such choice"};
    }
    return {};
}

std::string on_state_of(const Field& field) {
    for (const Widget& widget : field.widgets) {
        if (!widget.on_states.empty()) return widget.on_states.front();
    }
    return "Yes";
}

std::string state_named(const Field& field, const std::string& export_value) {
    for (const Widget& widget : field.widgets) {
        if (has_state(widget, export_value)) return export_value;
    }
    for (std::size_t i = 0; i < field.options.size() && i < field.widgets.size(); ++i) {
        const bool is_meant = field.options[i].export_value == export_value;
        if (is_meant && !field.widgets[i].on_states.empty()) return field.widgets[i].on_states.front();
    }
    return {};
}

Status draw_button(Draft& draft, const Field& field, const Widget& widget, const std::string& state) {
    Dictionary* const entries = draft.edit(widget.object);
    if (entries == nullptr) return Failure{Fault::document_structure_unsupported, "widget is no object"};
    const std::string on = drawn_state(field, widget);
    const Ref shown = draft.update().allocate();
    const Ref off = draft.update().allocate();
    TRY(put_appearance(draft.update(), draft.fonts(), shown, button_appearance(field, widget, true)));
    TRY(put_appearance(draft.update(), draft.fonts(), off, button_appearance(field, widget, false)));
    const Dictionary states{{spell_name(on), spell_reference(shown)}, {"/Off", spell_reference(off)}};
    (*entries)["/AP"] = "<</N" + spell_dictionary(states) + ">>";
    (*entries)["/AS"] = spell_name(state == on ? on : "Off");
    return {};
}

Status set_state(Draft& draft, const Field& field, const std::string& state) {
    (*draft.edit(field.object))["/V"] = spell_name(state.empty() ? "Off" : state);
    for (const Widget& widget : field.widgets) {
        Dictionary* const entries = draft.edit(widget.object);
        if (entries == nullptr) return Failure{Fault::document_structure_unsupported, "widget is no object"};
        if (widget.on_states.empty()) {
            TRY(draw_button(draft, field, widget, state));
        } else {
            (*entries)["/AS"] = spell_name(has_state(widget, state) ? state : "Off");
        }
    }
    return {};
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/fill.h"

#include "appliance/documents/button_values.h"
#include "appliance/documents/field_appearance.h"
#include "appliance/documents/field_lock.h"

#include <algorithm>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Failure invalid(const Field& field, std::string why) { return {Fault::field_value_invalid, field.name + ": " + std::move(why)}; }

const Field* find_field(const Description& description, const std::string& name) {
    const auto found = std::find_if(description.fields.begin(), description.fields.end(),
                                    [&](const Field& field) { return field.name == name; });
    return found == description.fields.end() ? nullptr : &*found;
}

Status check_text(const FontBook& book, const Field& field, const std::string& text) {
    if (field.type != FieldType::text || field.flags.is_password) return invalid(field, "takes no text");
    const auto points = code_points(text);
    if (!points) return invalid(field, "not UTF-8");
    if (field.length_max >= 0 && points->size() > static_cast<std::size_t>(field.length_max)) return invalid(field, "too long");
    if (!field.flags.is_multiline && text.find_first_of("\r\n") != std::string::npos) return invalid(field, "one line only");
    return covers(book, text);
}

std::vector<std::size_t> chosen_options(const Field& field, const std::vector<std::string>& chosen) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
        if (std::find(chosen.begin(), chosen.end(), field.options[i].export_value) != chosen.end()) indices.push_back(i);
    }
    return indices;
}

std::string label_of(const Field& field, const std::string& export_value) {
    for (const Option& option : field.options) {
        if (option.export_value == export_value) return option.label.empty() ? export_value : option.label;
    }
    return export_value;
}

Status check_choice(const FontBook& book, const Field& field, const std::vector<std::string>& chosen) {
    if (chosen.size() > 1 && !field.flags.is_multi_select) return invalid(field, "one choice only");
    const bool is_free = field.flags.is_combo && field.flags.is_editable;
    for (const std::string& value : chosen) {
        const bool is_option = std::any_of(field.options.begin(), field.options.end(),
                                           [&](const Option& option) { return option.export_value == value; });
        if (!is_option && !is_free) return invalid(field, "no such option");
        TRY(covers(book, label_of(field, value)));
    }
    return {};
}

Status put_widget(Draft& draft, const Widget& widget, const Appearance& appearance) {
    Dictionary* const entries = draft.edit(widget.object);
    if (entries == nullptr) return Failure{Fault::document_structure_unsupported, "widget is no object"};
    const Ref id = draft.update().allocate();
    TRY(put_appearance(draft.update(), draft.fonts(), id, appearance));
    (*entries)["/AP"] = "<</N " + spell_reference(id) + ">>";
    return {};
}

Result<Appearance> choice_appearance(Draft& draft, const Field& field, const Widget& widget,
                                     const std::vector<std::string>& chosen, Overflow overflow) {
    if (field.flags.is_combo) {
        return text_appearance(draft.fonts(), field, widget, chosen.empty() ? "" : label_of(field, chosen.front()), overflow);
    }
    std::vector<std::string> labels;
    for (const Option& option : field.options) labels.push_back(option.label.empty() ? option.export_value : option.label);
    return list_appearance(draft.fonts(), field, widget, labels, chosen_options(field, chosen));
}

Status set_text(Draft& draft, const Field& field, const std::string& text) {
    Dictionary& entries = *draft.edit(field.object);
    entries["/V"] = spell_text(text);
    entries.erase("/RV");  // the rich form of the old value
    for (const Widget& widget : field.widgets) {
        const Appearance look = TRY(text_appearance(draft.fonts(), field, widget, text, Overflow::refuse));
        TRY(put_widget(draft, widget, look));
    }
    return {};
}

Status set_choice(Draft& draft, const Field& field, const std::vector<std::string>& chosen) {
    Dictionary& entries = *draft.edit(field.object);
    std::vector<std::string> values;
    for (const std::string& value : chosen) values.push_back(spell_text(value));
    entries.erase("/I");  // selected indices: optional, and wrong from now on
    if (values.empty()) entries.erase("/V");
    else entries["/V"] = values.size() == 1 ? values.front() : spell_array(values);
    for (const Widget& widget : field.widgets) {
        const Appearance look = TRY(choice_appearance(draft, field, widget, chosen, Overflow::refuse));
        TRY(put_widget(draft, widget, look));
    }
    return {};
}

// The appearance of a value that was there before.
Status redraw(Draft& draft, const Field& field, const Widget& widget) {
    Result<Appearance> look = Fault::not_implemented_here;
    switch (field.type) {
        case FieldType::text:
            look = text_appearance(draft.fonts(), field, widget, field.flags.is_password ? "" : field.value, Overflow::clip);
            break;
        case FieldType::choice: {
            std::vector<std::string> chosen = field.values;
            if (chosen.empty() && !field.value.empty()) chosen.push_back(field.value);
            look = choice_appearance(draft, field, widget, chosen, Overflow::clip);
            break;
        }
        case FieldType::checkbox:
        case FieldType::radio:
            return widget.has_appearance ? Status{} : draw_button(draft, field, widget, field.value);
        case FieldType::button:
        case FieldType::signature:
            return {};
    }
    if (!look && widget.has_appearance) return {};  // better the author's picture than none
    if (!look) return look.failure();
    return put_widget(draft, widget, *look);
}

}  // namespace

Status check_value(const Description& description, const FontBook& book, const FieldValue& value) {
    const Field* const field = find_field(description, value.field);
    if (field == nullptr) return Failure{Fault::field_missing, value.field};
    if (field->flags.is_read_only && value.author == Author::person) return invalid(*field, "read-only");
    if (field->object.ref.is_null()) return Failure{Fault::document_structure_unsupported, field->name + " is no object"};
    if (description.certification_level == 1 || is_locked(description, field->name)) {
        return Failure{Fault::document_certified, field->name + " is frozen"};
    }
    if (const auto* text = std::get_if<TextValue>(&value.value)) return check_text(book, *field, text->text);
    if (const auto* check = std::get_if<CheckValue>(&value.value)) return check_box(*field, check->is_checked);
    const auto& chosen = std::get_if<ChoiceValue>(&value.value)->chosen;
    if (field->type == FieldType::radio || field->type == FieldType::checkbox) return check_states(*field, chosen);
    if (field->type != FieldType::choice) return invalid(*field, "takes no choice");
    return check_choice(book, *field, chosen);
}

Status fill(Draft& draft, const std::vector<FieldValue>& values) {
    const Description& description = draft.description();
    for (const FieldValue& value : values) {
        TRY(check_value(description, draft.fonts().book(), value));
        const Field& field = *find_field(description, value.field);
        if (const auto* text = std::get_if<TextValue>(&value.value)) {
            TRY(set_text(draft, field, text->text));
        } else if (const auto* check = std::get_if<CheckValue>(&value.value)) {
            TRY(set_state(draft, field, check->is_checked ? on_state_of(field) : ""));
        } else if (field.type == FieldType::choice) {
            TRY(set_choice(draft, field, std::get_if<ChoiceValue>(&value.value)->chosen));
        } else {
            const auto& chosen = std::get_if<ChoiceValue>(&value.value)->chosen;
            TRY(set_state(draft, field, chosen.empty() ? "" : state_named(field, chosen.front())));
        }
    }
    // A static XFA form would go on showing the old values.
    if (!values.empty() && description.form.has_xfa && description.signatures.empty()) draft.form().erase("/XFA");
    return {};
}

Status settle_appearances(Draft& draft) {
    const Description& description = draft.description();
    if (!description.form.need_appearances || !description.signatures.empty()) return {};
    for (const Field& field : description.fields) {
        for (const Widget& widget : field.widgets) {
            const Dictionary* const entries = draft.edit(widget.object);
            if (entries == nullptr || widget.page < 0) continue;
            const auto before = widget.object.entries.find("/AP");
            const auto now = entries->find("/AP");
            const bool is_filled = now != entries->end() && (before == widget.object.entries.end() || before->second != now->second);
            if (is_filled) continue;
            TRY(redraw(draft, field, widget));
        }
    }
    draft.form()["/NeedAppearances"] = "false";
    return {};
}

Status add_overlay(Draft& draft, const Overlay& overlay) {
    const Description& description = draft.description();
    if (!description.signatures.empty()) return Failure{Fault::document_structure_unsupported, "no overlay on a signed document"};
    if (overlay.page >= description.pages.size()) return Failure{Fault::document_structure_unsupported, "no such page"};
    if (find_field(description, overlay.name) != nullptr) return Failure{Fault::field_value_invalid, "name taken: " + overlay.name};
    TRY(covers(draft.fonts().book(), overlay.text));
    const Page& page = description.pages[overlay.page];
    Field field;
    field.name = overlay.name;
    field.flags.is_multiline = true;
    Widget widget;
    widget.rect = overlay.rect;
    widget.rotate = page.rotate;
    const Appearance look = TRY(text_appearance(draft.fonts(), field, widget, overlay.text, Overflow::refuse));
    const Ref appearance = draft.update().allocate();
    TRY(put_appearance(draft.update(), draft.fonts(), appearance, look));
    const Ref id = draft.update().allocate();
    constexpr std::uint32_t flags = 1U | 1U << 12U;  // read-only, multi-line
    TRY(draft.update().put(id, Dictionary{
        {"/Type", "/Annot"}, {"/Subtype", "/Widget"}, {"/FT", "/Tx"}, {"/T", spell_text(overlay.name)},
        {"/V", spell_text(overlay.text)}, {"/Ff", std::to_string(flags)}, {"/F", "132"},
        {"/DA", spell_text("/Helv 0 Tf 0 g")}, {"/P", spell_reference(page.object.ref)},
        {"/MK", page.rotate == 0 ? "<<>>" : "<</R " + std::to_string(page.rotate) + ">>"},
        {"/Rect", spell_rectangle(overlay.rect)}, {"/AP", "<</N " + spell_reference(appearance) + ">>"}}));
    // A viewer that edits the field looks up the name in /DA here.
    if (!draft.form().contains("/DR")) {
        const Ref font = draft.update().allocate();
        TRY(draft.update().put(font, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"));
        draft.form()["/DR"] = "<</Font<</Helv " + spell_reference(font) + ">>>>";
    }
    TRY(draft.add_field(id));
    return draft.add_annotation(overlay.page, id);
}

}  // namespace documents

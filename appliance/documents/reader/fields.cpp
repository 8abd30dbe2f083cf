// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/fields.h"

#include "appliance/documents/reader/object_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace documents {
namespace {

constexpr std::size_t value_size_max = 1U << 20U;

// Bit positions of ISO 32000-1, tables 221, 226, 228 and 230, counted from 1.
constexpr bool has_bit(std::uint32_t flags, unsigned position) { return (flags >> (position - 1) & 1U) != 0; }

FieldType type_of(const std::string& type, std::uint32_t flags) {
    if (type == "Btn") return has_bit(flags, 17) ? FieldType::button : has_bit(flags, 16) ? FieldType::radio : FieldType::checkbox;
    if (type == "Ch") return FieldType::choice;
    if (type == "Sig") return FieldType::signature;
    return FieldType::text;
}

FieldFlags flags_of(FieldType type, std::uint32_t flags) {
    const bool is_text = type == FieldType::text;
    const bool is_choice = type == FieldType::choice;
    return {.is_read_only = has_bit(flags, 1), .is_required = has_bit(flags, 2),
            .is_multiline = is_text && has_bit(flags, 13), .is_password = is_text && has_bit(flags, 14),
            .is_comb = is_text && has_bit(flags, 25), .is_rich_text = is_text && has_bit(flags, 26),
            .is_combo = is_choice && has_bit(flags, 18), .is_editable = is_choice && has_bit(flags, 19),
            .is_multi_select = is_choice && has_bit(flags, 22)};
}

// A string, or a stream, which long values may be.
std::string value_text(Handle value) {
    if (value.isString()) return text_value(value);
    if (value.isName()) return name_value(value);
    if (value.isStream()) {
        const auto raw = value.getRawStreamData();
        if (raw->getSize() > value_size_max) return {};
        const auto data = value.getStreamData();
        return text_value(Handle::newString(std::string(reinterpret_cast<const char*>(data->getBuffer()),
                                                        std::min(data->getSize(), value_size_max))));
    }
    return {};
}

std::vector<Option> options_of(Handle array) {
    std::vector<Option> options;
    for (Handle item : items_of(array)) {
        if (item.isString()) {
            options.push_back({text_value(item), text_value(item)});
        } else if (item.isArray() && item.getArrayNItems() == 2) {
            options.push_back({text_value(item.getArrayItem(0)), text_value(item.getArrayItem(1))});
        }
    }
    return options;
}

std::vector<std::string> on_states_of(Handle normal_appearance) {
    std::vector<std::string> states;
    if (!normal_appearance.isDictionary()) return states;
    for (const std::string& key : normal_appearance.getKeys()) {
        if (key != "/Off") states.push_back(name_value(Handle::newName(key)));
    }
    return states;
}

Widget describe_widget(Handle object, bool is_merged, const std::map<Ref, int>& page_of) {
    Widget widget;
    widget.object = object_text(object);
    widget.is_merged = is_merged;
    const auto page = page_of.find(widget.object.ref);
    widget.page = page == page_of.end() ? -1 : page->second;
    widget.rect = rectangle_value(member(object, "/Rect")).value_or(Rectangle{});
    const std::int64_t rotate = integer_value(member(member(object, "/MK"), "/R")).value_or(0);
    widget.rotate = static_cast<int>((rotate % 360 + 360) % 360);
    widget.flags = static_cast<std::uint32_t>(integer_value(member(object, "/F")).value_or(0) & 0xffffffff);
    Handle normal = member(member(object, "/AP"), "/N");
    widget.on_states = on_states_of(normal);
    widget.state = name_value(member(object, "/AS"));
    widget.has_appearance = is_dictionary(normal);
    return widget;
}

void read_value(Field& field, FieldNode node) {
    if (field.type == FieldType::signature) {
        field.signature = ref_of(node.value);
        field.is_signed = is_dictionary(node.value);
        field.lock = lock_of(member(node.object, "/Lock"));
        field.has_seed_value = is_dictionary(member(node.object, "/SV"));
        return;
    }
    if (node.value.isArray()) {
        for (Handle item : items_of(node.value)) field.values.push_back(text_value(item));
        if (!field.values.empty()) field.value = field.values.front();
    } else {
        field.value = value_text(node.value);
    }
}

Field describe_field(FieldNode node, const std::map<Ref, int>& page_of) {
    Field field;
    field.name = node.name;
    field.label = text_value(member(node.object, "/TU"));
    field.flags_raw = static_cast<std::uint32_t>(integer_value(node.flags).value_or(0) & 0xffffffff);
    field.type = type_of(name_value(node.type), field.flags_raw);
    field.flags = flags_of(field.type, field.flags_raw);
    field.length_max = static_cast<int>(std::clamp<std::int64_t>(integer_value(node.length_max).value_or(-1), -1, 1'000'000));
    const std::int64_t quadding = integer_value(node.quadding).value_or(0);
    field.quadding = quadding == 1 || quadding == 2 ? static_cast<int>(quadding) : 0;
    if (node.default_appearance.isString())
        field.appearance = parse_default_appearance(node.default_appearance.getStringValue());
    field.options = options_of(member(node.object, "/Opt"));
    field.object = object_text(node.object);
    for (Handle widget : node.widgets) {
        const bool is_merged = widget.isIndirect() && widget.getObjGen() == node.object.getObjGen();
        field.widgets.push_back(describe_widget(widget, is_merged, page_of));
    }
    read_value(field, node);
    return field;
}

}  // namespace

FieldLock lock_of(Handle parameters) {
    FieldLock lock;
    if (!is_dictionary(parameters)) return lock;
    const std::string action = name_value(member(parameters, "/Action"));
    lock.action = action == "All"       ? LockAction::all
                  : action == "Include" ? LockAction::include
                  : action == "Exclude" ? LockAction::exclude
                                        : LockAction::none;
    for (Handle name : items_of(member(parameters, "/Fields"))) lock.fields.push_back(text_value(name));
    const std::int64_t permission = integer_value(member(parameters, "/P")).value_or(0);
    lock.permission = permission >= 1 && permission <= 3 ? static_cast<int>(permission) : 0;
    return lock;
}

DefaultAppearance parse_default_appearance(std::string_view text) {
    constexpr std::string_view white = " \t\r\n\f";
    DefaultAppearance appearance;
    std::vector<double> numbers;
    std::string name;
    while (true) {
        const std::size_t begin = text.find_first_not_of(white);
        if (begin == std::string_view::npos) return appearance;
        text.remove_prefix(begin);
        const std::string_view token = text.substr(0, std::min(text.find_first_of(white), text.size()));
        text.remove_prefix(token.size());
        double number = 0;
        const auto read = std::from_chars(token.data(), token.data() + token.size(), number);
        if (token.starts_with('/')) {
            name = token.substr(1);
        } else if (read.ec == std::errc{} && read.ptr == token.data() + token.size()) {
            numbers.push_back(number);
        } else {
            if (token == "Tf" && !numbers.empty()) {
                appearance.font = name;
                appearance.size = std::clamp(numbers.back(), 0.0, 1000.0);
            }
            const std::size_t count = token == "g" ? 1 : token == "rg" ? 3 : token == "k" ? 4 : 0;
            if (count > 0 && numbers.size() >= count)
                appearance.colour.assign(numbers.end() - static_cast<std::ptrdiff_t>(count), numbers.end());
            numbers.clear();
        }
    }
}

AcroForm describe_form(OpenedPdf& pdf, std::vector<Finding>& findings) {
    AcroForm form;
    Handle object = member(pdf.catalog(), "/AcroForm");
    if (!object.isDictionary()) return form;
    form.place = object.isIndirect() ? Place::own_object : Place::direct;
    form.object = object_text(object);
    for (const std::string& key : dangling_keys(object)) {
        findings.push_back({FindingKind::dangling_reference, Severity::normalise, -1, form.object.ref, key});
    }
    Handle need = member(object, "/NeedAppearances");
    form.need_appearances = need.isBool() && need.getBoolValue();
    form.has_xfa = !member(object, "/XFA").isNull();
    Handle fields = member(object, "/Fields");
    if (fields.isArray()) {
        form.fields.place = fields.isIndirect() ? Place::own_object : Place::direct;
        form.fields.ref = ref_of(fields);
        for (Handle item : items_of(fields)) {
            if (item.isIndirect()) form.fields.items.push_back(ref_of(item));
        }
    }
    return form;
}

std::vector<Field> describe_fields(const FieldTree& tree, const std::vector<Page>& pages,
                                   std::vector<Finding>& findings) {
    std::map<Ref, int> page_of;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        for (const Ref& annotation : pages[i].annots.items) page_of.emplace(annotation, static_cast<int>(i));
    }
    findings.insert(findings.end(), tree.findings.begin(), tree.findings.end());
    std::vector<Field> fields;
    std::set<std::string> names;
    for (FieldNode node : tree.nodes) {
        if (!node.is_terminal || !node.type.isName()) continue;
        Field field = describe_field(node, page_of);
        if (!names.insert(field.name).second) {
            findings.push_back({FindingKind::field_name_duplicate, Severity::warn, -1, field.object.ref, field.name});
        }
        if (field.has_seed_value && !field.is_signed) {
            findings.push_back({FindingKind::field_malformed, Severity::warn, -1, field.object.ref,
                                "the author restricts how '" + field.name + "' may be signed"});
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_form.h"

#include "emulator/profile_fields.h"

#include <algorithm>
#include <charconv>

namespace emulator {
namespace {

using base::Json;

// The last part: of "custodians[1].name" it is "name", of "trust.witnesses[0]" nothing.
std::string_view last_of(std::string_view path) {
    if (path.ends_with(']')) return {};
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

Json list_of(std::string_view text) {
    Json out{Json::Array{}};
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::string_view item = text.substr(at, end - at);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) out.push(item);
        at = end + 1;
    }
    return out;
}

// What is no number or no flag stays a text; the reader says so.
Json value_of(const FormField& field) {
    const std::string& text = field.text;
    if (field.kind == FieldKind::list) return list_of(text);
    if (field.kind == FieldKind::flag && (text == "true" || text == "false")) return text == "true";
    if (field.kind == FieldKind::number || field.kind == FieldKind::quorum) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size()) return number;
    }
    return text;
}

std::optional<std::string> text_from(const Json& value) {
    if (const auto* text = value.as_text()) return *text;
    if (const auto* number = value.as_number()) return std::to_string(*number);
    if (const auto* flag = value.as_flag()) return *flag ? "true" : "false";
    const auto* items = value.as_array();
    if (items == nullptr) return std::nullopt;
    std::string out;
    for (const Json& item : *items) {
        if (!item.is_text()) return std::nullopt;
        out += (out.empty() ? "" : ", ") + *item.as_text();
    }
    return out;
}

Json item_value(const std::vector<FormField>& item) {
    if (last_of(item.front().path).empty()) return value_of(item.front());
    Json out{Json::Object{}};
    for (const FormField& field : item) out.set(last_of(field.path), value_of(field));
    return out;
}

bool can_be_written(const std::string& text) {
    std::vector<provisioning::Complaint> complaints;
    return provisioning::parse_toml(provisioning::canonical_toml(Json().set("text", text)), complaints).has_value();
}

}  // namespace

ProfileForm::ProfileForm() : m_fields(profile_fields()), m_lists(profile_lists()) {
    for (FormList& list : m_lists) number_items(list);
    check();
}

const FormField* ProfileForm::find(std::string_view path) const { return const_cast<ProfileForm*>(this)->field(path); }

FormField* ProfileForm::field(std::string_view path) {
    for (FormField& field : m_fields)
        if (field.path == path) return &field;
    for (FormList& list : m_lists)
        for (auto& item : list.items)
            for (FormField& field : item)
                if (field.path == path) return &field;
    return nullptr;
}

FormList* ProfileForm::list(std::string_view path) {
    for (FormList& list : m_lists)
        if (list.path == path) return &list;
    return nullptr;
}

std::size_t ProfileForm::wrong() const {
    std::size_t count = m_complaints.size();
    for (const FormField& field : m_fields) count += field.complaint.empty() ? 0 : 1;
    for (const FormList& list : m_lists) {
        count += list.complaint.empty() ? 0 : 1;
        for (const auto& item : list.items)
            for (const FormField& field : item) count += field.complaint.empty() ? 0 : 1;
    }
    return count;
}

bool ProfileForm::put(std::string_view path, std::string text) {
    FormField* const found = field(path);
    if (found == nullptr || !can_be_written(text)) return false;
    found->text = std::move(text);
    check();
    return true;
}

void ProfileForm::add(std::string_view path) {
    FormList* const found = list(path);
    if (found == nullptr) return;
    found->items.push_back(empty_item(path));
    number_items(*found);
    check();
}

void ProfileForm::remove(std::string_view path, std::size_t item) {
    FormList* const found = list(path);
    if (found == nullptr || item >= found->items.size()) return;
    found->items.erase(found->items.begin() + static_cast<std::ptrdiff_t>(item));
    number_items(*found);
    check();
}

void ProfileForm::number_items(FormList& list) {
    for (std::size_t i = 0; i < list.items.size(); ++i)
        for (FormField& field : list.items[i]) {
            const std::string name(last_of(field.path));
            field.path = list.path + "[" + std::to_string(i) + "]" + (name.empty() ? "" : "." + name);
        }
}

Json ProfileForm::values() const {
    Json out{Json::Object{}}, branding{Json::Object{}}, policies{Json::Object{}}, trust{Json::Object{}};
    const auto table_of = [&](std::string_view path) -> Json& {
        return path.starts_with("branding.") ? branding : path.starts_with("policies.") ? policies : path.starts_with("trust.") ? trust : out;
    };
    bool has_custodians = false;
    for (const FormList& list : m_lists) {
        Json items{Json::Array{}};
        for (const auto& item : list.items) items.push(item_value(item));
        has_custodians = has_custodians || (list.path == "custodians" && !list.items.empty());
        table_of(list.path).set(last_of(list.path), std::move(items));
    }
    for (const FormField& field : m_fields) {
        const bool may_be_absent = field.kind == FieldKind::optional || (field.kind == FieldKind::quorum && !has_custodians);
        if (!may_be_absent || !field.text.empty()) table_of(field.path).set(last_of(field.path), value_of(field));
    }
    return out.set("branding", std::move(branding)).set("policies", std::move(policies)).set("trust", std::move(trust));
}

std::string ProfileForm::toml() const { return provisioning::canonical_toml(values()); }

std::vector<provisioning::Complaint> ProfileForm::open(std::string_view toml) {
    std::vector<provisioning::Complaint> complaints;
    const auto text = provisioning::parse_toml(toml, complaints);
    if (!text) return complaints;
    ProfileForm read;
    for (FormList& list : read.m_lists) list.items.clear();
    for (const auto& [name, value] : *text->values.as_object()) {
        const bool is_table = value.is_object() && (name == "branding" || name == "policies" || name == "trust");
        const Json one = is_table ? value : Json().set(name, value);
        for (const auto& [inner, member] : *one.as_object()) {
            const std::string path = is_table ? name + "." + inner : inner;
            if (inner.find_first_of(".[") == std::string::npos && read.take(member, path)) continue;
            const auto line = text->lines.find(path);
            complaints.push_back({line == text->lines.end() ? 0 : line->second, "the form has no field for \"" + path + "\" as it stands here; correct it in the file first"});
        }
    }
    if (!complaints.empty()) return complaints;
    read.check();
    *this = std::move(read);
    return {};
}

bool ProfileForm::take(const Json& value, const std::string& path) {
    FormList* const many = list(path);
    if (many == nullptr) {
        FormField* const one = field(path);
        const auto text = one == nullptr ? std::nullopt : text_from(value);
        if (!text) return false;
        one->text = *text;
        return value_of(*one) == value;  // else saving would change it
    }
    const Json::Array* const items = value.as_array();
    if (items == nullptr) return false;
    for (const Json& item : *items) {
        std::vector<FormField> fields = empty_item(path);
        std::size_t taken = 0;
        for (FormField& field : fields) {
            const Json* const member = field.path.empty() ? &item : item.find(field.path);
            const auto text = member == nullptr ? std::nullopt : text_from(*member);
            if (member != nullptr && !text) return false;
            field.text = text.value_or("");
            if (member != nullptr && value_of(field) != *member) return false;
            taken += member == nullptr ? 0U : 1U;
        }
        if (item.is_object() && item.as_object()->size() != taken) return false;
        many->items.push_back(std::move(fields));
    }
    number_items(*many);
    return true;
}

void ProfileForm::check() {
    m_complaints.clear();
    for (FormField& field : m_fields) field.complaint.clear();
    for (FormList& list : m_lists) {
        list.complaint.clear();
        for (auto& item : list.items)
            for (FormField& field : item) field.complaint.clear();
    }
    const std::string written = toml();
    provisioning::Reading reading = provisioning::read_profile(written);
    std::vector<provisioning::Complaint> ignored;
    const auto text = provisioning::parse_toml(written, ignored);
    for (const provisioning::Complaint& complaint : reading.complaints) {
        std::string* place = nullptr;
        for (const auto& [path, line] : text ? text->lines : provisioning::Lines()) {
            if (line != complaint.line || line == 0 || place != nullptr) continue;
            if (FormField* const one = field(path)) place = &one->complaint;
            else if (FormList* const many = list(path)) place = &many->complaint;
        }
        if (place == nullptr) m_complaints.push_back(complaint.text);
        else if (place->empty()) *place = complaint.text;
    }
    m_profile = std::move(reading.profile);
}

}  // namespace emulator

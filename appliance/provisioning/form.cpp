// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/form.h"

#include <algorithm>

namespace provisioning {
namespace {

using base::Json;

const Json& empty_table() {
    static const Json empty{Json::Object{}};
    return empty;
}

// What reorders a line when it is shown (Unicode, UAX 9: the explicit formats).
bool has_direction_marks(std::string_view text) {
    for (std::size_t at = text.find('\xe2'); at != std::string_view::npos && at + 2 < text.size(); at = text.find('\xe2', at + 1)) {
        const auto second = static_cast<unsigned char>(text[at + 1]), third = static_cast<unsigned char>(text[at + 2]);
        if ((second == 0x80 && third >= 0xaa && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9)) return true;
    }
    return false;
}

std::string listed(std::span<const std::string_view> names) {
    std::string out;
    for (const std::string_view name : names) {
        if (!out.empty()) out += ", ";
        out += name;
    }
    return out;
}

std::string quote(std::string_view name) { return "\"" + std::string(name) + "\""; }

}  // namespace

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > 64) return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const std::string_view one : known)
        if (const std::size_t apart = distance(name, one); apart < least) {
            least = apart;
            best = one;
        }
    return best;
}

Form::Form(const Json& table, std::string path, const Lines& lines, std::vector<Complaint>& complaints)
    : m_table(table.is_object() ? table : empty_table()), m_path(std::move(path)), m_lines(lines), m_complaints(complaints) {
    if (!table.is_object()) complain({}, quote(m_path) + " must be a table");
}

std::string Form::path_of(std::string_view name) const {
    if (name.empty()) return m_path;
    return (m_path.empty() ? std::string() : m_path + ".") + std::string(name);
}

void Form::complain(std::string_view name, std::string text) {
    auto line = m_lines.find(path_of(name));
    if (line == m_lines.end()) line = m_lines.find(m_path);
    m_complaints.push_back({line == m_lines.end() ? 0 : line->second, std::move(text)});
}

const Json* Form::take(std::string_view name) {
    m_known.push_back(name);
    return m_table.find(name);
}

std::string Form::checked(std::string_view name, const std::string& text, std::size_t size_max, bool has_lines) {
    if (text.empty()) complain(name, quote(path_of(name)) + " is empty");
    if (text.size() > size_max) complain(name, quote(path_of(name)) + " is longer than " + std::to_string(size_max) + " bytes");
    const bool has_controls = std::any_of(text.begin(), text.end(), [has_lines](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && !(has_lines && (c == '\n' || c == '\r'))) || c == 0x7f;
    });
    if (has_controls || has_direction_marks(text)) complain(name, quote(path_of(name)) + " holds characters that cannot be seen");
    return text;
}

std::string Form::text(std::string_view name, std::size_t size_max, std::optional<std::string> otherwise) {
    const Json* value = take(name);
    if (value != nullptr && value->as_text() != nullptr) return checked(name, *value->as_text(), size_max, false);
    if (value != nullptr) complain(name, quote(path_of(name)) + " must be a text in quotes");
    else if (!otherwise) complain(name, quote(path_of(name)) + " is missing");
    return otherwise.value_or("");
}

std::string Form::device_name(std::string_view name) {
    const std::string chosen = text(name, 64);
    if (chosen.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        complain(name, quote(path_of(name)) + " may hold small letters, digits and hyphens, e.g. harbour-otter-41");
    return chosen;
}

std::string Form::block(std::string_view name, std::size_t size_max) {
    const Json* value = take(name);
    if (value != nullptr && value->as_text() != nullptr) return checked(name, *value->as_text(), size_max, true);
    complain(name, quote(path_of(name)) + (value == nullptr ? " is missing" : " must be a text in quotes"));
    return {};
}

std::int64_t Form::number(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
    const Json* value = take(name);
    if (value == nullptr) return otherwise;
    const std::int64_t* number = value->as_number();
    if (number == nullptr) complain(name, quote(path_of(name)) + " must be a whole number");
    else if (*number < least || *number > most)
        complain(name, quote(path_of(name)) + " must lie between " + std::to_string(least) + " and " + std::to_string(most));
    else return *number;
    return otherwise;
}

bool Form::flag(std::string_view name, std::optional<bool> otherwise) {
    const Json* value = take(name);
    if (value != nullptr && value->as_flag() != nullptr) return *value->as_flag();
    if (value != nullptr) complain(name, quote(path_of(name)) + " must be true or false");
    else if (!otherwise) complain(name, quote(path_of(name)) + " is missing: it must be true or false");
    return otherwise.value_or(false);
}

std::string Form::choice(std::string_view name, std::span<const std::string_view> known, std::string_view otherwise) {
    const std::string chosen = text(name, 64, std::string(otherwise));
    if (std::find(known.begin(), known.end(), chosen) == known.end())
        complain(name, quote(path_of(name)) + " cannot be " + quote(chosen) + "; it may be: " + listed(known));
    return chosen;
}

std::vector<std::string> Form::choices(std::string_view name, std::span<const std::string_view> known, std::vector<std::string> otherwise) {
    if (m_table.find(name) == nullptr) {
        m_known.push_back(name);
        if (otherwise.empty()) complain(name, quote(path_of(name)) + " is missing");
        return otherwise;
    }
    std::vector<std::string> chosen = texts(name, 64, known.size());
    if (chosen.empty()) complain(name, quote(path_of(name)) + " names nothing");
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (std::find(known.begin(), known.end(), chosen[i]) == known.end())
            complain(name, quote(path_of(name)) + " cannot hold " + quote(chosen[i]) + "; it may hold: " + listed(known));
        if (std::find(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(i), chosen[i]) != chosen.begin() + static_cast<std::ptrdiff_t>(i))
            complain(name, quote(path_of(name)) + " holds " + quote(chosen[i]) + " twice");
    }
    return chosen;
}

std::vector<std::string> Form::texts(std::string_view name, std::size_t size_max, std::size_t count_max, bool has_lines) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    const Json::Array* items = value->as_array();
    if (items == nullptr) {
        complain(name, quote(path_of(name)) + " must be a list in brackets");
        return {};
    }
    if (items->size() > count_max) complain(name, quote(path_of(name)) + " holds more than " + std::to_string(count_max));
    std::vector<std::string> out;
    for (const Json& item : *items) {
        if (item.as_text() != nullptr) out.push_back(checked(name, *item.as_text(), size_max, has_lines));
        else complain(name, quote(path_of(name)) + " must hold texts in quotes");
        if (out.size() >= count_max) break;
    }
    return out;
}

Form Form::table(std::string_view name) {
    const Json* value = take(name);
    return Form(value == nullptr ? empty_table() : *value, path_of(name), m_lines, m_complaints);
}

std::vector<Form> Form::tables(std::string_view name, std::size_t count_max) {
    const Json* value = take(name);
    std::vector<Form> out;
    if (value == nullptr) return out;
    const Json::Array* items = value->as_array();
    if (items == nullptr) {
        complain(name, quote(path_of(name)) + " must be tables: [[" + path_of(name) + "]]");
        return out;
    }
    if (items->size() > count_max) complain(name, quote(path_of(name)) + " holds more than " + std::to_string(count_max));
    for (std::size_t i = 0; i < std::min(items->size(), count_max); ++i)
        out.emplace_back((*items)[i], path_of(name) + "[" + std::to_string(i) + "]", m_lines, m_complaints);
    return out;
}

void Form::finish() {
    for (const auto& [name, value] : *m_table.as_object()) {
        if (std::find(m_known.begin(), m_known.end(), name) != m_known.end()) continue;
        std::string text = quote(path_of(name.size() > 64 ? name.substr(0, 64) + "..." : name)) + " is not known here";
        if (const std::string_view near = nearest(name, m_known); !near.empty()) text += "; did you mean " + quote(near) + "?";
        complain(name, std::move(text));
    }
}

}  // namespace provisioning

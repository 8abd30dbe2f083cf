// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/toml_text.h"

#include "appliance/provisioning/toml_assumption.h"

#include <toml++/toml.h>

#include <algorithm>

namespace provisioning {
namespace {

using base::Json;

constexpr std::size_t depth_max = 8;

class Copier {
public:
    Copier(Lines& lines, std::vector<Complaint>& complaints) : m_lines(lines), m_complaints(complaints) {}

    Json copy(const toml::node& node, const std::string& path, std::size_t depth) {
        const std::uint32_t line = node.source().begin.line;
        m_lines[path] = line;
        if (depth > depth_max) return complain(line, "\"" + path + "\" is nested too deeply");
        if (const auto* table = node.as_table()) return copy_table(*table, path, depth);
        if (const auto* list = node.as_array()) {
            Json out{Json::Array{}};
            std::size_t index = 0;
            for (const toml::node& item : *list) out.push(copy(item, path + "[" + std::to_string(index++) + "]", depth + 1));
            return out;
        }
        if (const auto* text = node.as_string()) return Json(text->get());
        if (const auto* number = node.as_integer()) return Json(number->get());
        if (const auto* flag = node.as_boolean()) return Json(flag->get());
        return complain(line, "\"" + path + "\" must be a text, a whole number, true or false");
    }

    Json copy_table(const toml::table& table, const std::string& path, std::size_t depth) {
        Json out{Json::Object{}};
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            std::string inner = path;
            if (!inner.empty()) inner += '.';
            inner += name;
            out.set(name, copy(node, inner, depth + 1));
            // An unknown name is looked for where it stands, not where its value begins.
            m_lines[inner] = key.source().begin.line;
        }
        return out;
    }

private:
    Json complain(std::uint32_t line, std::string text) {
        m_complaints.push_back({line, std::move(text)});
        return {};
    }

    Lines& m_lines;
    std::vector<Complaint>& m_complaints;
};

bool is_table_list(const Json& value) {
    const Json::Array* items = value.as_array();
    return items != nullptr && !items->empty() && std::all_of(items->begin(), items->end(), [](const Json& item) { return item.is_object(); });
}

bool is_bare(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string quoted(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    const bool has_lines = text.find('\n') != std::string_view::npos;
    std::string out = has_lines ? "\"\"\"\n" : "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out + (has_lines ? "\"\"\"" : "\"");
}

// A name stands on one line, whatever it holds.
std::string spelt(std::string_view name) {
    if (is_bare(name)) return std::string(name);
    std::string out = "\"";
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t end = std::min(name.find('\n', at), name.size());
        const std::string line = quoted(name.substr(at, end - at));
        out += line.substr(1, line.size() - 2);
        if (end < name.size()) out += "\\n";
        at = end + 1;
    }
    return out + "\"";
}

std::string value_text(const Json& value) {
    if (const auto* text = value.as_text()) return quoted(*text);
    if (const auto* number = value.as_number()) return std::to_string(*number);
    if (const auto* flag = value.as_flag()) return *flag ? "true" : "false";
    std::string out;
    if (const auto* list = value.as_array()) {
        for (const Json& item : *list) out += (out.empty() ? "" : ", ") + value_text(item);
        return "[" + out + "]";
    }
    if (const auto* object = value.as_object()) {
        for (const auto& [name, item] : *object) out += (out.empty() ? "" : ", ") + spelt(name) + " = " + value_text(item);
        return "{" + out + "}";
    }
    return "\"\"";
}

void write_table(std::string& out, const Json::Object& object, const std::string& path) {
    for (const auto& [name, value] : object)
        if (!value.is_null() && !value.is_object() && !is_table_list(value)) out += spelt(name) + " = " + value_text(value) + "\n";
    for (const auto& [name, value] : object) {
        const std::string inner = path.empty() ? spelt(name) : path + "." + spelt(name);
        if (const auto* table = value.as_object()) {
            out += "\n[" + inner + "]\n";
            write_table(out, *table, inner);
        } else if (is_table_list(value)) {
            for (const Json& item : *value.as_array()) {
                out += "\n[[" + inner + "]]\n";
                write_table(out, *item.as_object(), inner);
            }
        }
    }
}

}  // namespace

void refuse_assumption() { throw BrokenAssumption{}; }

std::string text_of(const std::vector<Complaint>& complaints) {
    std::string out;
    for (const Complaint& one : complaints) {
        if (!out.empty()) out += '\n';
        if (one.line != 0) out += "line " + std::to_string(one.line) + ": ";
        out += one.text;
    }
    return out;
}

std::optional<TomlText> parse_toml(std::string_view text, std::vector<Complaint>& complaints) {
    if (text.size() > toml_size_max) {
        complaints.push_back({0, "the file is larger than 256 KiB"});
        return std::nullopt;
    }
    const std::size_t before = complaints.size();
    TomlText out;
    try {
        const toml::table parsed = toml::parse(text);
        out.values = Copier(out.lines, complaints).copy_table(parsed, {}, 0);
    } catch (const toml::parse_error& error) {
        complaints.push_back({error.source().begin.line, "this is not TOML: " + std::string(error.description())});
    } catch (const BrokenAssumption&) {
        complaints.push_back({0, "this is not TOML: a table's name between brackets is not one"});
    }
    if (complaints.size() != before) return std::nullopt;
    return out;
}

std::string canonical_toml(const Json& object) {
    std::string out;
    if (const auto* table = object.as_object()) write_table(out, *table, {});
    return out;
}

}  // namespace provisioning

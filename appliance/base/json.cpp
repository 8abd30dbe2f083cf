// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/json.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace base {
namespace {

// Receives nlohmann's events and builds our value, refusing what we do not take.
class Builder {
public:
    explicit Builder(std::size_t depth_max) : m_depth_max(depth_max) {}

    bool null() { return put(Json()); }
    bool boolean(bool value) { return put(Json(value)); }
    bool number_integer(std::int64_t value) { return put(Json(value)); }
    bool number_unsigned(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return refuse("number too large");
        return put(Json(static_cast<std::int64_t>(value)));
    }
    bool number_float(double, const std::string&) { return refuse("number is not an integer"); }
    bool string(std::string& value) { return put(Json(std::move(value))); }
    bool binary(std::vector<std::uint8_t>&) { return refuse("binary"); }
    bool start_object(std::size_t) { return open(Json(Json::Object{})); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(Json(Json::Array{})); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        if (m_open.back()->find(name) != nullptr) return refuse("name occurs twice");
        m_name = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        return refuse("syntax error at byte " + std::to_string(position));
    }

    Json& root() { return m_root; }
    const std::string& trouble() const { return m_trouble; }

private:
    bool refuse(std::string why) {
        if (m_trouble.empty()) m_trouble = std::move(why);
        return false;
    }
    Json* place(Json value) {
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Json& parent = *m_open.back();
        if (Json::Object* object = parent.as_object()) {
            Json& member = (*object)[std::exchange(m_name, {})];
            member = std::move(value);
            return &member;
        }
        parent.push(std::move(value));
        return &parent.as_array()->back();
    }
    bool put(Json value) {
        place(std::move(value));
        return true;
    }
    bool open(Json container) {
        if (m_open.size() == m_depth_max) return refuse("nested too deeply");
        m_open.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        m_open.pop_back();
        return true;
    }

    std::size_t m_depth_max;
    Json m_root;
    std::vector<Json*> m_open;  // stable: a container is not moved while one of its children is open
    std::string m_name;
    std::string m_trouble;
};

void write_text(std::string& out, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (code < 0x20) {
                    out += "\\u00";
                    out.push_back(digits[code >> 4U]);
                    out.push_back(digits[code & 15U]);
                } else {
                    out.push_back(c);
                }
        }
    }
    out.push_back('"');
}

// Names are ordered by their bytes. RFC 8785 orders by UTF-16 code units, which is
// the same for every name below U+E000; ours are ASCII.
void write(std::string& out, const Json& value) {
    if (const bool* flag = value.as_flag()) {
        out += *flag ? "true" : "false";
    } else if (const std::int64_t* number = value.as_number()) {
        out += std::to_string(*number);
    } else if (const std::string* text = value.as_text()) {
        write_text(out, *text);
    } else if (const Json::Array* array = value.as_array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < array->size(); ++i) {
            if (i != 0) out.push_back(',');
            write(out, (*array)[i]);
        }
        out.push_back(']');
    } else if (const Json::Object* object = value.as_object()) {
        out.push_back('{');
        bool is_first = true;
        for (const auto& [name, member] : *object) {
            if (!is_first) out.push_back(',');
            is_first = false;
            write_text(out, name);
            out.push_back(':');
            write(out, member);
        }
        out.push_back('}');
    } else {
        out += "null";
    }
}

Failure wrong(std::string_view name, std::string_view what) {
    return {Fault::message_invalid, "member '" + std::string(name) + "' is not " + std::string(what)};
}

}  // namespace

const Json* Json::find(std::string_view name) const {
    const Object* object = as_object();
    if (object == nullptr) return nullptr;
    const auto found = object->find(name);
    return found == object->end() ? nullptr : &found->second;
}

Result<std::string> Json::text(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || member->as_text() == nullptr) return wrong(name, "text");
    return *member->as_text();
}

Result<std::int64_t> Json::number(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || member->as_number() == nullptr) return wrong(name, "a number");
    return *member->as_number();
}

Result<bool> Json::flag(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || member->as_flag() == nullptr) return wrong(name, "true or false");
    return *member->as_flag();
}

Result<Bytes> Json::hex(std::string_view name) const {
    Bytes bytes;
    const Json* member = find(name);
    if (member == nullptr || member->as_text() == nullptr || !from_hex(*member->as_text(), bytes))
        return wrong(name, "hexadecimal");
    return bytes;
}

Result<Bytes> Json::base64(std::string_view name) const {
    Bytes bytes;
    const Json* member = find(name);
    if (member == nullptr || member->as_text() == nullptr || !from_base64(*member->as_text(), bytes))
        return wrong(name, "base64");
    return bytes;
}

Result<const Json::Array*> Json::array(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || member->as_array() == nullptr) return wrong(name, "an array");
    return member->as_array();
}

Result<const Json::Object*> Json::object(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || member->as_object() == nullptr) return wrong(name, "an object");
    return member->as_object();
}

Json& Json::set(std::string_view name, Json value) {
    if (is_null()) m_value = Object{};
    Object* object = as_object();
    CHECK(object != nullptr);
    object->insert_or_assign(std::string(name), std::move(value));
    return *this;
}

Json& Json::push(Json value) {
    if (is_null()) m_value = Array{};
    Array* array = as_array();
    CHECK(array != nullptr);
    array->push_back(std::move(value));
    return *this;
}

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.size_max) return Failure{Fault::message_invalid, "JSON too large"};
    Builder builder(limits.depth_max);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
        return Failure{Fault::message_invalid, "JSON: " + builder.trouble()};
    return std::move(builder.root());
}

std::string canonical_json(const Json& value) {
    std::string out;
    write(out, value);
    return out;
}

}  // namespace base

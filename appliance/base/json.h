// SPDX-License-Identifier: Apache-2.0
// JSON as a value. Reading is strict (RFC 8259, UTF-8, no duplicate names, bounded
// depth, integers only); writing is the canonical form of RFC 8785 for the values
// this type can hold. Parsing is nlohmann/json's work and happens in json.cpp only.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace base {

class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::map<std::string, Json, std::less<>>;

    Json() = default;  // null
    Json(bool value) : m_value(value) {}
    Json(std::int64_t value) : m_value(value) {}
    Json(int value) : m_value(static_cast<std::int64_t>(value)) {}
    Json(std::string value) : m_value(std::move(value)) {}
    Json(std::string_view value) : m_value(std::string(value)) {}
    Json(const char* value) : m_value(std::string(value)) {}
    Json(Array value) : m_value(std::move(value)) {}
    Json(Object value) : m_value(std::move(value)) {}

    bool is_null() const { return m_value.index() == 0; }
    bool is_object() const { return std::holds_alternative<Object>(m_value); }
    bool is_array() const { return std::holds_alternative<Array>(m_value); }
    bool is_text() const { return std::holds_alternative<std::string>(m_value); }
    bool is_number() const { return std::holds_alternative<std::int64_t>(m_value); }

    // Null when this is no object, or has no such member. Never null itself.
    const Json* find(std::string_view name) const;
    // The typed members of an object; Fault message_invalid when absent or of another type.
    Result<std::string> text(std::string_view name) const;
    Result<std::int64_t> number(std::string_view name) const;
    Result<bool> flag(std::string_view name) const;
    Result<Bytes> hex(std::string_view name) const;
    Result<Bytes> base64(std::string_view name) const;
    Result<const Array*> array(std::string_view name) const;
    Result<const Object*> object(std::string_view name) const;

    // The value itself; nullptr when of another type.
    const std::string* as_text() const { return std::get_if<std::string>(&m_value); }
    const std::int64_t* as_number() const { return std::get_if<std::int64_t>(&m_value); }
    const bool* as_flag() const { return std::get_if<bool>(&m_value); }
    const Array* as_array() const { return std::get_if<Array>(&m_value); }
    const Object* as_object() const { return std::get_if<Object>(&m_value); }
    Array* as_array() { return std::get_if<Array>(&m_value); }
    Object* as_object() { return std::get_if<Object>(&m_value); }

    // Adds or replaces a member; a null becomes an object first.
    Json& set(std::string_view name, Json value);
    // Appends to an array; a null becomes an array first.
    Json& push(Json value);

    bool operator==(const Json&) const = default;

private:
    std::variant<std::monostate, bool, std::int64_t, std::string, Array, Object> m_value;
};

struct JsonLimits {
    std::size_t size_max = 1U << 20U;
    std::size_t depth_max = 16;
};

// Fault message_invalid, with where and why in the detail.
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});
std::string canonical_json(const Json& value);

}  // namespace base

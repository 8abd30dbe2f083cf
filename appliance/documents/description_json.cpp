// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/description_json.h"

#include "appliance/base/json.h"
#include "appliance/documents/description_members.h"
#include "appliance/documents/description_names.h"

#include <charconv>
#include <cmath>
#include <concepts>
#include <type_traits>
#include <utility>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Json;

// Declared before their first use in a template, which looks names up here.
template <typename T>
Json encoded(const T& value);
template <typename T>
Json encoded(const std::vector<T>& values);
Json encoded(const base::Bytes& value);
Json encoded(const std::string& value);
Json encoded(double value);
Json encoded(Fault value);
Json encoded(const std::map<std::string, std::string>& value);

struct Writer {
    Json json = Json::Object{};
    template <typename T>
    void operator()(std::string_view name, const T& value) {
        json.set(name, encoded(value));
    }
};

// The shortest text that reads back as the same number.
std::string decimal(double value) {
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

template <typename T>
Json encoded(const std::vector<T>& values) {
    Json::Array array;
    array.reserve(values.size());
    for (const T& value : values) array.push_back(encoded(value));
    return array;
}

Json encoded(const base::Bytes& value) { return base::to_base64(value); }
Json encoded(const std::string& value) { return value; }
Json encoded(double value) { return decimal(value); }
Json encoded(Fault value) { return base::row_of(value).name; }
Json encoded(const std::map<std::string, std::string>& value) {
    Json::Object object;
    for (const auto& [key, text] : value) object.insert_or_assign(key, Json(text));
    return object;
}

template <typename T>
Json encoded(const T& value) {
    if constexpr (std::same_as<T, bool>) {
        return value;
    } else if constexpr (std::integral<T>) {
        return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_enum_v<T>) {
        return name_of(value);
    } else {
        Writer writer;
        visit_members(writer, value, static_cast<const T*>(nullptr));
        return std::move(writer.json);
    }
}

// Reads members into a struct and remembers the first trouble, with its path.
class MemberReader {
public:
    MemberReader(const Json& json, std::string path) : m_json(json), m_path(std::move(path)) {}

    template <typename T>
    void operator()(std::string_view name, T& out) {
        if (!m_trouble.empty()) return;
        ++m_count;
        const Json* member = m_json.find(name);
        const std::string path = m_path + "." + std::string(name);
        if (member == nullptr) {
            m_trouble = path + " is missing";
        } else {
            m_trouble = decode(*member, out, path);
        }
    }

    std::string trouble() const {
        if (!m_trouble.empty()) return m_trouble;
        if (const Json::Object* object = m_json.as_object(); object == nullptr || object->size() != m_count)
            return m_path + " has members it should not have";
        return {};
    }

    // Empty when `out` was set; else what is wrong with `json`.
    template <typename T>
    static std::string decode(const Json& json, T& out, const std::string& path);
    template <typename T>
    static std::string decode(const Json& json, std::vector<T>& out, const std::string& path);
    static std::string decode(const Json& json, base::Bytes& out, const std::string& path);
    static std::string decode(const Json& json, std::string& out, const std::string& path);
    static std::string decode(const Json& json, double& out, const std::string& path);
    static std::string decode(const Json& json, Fault& out, const std::string& path);
    static std::string decode(const Json& json, std::map<std::string, std::string>& out, const std::string& path);

private:
    const Json& m_json;
    std::string m_path;
    std::string m_trouble;
    std::size_t m_count = 0;
};

template <typename T>
std::string MemberReader::decode(const Json& json, T& out, const std::string& path) {
    if constexpr (std::same_as<T, bool>) {
        if (json.as_flag() == nullptr) return path + " is not true or false";
        out = *json.as_flag();
    } else if constexpr (std::integral<T>) {
        if (json.as_number() == nullptr || !std::in_range<T>(*json.as_number())) return path + " is not a number in range";
        out = static_cast<T>(*json.as_number());
    } else if constexpr (std::is_enum_v<T>) {
        const std::string* text = json.as_text();
        const auto& names = Names<T>::all;
        for (std::size_t i = 0; text != nullptr && i < names.size(); ++i) {
            if (names[i] != *text) continue;
            out = static_cast<T>(i);
            return {};
        }
        return path + " is not a known name";
    } else {
        MemberReader reader(json, path);
        visit_members(reader, out, static_cast<const T*>(nullptr));
        return reader.trouble();
    }
    return {};
}

template <typename T>
std::string MemberReader::decode(const Json& json, std::vector<T>& out, const std::string& path) {
    const Json::Array* array = json.as_array();
    if (array == nullptr) return path + " is not an array";
    out.resize(array->size());
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (std::string trouble = decode((*array)[i], out[i], path + "[" + std::to_string(i) + "]"); !trouble.empty())
            return trouble;
    }
    return {};
}

std::string MemberReader::decode(const Json& json, base::Bytes& out, const std::string& path) {
    if (json.as_text() == nullptr || !base::from_base64(*json.as_text(), out)) return path + " is not base64";
    return {};
}

std::string MemberReader::decode(const Json& json, std::string& out, const std::string& path) {
    if (json.as_text() == nullptr) return path + " is not text";
    out = *json.as_text();
    return {};
}

std::string MemberReader::decode(const Json& json, double& out, const std::string& path) {
    const std::string* text = json.as_text();
    if (text == nullptr) return path + " is not a decimal";
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(out)) return path + " is not a decimal";
    return {};
}

std::string MemberReader::decode(const Json& json, Fault& out, const std::string& path) {
    const base::FaultCatalogue catalogue = base::fault_catalogue();
    for (std::size_t i = 0; json.as_text() != nullptr && i < catalogue.size; ++i) {
        if (catalogue.rows[i].name != *json.as_text()) continue;
        out = catalogue.rows[i].fault;
        return {};
    }
    return path + " is not a fault";
}

std::string MemberReader::decode(const Json& json, std::map<std::string, std::string>& out, const std::string& path) {
    const Json::Object* object = json.as_object();
    if (object == nullptr) return path + " is not an object";
    for (const auto& [key, value] : *object) {
        if (!key.starts_with('/') || value.as_text() == nullptr) return path + " holds something that is no entry";
        out.insert_or_assign(key, *value.as_text());
    }
    return {};
}

// What the launcher may rely on without looking again.
std::string inconsistency(const Description& d) {
    const auto page_count = static_cast<int>(d.pages.size());
    for (const Field& field : d.fields) {
        for (const Widget& widget : field.widgets) {
            if (widget.page < -1 || widget.page >= page_count) return "a widget lies on no page";
        }
    }
    for (const Signature& signature : d.signatures) {
        if (signature.page < -1 || signature.page >= page_count) return "a signature lies on no page";
        if (signature.hole_begin > signature.hole_end || signature.hole_end > d.file.size ||
            signature.revision_end > d.file.size)
            return "a signature lies outside the file";
        if (is_sound(signature.coverage) &&
            (signature.byte_range.size() != 4 || signature.contents.empty() ||
             signature.hole_end - signature.hole_begin != 2 * signature.contents.size() + 2))
            return "a sound signature without contents";
    }
    for (const Finding& finding : d.findings) {
        if (finding.page < -1 || finding.page >= page_count) return "a finding lies on no page";
        if (finding.severity == Severity::refuse && d.verdict.disposition != Disposition::refuse)
            return "a finding that refuses, and a verdict that does not";
    }
    for (const Page& page : d.pages) {
        const bool is_object = !page.object.ref.is_null() && page.object.ref.number < d.file.next_object_number;
        if (!is_object && d.verdict.disposition == Disposition::may_sign) return "a page is no object of the file";
    }
    if (d.verdict.disposition != Disposition::refuse && (d.pages.empty() || d.file.root.is_null()))
        return "nothing to sign, and a verdict that does not refuse";
    return {};
}

}  // namespace

std::string to_json(const Description& description) { return base::canonical_json(encoded(description)); }

base::Result<Description> parse_description(std::string_view json) {
    auto parsed = base::parse_json(json, {.size_max = description_size_max, .depth_max = 12});
    if (!parsed) return Failure{Fault::document_reader_crashed, parsed.failure().detail};
    Description description;
    std::string trouble = MemberReader::decode(*parsed, description, "description");
    if (trouble.empty()) trouble = inconsistency(description);
    if (!trouble.empty()) return Failure{Fault::document_reader_crashed, std::move(trouble)};
    return description;
}

}  // namespace documents

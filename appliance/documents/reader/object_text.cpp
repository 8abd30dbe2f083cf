// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_text.h"

#include <algorithm>
#include <cmath>

namespace documents {
namespace {

// qpdf's parser stops at 500; nothing honest comes near this.
constexpr int nesting_max = 200;

std::string spelled_name(const std::string& name) { return Handle::newName(name).unparse(); }

void spell(std::string& out, Handle object, int depth, bool in_full) {
    if (object.isIndirect() && !in_full) {
        out += object.getObjGen().unparse(' ') + " R";
    } else if (depth > nesting_max) {
        out += "null";
    } else if (object.isStream()) {
        spell(out, object.getDict(), depth, true);
    } else if (object.isString()) {
        out += '<';
        out += base::to_hex(base::as_bytes(object.getStringValue()));
        out += '>';
    } else if (object.isArray()) {
        out += "[";
        const int count = object.getArrayNItems();
        for (int i = 0; i < count; ++i) {
            out += i == 0 ? "" : " ";
            spell(out, object.getArrayItem(i), depth + 1, false);
        }
        out += "]";
    } else if (object.isDictionary()) {
        out += "<<";
        for (const auto& [key, value] : object.getDictAsMap()) {
            out += spelled_name(key) + " ";
            spell(out, value, depth + 1, false);
        }
        out += ">>";
    } else {
        out += object.unparseResolved();
    }
}

}  // namespace

std::string spelled(Handle object) {
    std::string out;
    spell(out, object, 0, false);
    return out;
}

std::string spelled_content(Handle object) {
    std::string out;
    spell(out, object, 0, true);
    return out;
}

ObjectText object_text(Handle dictionary) {
    ObjectText text;
    text.ref = ref_of(dictionary);
    if (dictionary.isStream()) dictionary = dictionary.getDict();
    if (!dictionary.isDictionary()) return text;
    for (const auto& [key, value] : dictionary.getDictAsMap()) {
        text.entries.insert_or_assign(spelled_name(key), spelled(value));
    }
    return text;
}

bool is_dictionary(Handle object) { return object.isDictionary() || object.isStream(); }

Handle member(Handle object, const std::string& key) {
    if (object.isDictionary()) return object.getKey(key);
    if (object.isStream()) return object.getDict().getKey(key);
    return Handle::newNull();
}

std::string name_value(Handle object) { return object.isName() ? object.getName().substr(1) : std::string(); }

std::string text_value(Handle object) {
    if (!object.isString()) return {};
    std::string text = object.getUTF8Value();
    // What claims to be UTF-16 or UTF-8 may be malformed; JSON must not be.
    std::string clean;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3
                                   : lead >= 0xf0 && lead < 0xf5                 ? 4
                                                                                 : 0;
        bool is_sound = length > 0 && i + length <= text.size();
        for (std::size_t k = 1; is_sound && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            // Table 3-7 of the Unicode standard: no overlong forms, no surrogates.
            const unsigned low = k > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
            const unsigned high = k > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            is_sound = next >= low && next <= high;
        }
        clean += is_sound ? text.substr(i, length) : "\xef\xbf\xbd";
        i += is_sound ? length : 1;
    }
    return clean;
}

std::optional<double> number_value(Handle object) {
    if (!object.isNumber()) return std::nullopt;
    const double value = object.getNumericValue();
    if (!std::isfinite(value) || std::abs(value) > 1e9) return std::nullopt;
    return value;
}

std::optional<std::int64_t> integer_value(Handle object) {
    if (!object.isInteger()) return std::nullopt;
    return object.getIntValue();
}

std::optional<Rectangle> rectangle_value(Handle object) {
    if (!object.isArray() || object.getArrayNItems() != 4) return std::nullopt;
    double corners[4] = {};
    for (int i = 0; i < 4; ++i) {
        const auto value = number_value(object.getArrayItem(i));
        if (!value) return std::nullopt;
        corners[i] = *value;
    }
    return Rectangle{.left = std::min(corners[0], corners[2]), .bottom = std::min(corners[1], corners[3]),
                     .right = std::max(corners[0], corners[2]), .top = std::max(corners[1], corners[3])};
}

std::vector<std::string> dangling_keys(Handle dictionary) {
    std::vector<std::string> keys;
    if (!dictionary.isDictionary()) return keys;
    for (const auto& [key, value] : dictionary.getDictAsMap()) {
        Handle target = value;
        if (target.isIndirect() && target.isNull()) keys.push_back(spelled_name(key));
    }
    return keys;
}

std::vector<Handle> items_of(Handle array, std::size_t items_max) {
    std::vector<Handle> items;
    if (!array.isArray()) return items;
    const int count = array.getArrayNItems();
    for (int i = 0; i < count && items.size() < items_max; ++i) items.push_back(array.getArrayItem(i));
    return items;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// TOML 1.0 as a tree of values, with the line each stands in: what people write for us by
// hand. Only tables, lists, texts, whole numbers and true/false; a date or a fraction is
// refused. The parser is toml++, and this is the only place that knows it.
#pragma once

#include "appliance/base/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provisioning {

// What is wrong with a file that a person wrote: a plain sentence and its line (0: the
// file as a whole).
struct Complaint {
    std::uint32_t line = 0;
    std::string text;
    bool operator==(const Complaint&) const = default;
};

// "line 12: ..." one below the other.
std::string text_of(const std::vector<Complaint>& complaints);

// Of every value, by its path: "policies.tries", "custodians[1].name".
using Lines = std::map<std::string, std::uint32_t, std::less<>>;

struct TomlText {
    base::Json values;
    Lines lines;
};

inline constexpr std::size_t toml_size_max = 256U << 10U;

// Nothing when it could not be read; `complaints` then says why.
std::optional<TomlText> parse_toml(std::string_view text, std::vector<Complaint>& complaints);

// The one spelling of an object: names in order, plain values before tables. Nulls are left
// out; parse_toml gives the same values again.
std::string canonical_toml(const base::Json& object);

}  // namespace provisioning

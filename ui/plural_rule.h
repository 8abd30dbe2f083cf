// SPDX-License-Identifier: Apache-2.0
// The C expression in a catalogue's Plural-Forms header: which form for which number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ui {

struct PluralPart {
    enum class Op : std::uint8_t {
        number, n, negate, multiply, divide, modulo, add, subtract, less, more, at_most, at_least, equal, unequal, both, either, choose,
    };
    Op op = Op::number;
    std::uint64_t number = 0;
    std::size_t a = 0, b = 0, c = 0;  // operands, by position; always earlier parts
};

class PluralRule {
public:
    // `expression` in n, with ?: || && == != < > <= >= + - * / % ! and parentheses.
    static std::optional<PluralRule> parse(std::string_view expression);

    std::uint64_t form_of(std::uint64_t n) const;

private:
    explicit PluralRule(std::vector<PluralPart> parts) : m_parts(std::move(parts)) {}
    std::uint64_t value(std::size_t part, std::uint64_t n) const;

    std::vector<PluralPart> m_parts;  // the last is the whole
};

}  // namespace ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/plural_rule.h"

namespace ui {

using Op = PluralPart::Op;

std::uint64_t PluralRule::form_of(std::uint64_t n) const { return m_parts.empty() ? 0 : value(m_parts.size() - 1, n); }

std::uint64_t PluralRule::value(std::size_t index, std::uint64_t n) const {
    const PluralPart& part = m_parts[index];
    const auto a = [&] { return value(part.a, n); };
    const auto b = [&] { return value(part.b, n); };
    switch (part.op) {
        case Op::number: return part.number;
        case Op::n: return n;
        case Op::negate: return a() == 0 ? 1 : 0;
        case Op::multiply: return a() * b();
        case Op::divide: return b() == 0 ? 0 : a() / b();
        case Op::modulo: return b() == 0 ? 0 : a() % b();
        case Op::add: return a() + b();
        case Op::subtract: return a() - b();
        case Op::less: return a() < b() ? 1 : 0;
        case Op::more: return a() > b() ? 1 : 0;
        case Op::at_most: return a() <= b() ? 1 : 0;
        case Op::at_least: return a() >= b() ? 1 : 0;
        case Op::equal: return a() == b() ? 1 : 0;
        case Op::unequal: return a() != b() ? 1 : 0;
        case Op::both: return a() != 0 && b() != 0 ? 1 : 0;
        case Op::either: return a() != 0 || b() != 0 ? 1 : 0;
        case Op::choose: return a() != 0 ? b() : value(part.c, n);
    }
    return 0;
}

namespace {

// Recursive descent, one level of binding strength per step; bounded depth and size,
// because a catalogue is a file.
class PluralParser {
public:
    explicit PluralParser(std::string_view text) : m_rest(text) {}

    // Empty when the text is no expression.
    std::vector<PluralPart> parse() {
        choice(0);
        skip();
        if (m_is_bad || !m_rest.empty()) m_parts.clear();
        return std::move(m_parts);
    }

private:
    struct Binary {
        std::string_view spelling;
        Op op;
        int strength;
    };
    static constexpr Binary binaries[] = {
        {"||", Op::either, 0}, {"&&", Op::both, 1}, {"==", Op::equal, 2}, {"!=", Op::unequal, 2}, {"<=", Op::at_most, 3},
        {">=", Op::at_least, 3}, {"<", Op::less, 3}, {">", Op::more, 3}, {"+", Op::add, 4}, {"-", Op::subtract, 4},
        {"*", Op::multiply, 5}, {"/", Op::divide, 5}, {"%", Op::modulo, 5}};

    void skip() {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t')) m_rest.remove_prefix(1);
    }
    bool take(std::string_view spelling) {
        skip();
        if (!m_rest.starts_with(spelling)) return false;
        m_rest.remove_prefix(spelling.size());
        return true;
    }
    std::size_t add(PluralPart part) {
        m_parts.push_back(part);
        if (m_parts.size() > 256) m_is_bad = true;
        return m_parts.size() - 1;
    }
    std::size_t fail() {
        m_is_bad = true;
        return 0;
    }

    std::size_t choice(int depth) {
        if (depth > 32 || m_is_bad) return fail();
        const std::size_t condition = binary(0, depth + 1);
        if (!take("?")) return condition;
        const std::size_t yes = choice(depth + 1);
        if (!take(":")) return fail();
        const std::size_t no = choice(depth + 1);
        return add({Op::choose, 0, condition, yes, no});
    }
    std::size_t binary(int strength, int depth) {
        if (strength == 6) return unary(depth);
        std::size_t left = binary(strength + 1, depth);
        for (bool goes_on = true; goes_on && !m_is_bad;) {
            goes_on = false;
            for (const Binary& candidate : binaries) {
                if (candidate.strength != strength || !take(candidate.spelling)) continue;
                const std::size_t right = binary(strength + 1, depth);
                left = add({candidate.op, 0, left, right, 0});
                goes_on = true;
                break;
            }
        }
        return left;
    }
    std::size_t unary(int depth) {
        if (depth > 32 || m_is_bad) return fail();
        if (take("!")) return add({Op::negate, 0, unary(depth + 1), 0, 0});
        if (take("(")) {
            const std::size_t inside = choice(depth + 1);
            return take(")") ? inside : fail();
        }
        if (take("n")) return add({Op::n, 0, 0, 0, 0});
        std::uint64_t number = 0;
        std::size_t digits = 0;
        for (; digits < m_rest.size() && m_rest[digits] >= '0' && m_rest[digits] <= '9'; ++digits) {
            number = number * 10 + static_cast<std::uint64_t>(m_rest[digits] - '0');
        }
        if (digits == 0 || digits > 9) return fail();
        m_rest.remove_prefix(digits);
        return add({Op::number, number, 0, 0, 0});
    }

    std::string_view m_rest;
    std::vector<PluralPart> m_parts;
    bool m_is_bad = false;
};

}  // namespace

std::optional<PluralRule> PluralRule::parse(std::string_view expression) {
    std::vector<PluralPart> parts = PluralParser(expression).parse();
    if (parts.empty()) return std::nullopt;
    return PluralRule(std::move(parts));
}

}  // namespace ui

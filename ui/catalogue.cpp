// SPDX-License-Identifier: Apache-2.0
#include "ui/catalogue.h"

#include "ui/plural_rule.h"

namespace ui {
namespace {

constexpr std::uint32_t magic = 0x950412de;
constexpr std::size_t messages_max = 100000;

std::uint32_t word_at(base::ByteView bytes, std::size_t at, bool is_swapped) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i) word |= static_cast<std::uint32_t>(bytes[at + i]) << (is_swapped ? 24 - 8 * i : 8 * i);
    return word;
}

// The string that entry `index` of a table describes; false when it lies outside the file.
bool string_at(base::ByteView bytes, std::size_t table, std::size_t index, bool is_swapped, std::string_view& out) {
    const std::size_t entry = table + index * 8;
    if (table > bytes.size() || entry + 8 > bytes.size()) return false;
    const std::size_t length = word_at(bytes, entry, is_swapped), offset = word_at(bytes, entry + 4, is_swapped);
    if (offset > bytes.size() || length > bytes.size() - offset) return false;
    out = base::as_text(bytes.subspan(offset, length));
    return true;
}

std::string_view after(std::string_view text, std::string_view mark, char end) {
    const std::size_t from = text.find(mark);
    if (from == text.npos) return {};
    const std::string_view rest = text.substr(from + mark.size());
    return rest.substr(0, rest.find(end));
}

}  // namespace

Catalogue::Catalogue() = default;
Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

base::Result<Catalogue> Catalogue::read(base::ByteView mo) {
    const auto bad = [](const char* why) { return base::Failure{base::Fault::message_invalid, why}; };
    if (mo.size() < 28) return bad("short");
    const bool is_swapped = word_at(mo, 0, false) != magic;
    if (is_swapped && word_at(mo, 0, true) != magic) return bad("magic");
    if (word_at(mo, 4, is_swapped) >> 16U > 1) return bad("revision");
    const std::size_t count = word_at(mo, 8, is_swapped);
    if (count > messages_max) return bad("count");
    Catalogue catalogue;
    for (std::size_t i = 0; i < count; ++i) {
        std::string_view original, translation;
        if (!string_at(mo, word_at(mo, 12, is_swapped), i, is_swapped, original) ||
            !string_at(mo, word_at(mo, 16, is_swapped), i, is_swapped, translation)) {
            return bad("string outside the file");
        }
        original = original.substr(0, original.find('\0'));  // what follows is the plural's English
        std::vector<std::string> forms;
        while (true) {
            const std::size_t end = translation.find('\0');
            forms.emplace_back(translation.substr(0, end));
            if (end == translation.npos) break;
            translation.remove_prefix(end + 1);
        }
        catalogue.m_messages.insert_or_assign(std::string(original), std::move(forms));
    }
    if (const auto header = catalogue.m_messages.find(std::string_view()); header != catalogue.m_messages.end()) {
        const std::string_view expression = after(after(header->second.front(), "Plural-Forms:", '\n'), "plural=", ';');
        if (!expression.empty()) {
            auto rule = PluralRule::parse(expression);
            if (!rule) return bad("plural rule");
            catalogue.m_rule = std::make_unique<PluralRule>(std::move(*rule));
        }
        catalogue.m_messages.erase(header);
    }
    return catalogue;
}

std::string_view Catalogue::text(std::string_view message) const {
    const auto found = m_messages.find(message);
    return found == m_messages.end() || found->second.front().empty() ? message : std::string_view(found->second.front());
}

std::string_view Catalogue::plural(std::string_view one, std::string_view many, std::uint64_t count) const {
    const std::uint64_t form = m_rule ? m_rule->form_of(count) : count == 1 ? 0 : 1;
    const auto found = m_messages.find(one);
    if (found == m_messages.end() || form >= found->second.size() || found->second[form].empty()) return count == 1 ? one : many;
    return found->second[form];
}

}  // namespace ui

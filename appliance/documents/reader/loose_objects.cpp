// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/loose_objects.h"

#include "appliance/documents/reader/raw_syntax.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace documents {
namespace {

using base::ByteView;

constexpr std::size_t loose_max = 1000;

bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }

// Reads backwards from `at`: white space and then a number.
std::optional<int> take_number_before(ByteView file, std::size_t& at) {
    constexpr std::size_t digits_max = 8;
    const std::size_t begin = at;
    while (at > 0 && is_white(file[at - 1])) --at;
    const std::size_t end = at;
    while (at > 0 && is_digit(file[at - 1]) && end - at <= digits_max) --at;
    if (end == begin || at == end || end - at > digits_max) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < end; ++i) value = value * 10 + (file[i] - '0');
    return value;
}

// The "4 0 obj" whose keyword is at `keyword`. Not only at the start of a line: readers
// differ in where they look.
std::optional<LooseObject> header_before(ByteView file, std::size_t keyword) {
    std::size_t at = keyword;
    const auto generation = take_number_before(file, at);
    const auto number = generation ? take_number_before(file, at) : std::nullopt;
    if (!number) return std::nullopt;
    return LooseObject{{*number, *generation}, at};
}

bool is_first_on_line(ByteView file, std::size_t at) {
    while (at > 0 && file[at - 1] != '\n' && file[at - 1] != '\r' && is_white(file[at - 1])) --at;
    return at == 0 || file[at - 1] == '\n' || file[at - 1] == '\r';
}

// Words inside a listed object's dictionary, such as an answer that talks of PDF files.
bool is_inside_value(ByteView file, const std::vector<ListedObject>& listed, std::size_t at) {
    const auto next = std::upper_bound(listed.begin(), listed.end(), at,
                                       [](std::size_t offset, const ListedObject& each) { return offset < each.offset; });
    if (next == listed.begin()) return false;
    const auto object = object_at(file, std::prev(next)->offset);
    return object && object->value.begin < at && at < object->value.end;
}

// Where the newest table has an object, or the object stream that holds it.
std::map<int, std::size_t> shown_objects(OpenedPdf& pdf, std::size_t header_offset) {
    std::map<int, std::size_t> shown;
    const auto table = pdf.qpdf().getXRefTable();
    for (const auto& [id, entry] : table) {
        auto found = entry.getType() == 1 ? table.find(id) : table.find(QPDFObjGen(entry.getObjStreamNumber(), 0));
        if (found == table.end() || found->second.getType() != 1) continue;
        shown[id.getObj()] = after_white(pdf.file(), header_offset + static_cast<std::size_t>(found->second.getOffset()));
    }
    return shown;
}

}  // namespace

std::vector<LooseObject> find_loose_objects(OpenedPdf& pdf, const XrefChain& chain) {
    const ByteView file = pdf.file();
    const std::string_view text = base::as_text(file);
    const std::vector<ListedObject> listed = listed_objects(pdf, chain);
    const std::map<int, std::size_t> shown = shown_objects(pdf, chain.header_offset);
    const auto is_listed = [&](const LooseObject& object) {
        const auto found = std::lower_bound(listed.begin(), listed.end(), object.offset,
                                            [](const ListedObject& each, std::size_t offset) { return each.offset < offset; });
        return found != listed.end() && found->offset == object.offset;
    };
    std::vector<LooseObject> loose;
    for (std::size_t at = text.find("obj"); at != std::string_view::npos && loose.size() < loose_max; at = text.find("obj", at + 3)) {
        const auto object = header_before(file, at);
        if (!object) continue;
        if (is_listed(*object)) {
            const auto newest = shown.find(object->ref.number);
            if (newest != shown.end() && newest->second < object->offset) loose.push_back(*object);
        } else if (is_first_on_line(file, object->offset) || !is_inside_value(file, listed, object->offset)) {
            loose.push_back(*object);
        }
    }
    return loose;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/xref_chain.h"

#include "appliance/documents/reader/raw_syntax.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace documents {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;

constexpr std::size_t sections_max = 4096;

Failure damaged(std::string detail) { return {Fault::document_damaged, std::move(detail)}; }

std::optional<std::uint64_t> take_number(ByteView file, std::size_t& at) {
    at = after_white(file, at);
    std::uint64_t value = 0;
    const char* begin = reinterpret_cast<const char*>(file.data()) + at;
    const char* end = reinterpret_cast<const char*>(file.data()) + std::min(file.size(), at + 18);
    const auto read = std::from_chars(begin, end, value);
    if (read.ec != std::errc{}) return std::nullopt;
    at += static_cast<std::size_t>(read.ptr - begin);
    return value;
}

bool take_word(ByteView file, std::size_t& at, std::string_view word) {
    const std::size_t begin = after_white(file, at);
    if (begin + word.size() > file.size() || base::as_text(file.subspan(begin, word.size())) != word) return false;
    at = begin + word.size();
    return true;
}

struct Entry {
    std::uint64_t number = 0;
    std::uint64_t offset = 0;
    bool is_in_use = false;
};

// Steps over "0 3" and three entries, repeatedly, to the word "trailer".
template <class Visitor>
bool walk_entries(ByteView file, std::size_t& at, const Visitor& visit) {
    constexpr std::size_t entry_size = 20;
    while (!take_word(file, at, "trailer")) {
        const auto first = take_number(file, at);
        const auto count = take_number(file, at);
        if (!first || !count || *count > file.size() / entry_size + 1) return false;
        for (std::uint64_t i = 0; i < *count; ++i) {
            // "0000000016 00000 n" and two bytes of line end; some writers use only one.
            const auto offset = take_number(file, at);
            if (!offset || !take_number(file, at)) return false;
            const bool is_in_use = take_word(file, at, "n");
            if (!is_in_use && !take_word(file, at, "f")) return false;
            visit(Entry{*first + i, *offset, is_in_use});
        }
    }
    return true;
}

struct ReadSection {
    XrefSection section;
    std::optional<std::uint64_t> previous;
};

std::optional<std::uint64_t> number_of(ByteView file, const RawDictionary& entries, const char* key, bool& is_sound) {
    const auto found = entries.find(key);
    if (found == entries.end()) return std::nullopt;
    const auto value = unsigned_at(file, found->second);
    if (!value) is_sound = false;
    return value;
}

std::optional<ReadSection> read_section(ByteView file, std::size_t header_offset, std::uint64_t offset) {
    if (offset >= file.size() - header_offset) return std::nullopt;
    ReadSection read;
    std::size_t at = after_white(file, header_offset + static_cast<std::size_t>(offset));
    read.section.begin = at;
    std::optional<RawDictionary> entries;
    if (take_word(file, at, "xref")) {
        if (!walk_entries(file, at, [](const Entry&) {})) return std::nullopt;
        at = after_white(file, at);
        entries = dictionary_at(file, at);
        const auto end = end_of_value(file, at);
        if (!entries || !end) return std::nullopt;
        read.section.end = *end;
    } else {
        const auto object = object_at(file, at);
        if (!object) return std::nullopt;
        entries = dictionary_at(file, object->value.begin);
        if (!entries || !entries->contains("W") || !entries->contains("Size")) return std::nullopt;
        read.section.end = object->value.end;
        read.section.kind = XrefKind::stream;
    }
    bool is_sound = true;
    read.previous = number_of(file, *entries, "Prev", is_sound);
    if (const auto stream = number_of(file, *entries, "XRefStm", is_sound);
        stream && read.section.kind == XrefKind::table) {
        read.section.kind = XrefKind::hybrid;
        read.section.stream = header_offset + static_cast<std::size_t>(*stream);
        if (*stream >= file.size() - header_offset) is_sound = false;
    }
    if (!is_sound) return std::nullopt;
    return read;
}

}  // namespace

std::optional<std::size_t> find_header(ByteView file) {
    constexpr std::size_t search_max = 1024;
    const std::size_t at = base::as_text(file.first(std::min(file.size(), search_max + 5))).find("%PDF-");
    if (at == std::string_view::npos) return std::nullopt;
    return at;
}

base::Result<XrefChain> read_xref_chain(ByteView file) {
    XrefChain chain;
    const auto header = find_header(file);
    if (!header) return Failure{Fault::document_not_pdf, "no %PDF- header"};
    chain.header_offset = *header;
    const std::string_view text = base::as_text(file);
    std::size_t at = text.rfind("startxref");
    constexpr std::size_t tail_max = 1024;
    if (at == std::string_view::npos) return damaged("no startxref");
    if (file.size() - at > tail_max) return damaged("startxref is too far from the end");
    at += std::string_view("startxref").size();
    const auto start = take_number(file, at);
    if (!start) return damaged("startxref without an offset");
    chain.startxref = *start;
    std::optional<std::uint64_t> next = start;
    while (next) {
        const auto read = read_section(file, chain.header_offset, *next);
        if (!read) return damaged("no cross-reference section at " + std::to_string(*next));
        for (const XrefSection& seen : chain.sections) {
            if (seen.begin == read->section.begin) return damaged("cross-reference sections go in a circle");
        }
        if (chain.sections.size() == sections_max) return damaged("too many cross-reference sections");
        chain.sections.push_back(read->section);
        next = read->previous;
    }
    return chain;
}

std::vector<std::pair<int, std::size_t>> table_entries(ByteView file, const XrefSection& section) {
    std::vector<std::pair<int, std::size_t>> entries;
    std::size_t at = section.begin;
    if (!take_word(file, at, "xref")) return entries;
    (void)walk_entries(file, at, [&](const Entry& entry) {
        constexpr std::uint64_t number_max = 10'000'000;
        if (entry.is_in_use && entry.number <= number_max)
            entries.emplace_back(static_cast<int>(entry.number), static_cast<std::size_t>(entry.offset));
    });
    return entries;
}

std::vector<std::size_t> revision_ends(ByteView file) {
    constexpr std::string_view word = "startxref";
    const std::string_view text = base::as_text(file);
    std::vector<std::size_t> ends;
    for (std::size_t found = text.find(word); found != std::string_view::npos; found = text.find(word, found + 1)) {
        std::size_t at = found + word.size();
        if (!take_number(file, at)) continue;
        // Not after_space(): the end-of-file mark has the form of a comment.
        while (at < file.size() && is_white(file[at])) ++at;
        if (text.substr(at, 5) != "%%EOF") continue;
        at += 5;
        if (at < file.size() && file[at] == '\r') ++at;
        if (at < file.size() && file[at] == '\n') ++at;
        ends.push_back(at);
    }
    return ends;
}

bool ends_revision(ByteView file, std::size_t end) {
    constexpr std::string_view mark = "%%EOF";
    const std::string_view text = base::as_text(file);
    if (end > file.size()) return false;
    if (end == file.size()) {
        while (end > 0 && is_white(file[end - 1])) --end;
    }
    if (end > 0 && text[end - 1] == '\n') --end;
    if (end > 0 && text[end - 1] == '\r') --end;
    if (!text.substr(0, end).ends_with(mark)) return false;
    end -= mark.size();
    while (end > 0 && is_white(file[end - 1])) --end;
    const std::size_t number_end = end;
    while (end > 0 && text[end - 1] >= '0' && text[end - 1] <= '9') --end;
    if (end == number_end) return false;
    while (end > 0 && is_white(file[end - 1])) --end;
    return text.substr(0, end).ends_with("startxref");
}

bool starts_linearized(ByteView file, std::size_t header_offset) {
    const auto object = object_at(file, header_offset);  // the header is a comment to it
    if (!object) return false;
    const auto entries = dictionary_at(file, object->value.begin);
    return entries && entries->contains("Linearized");
}

}  // namespace documents

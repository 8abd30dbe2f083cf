// SPDX-License-Identifier: Apache-2.0
#include "image/verify/signature_field.h"

#include "image/verify/pdf_object.h"

#include <algorithm>

namespace verify {
namespace {

constexpr std::string_view byte_range_key = "/ByteRange";
constexpr std::size_t contents_max_bytes = 1U << 20U;

const DictionaryEntry* find(const std::vector<DictionaryEntry>& entries, std::string_view key) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const DictionaryEntry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

bool is_value(base::ByteView file, const DictionaryEntry* entry, std::string_view expected) {
    return entry != nullptr &&
           base::as_text(file.subspan(entry->value_at.begin, entry->value_at.end - entry->value_at.begin)) == expected;
}

bool covers_file(const ByteRange& range, base::ByteView file) {
    return range.first_begin == 0 && range.first_size > 0 && range.first_size < range.second_begin &&
           range.second_begin < file.size() && range.second_size == file.size() - range.second_begin;
}

std::size_t skip_white(base::ByteView file, std::size_t at) {
    while (at < file.size() && is_white(file[at])) ++at;
    return at;
}

// Any other array that claims the same is a decoy, wherever it stands.
bool is_only_cover(base::ByteView file, std::size_t last) {
    const std::string_view text = base::as_text(file);
    for (std::size_t at = text.find(byte_range_key); at < last; at = text.find(byte_range_key, at + 1)) {
        const auto range = read_byte_range(file, skip_white(file, at + byte_range_key.size()));
        if (range && range->second_begin <= file.size() &&
            range->second_size == file.size() - range->second_begin) {
            return false;
        }
    }
    return true;
}

bool ends_as_pdf(base::ByteView file) {
    std::size_t end = file.size();
    while (end > 0 && (file[end - 1] == '\n' || file[end - 1] == '\r')) --end;
    return file.size() - end <= 2 && base::as_text(file.first(end)).ends_with("%%EOF");
}

// One case throughout: otherwise one digit could be spelt another way, unnoticed.
bool decode_hole(base::ByteView hole, base::Bytes& out) {
    if (hole.size() < 4 || hole.front() != '<' || hole.back() != '>') return false;
    const std::string_view digits = base::as_text(hole.subspan(1, hole.size() - 2));
    const bool has_lower = digits.find_first_of("abcdef") != std::string_view::npos;
    const bool has_upper = digits.find_first_of("ABCDEF") != std::string_view::npos;
    if ((has_lower && has_upper) || digits.size() / 2 > contents_max_bytes) return false;
    return base::from_hex(digits, out);
}

}  // namespace

Reason find_signature(base::ByteView file, SignatureField& out) {
    const std::string_view text = base::as_text(file);
    if (!text.starts_with("%PDF-")) return Reason::not_pdf;
    const std::size_t key = text.rfind(byte_range_key);
    if (key == std::string_view::npos) return Reason::signature_absent;
    const auto range = read_byte_range(file, skip_white(file, key + byte_range_key.size()));
    if (!range || range->first_begin != 0) return Reason::coverage_byte_range_malformed;
    if (!covers_file(*range, file)) return Reason::coverage_not_whole_file;
    if (!is_only_cover(file, key)) return Reason::coverage_ambiguous;
    if (!ends_as_pdf(file)) return Reason::coverage_file_end;

    const Extent hole{range->first_size, range->second_begin};
    const bool is_signed_itself = range->at.end <= hole.begin || key >= hole.end;
    if (!is_signed_itself) return Reason::coverage_byte_range_unsigned;
    if (!decode_hole(file.subspan(hole.begin, hole.end - hole.begin), out.contents)) {
        return Reason::coverage_hole_malformed;
    }

    const auto entries = read_dictionary_around(file, key);
    if (!entries) return Reason::signature_dictionary_malformed;
    const DictionaryEntry* own_range = find(*entries, "ByteRange");
    if (own_range == nullptr || own_range->key_at.begin != key) return Reason::signature_dictionary_malformed;
    const DictionaryEntry* contents = find(*entries, "Contents");
    if (contents == nullptr || contents->value_at.begin != hole.begin || contents->value_at.end != hole.end) {
        return Reason::coverage_hole_elsewhere;
    }
    const bool is_pades = is_value(file, find(*entries, "Type"), "/Sig") &&
                          is_value(file, find(*entries, "Filter"), "/Adobe.PPKLite") &&
                          is_value(file, find(*entries, "SubFilter"), "/ETSI.CAdES.detached") &&
                          find(*entries, "Cert") == nullptr;
    if (!is_pades) return Reason::signature_kind_unsupported;
    out.signed_before = file.first(hole.begin);
    out.signed_after = file.subspan(hole.end);
    return Reason::accepted;
}

}  // namespace verify

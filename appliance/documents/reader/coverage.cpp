// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/coverage.h"

#include "appliance/documents/reader/xref_chain.h"

#include <algorithm>

namespace documents {
namespace {

using base::ByteView;

constexpr std::uint8_t sequence_tag = 0x30;

// The end of the element at `at`; 0 when there is none.
std::size_t end_of_element(ByteView der, std::size_t at);

// Content of indefinite length: elements up to two zero bytes (X.690, 8.1.3.6).
// Iterative, because the nesting is the sender's.
std::size_t end_of_indefinite(ByteView der, std::size_t at) {
    std::size_t depth = 1;
    while (depth > 0) {
        if (at + 2 > der.size()) return 0;
        if (der[at] == 0 && der[at + 1] == 0) {
            --depth;
            at += 2;
        } else if (der[at + 1] == 0x80) {
            ++depth;
            at += 2;
        } else if (at = end_of_element(der, at); at == 0) {
            return 0;
        }
    }
    return at;
}

std::size_t end_of_element(ByteView der, std::size_t at) {
    if (at + 2 > der.size() || (der[at] & 0x1fU) == 0x1fU) return 0;
    std::size_t length = der[at + 1];
    at += 2;
    if (length == 0x80) return end_of_indefinite(der, at);
    if (length > 0x80) {
        const std::size_t count = length - 0x80;
        if (count > 4 || at + count > der.size()) return 0;
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8U | der[at++];
    }
    return length <= der.size() - at ? at + length : 0;
}

// The sections of the covered revision by itself must be readable, and the complete
// file's chain must go on from exactly them: otherwise a later part has replaced the
// signed one instead of adding to it.
Coverage judge_chain(ByteView file, std::size_t revision_end, std::string& detail) {
    const auto signed_chain = read_xref_chain(file.first(revision_end));
    if (!signed_chain) {
        detail = signed_chain.failure().detail;
        return Coverage::xref_outside;
    }
    if (revision_end == file.size()) return Coverage::whole_file;
    const auto whole_chain = read_xref_chain(file);
    if (!whole_chain) {
        detail = whole_chain.failure().detail;
        return Coverage::xref_outside;
    }
    const auto& covered = signed_chain->sections;
    const auto& all = whole_chain->sections;
    const auto is_same = [](const XrefSection& a, const XrefSection& b) { return a.begin == b.begin; };
    if (covered.size() > all.size() ||
        !std::equal(covered.rbegin(), covered.rend(), all.rbegin(), is_same)) {
        detail = "the file's cross-reference sections do not continue the signed ones";
        return Coverage::xref_outside;
    }
    for (const XrefSection& section : covered) {
        if (section.end > revision_end || section.stream.value_or(0) >= revision_end) {
            detail = "a cross-reference section lies outside the signed part";
            return Coverage::xref_outside;
        }
    }
    return Coverage::whole_revision;
}

}  // namespace

bool is_one_asn1_value(ByteView padded) {
    if (padded.empty() || padded[0] != sequence_tag) return false;
    const std::size_t end = end_of_element(padded, 0);
    if (end == 0) return false;
    return std::all_of(padded.begin() + static_cast<std::ptrdiff_t>(end), padded.end(),
                       [](std::uint8_t byte) { return byte == 0; });
}

std::optional<RawSignature> raw_signature_at(ByteView file, std::size_t offset, Ref ref, bool is_field) {
    if (offset >= file.size()) return std::nullopt;
    const auto object = object_at(file, offset);
    if (!object || object->ref != ref) return std::nullopt;
    auto entries = dictionary_at(file, object->value.begin);
    if (entries && is_field) {
        const auto value = entries->find("V");
        if (value == entries->end()) return std::nullopt;
        entries = dictionary_at(file, value->second.begin);
    }
    if (!entries || !entries->contains("ByteRange") || !entries->contains("Contents")) return std::nullopt;
    const auto numbers = unsigned_array_at(file, entries->at("ByteRange"));
    if (!numbers) return std::nullopt;
    return RawSignature{*numbers, entries->at("Contents")};
}

CoverageVerdict judge_coverage(ByteView file, const RawSignature& signature) {
    CoverageVerdict verdict;
    const auto say = [&](Coverage coverage, std::string detail) {
        verdict.coverage = coverage;
        verdict.detail = std::move(detail);
        return verdict;
    };
    const auto& range = signature.byte_range;
    if (range.size() != 4)
        return say(Coverage::byte_range_missing, std::to_string(range.size()) + " numbers instead of four");
    const std::uint64_t size = file.size();
    if (range[0] != 0) return say(Coverage::byte_range_invalid, "does not start at the first byte");
    if (range[1] == 0 || range[1] >= size) return say(Coverage::byte_range_invalid, "the first part is empty or too long");
    if (range[2] <= range[1] || range[2] >= size) return say(Coverage::byte_range_invalid, "the parts overlap or lie outside");
    if (range[3] == 0 || range[3] > size - range[2]) return say(Coverage::byte_range_invalid, "the second part is empty or too long");
    verdict.hole_begin = range[1];
    verdict.hole_end = range[2];
    verdict.revision_end = range[2] + range[3];

    if (signature.contents.begin != verdict.hole_begin || signature.contents.end != verdict.hole_end) {
        const auto other = plain_hex_at(file, {verdict.hole_begin, verdict.hole_end});
        return other ? say(Coverage::contents_mismatch, "the gap is not this signature's /Contents")
                     : say(Coverage::hole_mismatch, "the gap is not a hexadecimal string");
    }
    auto contents = plain_hex_at(file, {verdict.hole_begin, verdict.hole_end});
    if (!contents) return say(Coverage::hole_mismatch, "the gap is not a hexadecimal string of whole bytes");
    verdict.contents = std::move(*contents);
    if (std::all_of(verdict.contents.begin(), verdict.contents.end(), [](std::uint8_t byte) { return byte == 0; }))
        return say(Coverage::contents_empty, "/Contents holds no signature");
    if (!is_one_asn1_value(verdict.contents))
        return say(Coverage::contents_irregular, "/Contents is not one ASN.1 value followed by zeros");

    if (!ends_revision(file, static_cast<std::size_t>(verdict.revision_end)))
        return say(Coverage::revision_end_invalid, "the covered part does not end where a revision ends");
    std::string detail;
    const Coverage coverage = judge_chain(file, static_cast<std::size_t>(verdict.revision_end), detail);
    return say(coverage, std::move(detail));
}

}  // namespace documents

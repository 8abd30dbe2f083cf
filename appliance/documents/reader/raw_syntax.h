// SPDX-License-Identifier: Apache-2.0
// The least of PDF syntax (ISO 32000-1, 7.2 and 7.3), read where it lies in the file.
// What a signature covers is a question about byte offsets, so it is answered from the
// bytes and not from what a parser made of them. Pure, without recursion, and strict:
// what is not plainly well-formed is nothing.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"

#include <map>
#include <optional>
#include <string>

namespace documents {

// Bytes [begin, end) of the file.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// Key without slash, #-escapes decoded.
using RawDictionary = std::map<std::string, Span>;

bool is_white(std::uint8_t byte);
// The offset of the next byte that is not white space.
std::size_t after_white(base::ByteView file, std::size_t at);
// The offset of the next byte that is neither white space nor comment.
std::size_t after_space(base::ByteView file, std::size_t at);
// The end of the one value that begins exactly at `at`. A reference is one value.
std::optional<std::size_t> end_of_value(base::ByteView file, std::size_t at);
// The dictionary that begins at `at`; nothing when a key occurs twice.
std::optional<RawDictionary> dictionary_at(base::ByteView file, std::size_t at);

struct RawObject {
    Ref ref;
    Span value;
};
// "5 0 obj" and the value after it.
std::optional<RawObject> object_at(base::ByteView file, std::size_t at);

std::optional<std::uint64_t> unsigned_at(base::ByteView file, Span span);
std::optional<Ref> reference_at(base::ByteView file, Span span);
// The numbers of a flat array "[0 10 20 30]".
std::optional<std::vector<std::uint64_t>> unsigned_array_at(base::ByteView file, Span span);
// A string "<0a0B>" of whole bytes without white space, as a signature's /Contents must be.
std::optional<base::Bytes> plain_hex_at(base::ByteView file, Span span);

}  // namespace documents

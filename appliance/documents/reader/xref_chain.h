// SPDX-License-Identifier: Apache-2.0
// The chain of cross-reference sections (ISO 32000-1, 7.5.4, 7.5.6, 7.5.8), followed in
// the bytes from the last startxref backwards. Strict: where a lenient reader would
// search or rebuild, this says no.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/documents/description.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace documents {

struct XrefSection {
    std::size_t begin = 0;     // offset of "xref", or of the stream's "5 0 obj"
    std::size_t end = 0;       // after the trailer dictionary, or the stream's dictionary
    XrefKind kind = XrefKind::table;
    std::optional<std::size_t> stream;  // hybrid: offset of the object named by /XRefStm
};

struct XrefChain {
    std::size_t header_offset = 0;      // of "%PDF-"; every offset in the file counts from here
    std::uint64_t startxref = 0;        // as written
    std::vector<XrefSection> sections;  // newest first
};

// White space stands between its words and numbers, never a comment, and the last
// startxref within the last 1024 bytes: readers differ in what they make of anything else.
// Faults: document_not_pdf without a header in the first 1024 bytes, document_damaged.
base::Result<XrefChain> read_xref_chain(base::ByteView file);

// Number and offset, as written, of every object in use that a table (or a hybrid's table
// part) lists.
std::vector<std::pair<int, std::size_t>> table_entries(base::ByteView file, const XrefSection& section);

// Offset of "%PDF-".
std::optional<std::size_t> find_header(base::ByteView file);

// Where each "startxref N %%EOF" ends, its end of line included; ascending.
std::vector<std::size_t> revision_ends(base::ByteView file);

// The file's first `end` bytes end with "startxref N %%EOF" and at most one end of line;
// when that is all of it, and any white space.
bool ends_revision(base::ByteView file, std::size_t end);

// The file is a linearised one (annex F) by its first object. Its two first sections
// are one revision.
bool starts_linearized(base::ByteView file, std::size_t header_offset);

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// Does a signature's ByteRange cover what it must? Answered from bytes and offsets
// alone, against the known attacks: universal signature forgery (empty or missing
// values), incremental saving (content after the covered part) and signature wrapping
// (a second copy of the covered bytes, or a gap that holds more than the signature).
//
// What only a parser can say (the signed revision holds the same signature; what later
// revisions changed) is in signatures.cpp and revision_diff.h.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"
#include "appliance/documents/reader/raw_syntax.h"

#include <cstdint>
#include <string>
#include <vector>

namespace documents {

// Where the values of one signature dictionary lie in the file.
struct RawSignature {
    std::vector<std::uint64_t> byte_range;
    Span contents;              // of the string, brackets included
};

// The signature dictionary that is the value of the object at `offset`, or, when
// `is_field`, the value of that object's direct /V. Nothing when it is not plainly
// there, for instance because it is inside an object stream.
std::optional<RawSignature> raw_signature_at(base::ByteView file, std::size_t offset, Ref ref, bool is_field);

struct CoverageVerdict {
    Coverage coverage = Coverage::byte_range_missing;
    std::string detail;
    std::uint64_t hole_begin = 0;   // set when the four numbers make sense
    std::uint64_t hole_end = 0;
    std::uint64_t revision_end = 0;
    base::Bytes contents;           // decoded; set when the hole is well-formed
};

CoverageVerdict judge_coverage(base::ByteView file, const RawSignature& signature);

// One definite- or indefinite-length ASN.1 SEQUENCE followed by nothing but zeros.
bool is_one_asn1_value(base::ByteView padded);

}  // namespace documents

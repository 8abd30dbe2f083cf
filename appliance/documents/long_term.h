// SPDX-License-Identifier: Apache-2.0
// Raising a sealed file from PAdES B-B to B-T, B-LT and B-LTA (EN 319 142-1, 5.4 to
// 5.6): the platform's work, none of it touches signed bytes.
#pragma once

#include "appliance/documents/pades.h"

#include <string>
#include <vector>

namespace documents {

// Bytes that replace as many bytes of a file.
struct Patch {
    std::uint64_t offset = 0;
    base::Bytes bytes;
};

// The signature's CMS again, with a time-stamp in it, into the space reserved for it.
// Only while nothing was appended after it: `file_size` must be the end of its ByteRange.
// Faults: signature_coverage (something was); cms_invalid (does not fit; use a
// document time-stamp then).
base::Result<Patch> attach_timestamp(const Signature& signature, std::uint64_t file_size, base::ByteView cms);

// An invisible document time-stamp over the whole file (ISO 32000-2, 12.8.5), prepared as
// a seal is; complete() takes the RFC 3161 token, a DER ContentInfo.
// `suffix` makes the field's name new. Faults: as prepare_seal.
base::Result<PreparedSeal> prepare_document_timestamp(base::ByteView original, const Description& description,
                                                      std::string_view suffix, std::size_t reserve = signature_reserve);

struct ValidationMaterial {
    std::vector<base::Bytes> certificates;  // DER
    std::vector<base::Bytes> ocsps;         // DER OCSPResponse
    std::vector<base::Bytes> crls;          // DER CertificateList
    std::vector<std::string> signatures;    // vri_key() of those the material speaks for
};

// Upper-case hexadecimal SHA-1 of the decoded /Contents with its padding: changes when a
// time-stamp is attached, so compute it after.
std::string vri_key(base::ByteView contents);

// Adds to the document security store (ISO 32000-2, 12.8.4.3), keeping what is there.
// Faults: document_changed, document_structure_unsupported, those of IncrementalUpdate.
base::Result<base::Bytes> append_validation_material(std::uint64_t file_size, const Description& description,
                                                     const ValidationMaterial& material);

}  // namespace documents

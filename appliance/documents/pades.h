// SPDX-License-Identifier: Apache-2.0
// Sealing a PDF: the last incremental update before the signature, made complete but
// for the signature value (ETSI EN 319 142-1, 5 and 6; ISO 32000-1, 12.8).
//
//   PreparedSeal seal = TRY(prepare_seal(original, description, book, request));
//   ... the audit log takes down seal.digest() before any key is used ...
//   Bytes cms = TRY(crypto::sign_byte_range_digest(seal.digest(), signer));
//   Bytes appended = TRY(seal.complete(cms));     // file = original + appended
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/documents/fill.h"
#include "appliance/documents/placement.h"
#include "appliance/documents/signature_appearance.h"

#include <optional>
#include <string>
#include <vector>

namespace documents {

inline constexpr std::size_t signature_reserve = 16 * 1024;  // bytes of DER: room for a time-stamp later

struct SealRequest {
    std::vector<FieldValue> values;
    std::vector<Overlay> overlays;
    SignaturePlace place;
    SignatureFace face;             // who, what it means, when: picture, /Name, /Reason, /M
    std::string location;           // /Location; may be empty
    std::size_t reserve = signature_reserve;
};

// What was written where, for a comparison of pictures before and after.
struct WrittenArea {
    std::size_t page = 0;
    Rectangle rect;
};

class PreparedSeal {
public:
    PreparedSeal(Revision revision, std::uint64_t original_size, const base::Digest& digest)
        : m_revision(std::move(revision)), m_original_size(original_size), m_digest(digest) {}

    // SHA-256 over the ByteRange.
    const base::Digest& digest() const { return m_digest; }
    // DER that fits the hole, at most.
    std::size_t capacity() const { return m_revision.hole->capacity(); }
    const SignatureHole& hole() const { return *m_revision.hole; }

    // The bytes to append, with `cms` in the hole. Faults: cms_invalid for what is not
    // exactly one definite-length DER value, or is longer than capacity().
    base::Result<base::Bytes> complete(base::ByteView cms) const;

private:
    Revision m_revision;
    std::uint64_t m_original_size = 0;
    base::Digest m_digest{};
};

// Values, overlays, picture and signature dictionary as one update. `original` is the file
// that `description` describes; it is read once, to hash it.
// Faults: document_changed (not that file), the verdict's fault when it may not be signed,
// document_certified, and those of fill(), add_overlay() and IncrementalUpdate.
base::Result<PreparedSeal> prepare_seal(base::ByteView original, const Description& description, const FontBook& book,
                                        const SealRequest& request);

// Pages and rectangles that a request draws in: the signature, overlays, filled fields,
// and every field when the form needs appearances.
std::vector<WrittenArea> written_areas(const Description& description, const SealRequest& request);

}  // namespace documents

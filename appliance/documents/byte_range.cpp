// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/byte_range.h"

#include "appliance/crypto/digest.h"
#include "appliance/documents/validation.h"

#include <algorithm>

namespace documents {

std::vector<base::ByteView> byte_range(base::ByteView pdf, const Signature& signature) {
    std::vector<base::ByteView> parts;
    for (std::size_t i = 0; i + 1 < signature.byte_range.size(); i += 2) {
        const std::uint64_t offset = std::min<std::uint64_t>(signature.byte_range[i], pdf.size());
        parts.push_back(pdf.subspan(offset, std::min<std::uint64_t>(signature.byte_range[i + 1], pdf.size() - offset)));
    }
    return parts;
}

base::Bytes byte_range_digest(base::ByteView pdf, const Signature& signature, ports::HashAlgorithm hash) {
    crypto::Hasher hasher(hash);
    for (const base::ByteView part : byte_range(pdf, signature)) hasher.update(part);
    return hasher.finish();
}

}  // namespace documents

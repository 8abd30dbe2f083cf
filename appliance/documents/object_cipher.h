// SPDX-License-Identifier: Apache-2.0
// Encrypts what an update adds to an encrypted file, with the file's own key
// (ISO 32000-1, 7.6.2 algorithm 1; ISO 32000-2, 7.6.3 algorithm 1.A).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/documents/description.h"

#include <string>
#include <string_view>

namespace documents {

class ObjectCipher {
public:
    // A copy of the facts; without encryption everything passes unchanged.
    explicit ObjectCipher(Encryption encryption) : m_encryption(std::move(encryption)) {}

    // Encrypts every string of a spelt value that belongs to object `owner`.
    // Faults: document_structure_unsupported for text that is not spelt as
    // pdf_syntax.h says; crypto_failed.
    base::Result<std::string> strings(std::string_view spelt, Ref owner) const;
    // Encrypts a stream's data, after its filters were applied.
    base::Result<base::Bytes> stream(base::ByteView data, Ref owner) const;

private:
    base::Result<base::Bytes> encrypted(base::ByteView plain, Ref owner) const;

    Encryption m_encryption;
};

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// What sealing and the archive's document time-stamps share.
#pragma once

#include "appliance/documents/draft.h"
#include "appliance/documents/pades.h"

#include <optional>
#include <string>

namespace documents {

struct NewSignatureField {
    SignaturePlace place;
    Ref signature;                      // its /V
    std::optional<Ref> appearance;
    FieldLock lock;                     // none: freezes nothing
};

// Field and widget in one object, on its page and in the form.
base::Status add_signature_field(Draft& draft, const NewSignatureField& field);

// Computes the ByteRange's digest over the original and what is appended.
PreparedSeal hash_revision(base::ByteView original, Revision revision);

// `der` in hexadecimal, filled up with zeros to the whole hole. Fault: cms_invalid.
base::Result<std::string> spell_contents(base::ByteView der, std::size_t capacity);

}  // namespace documents

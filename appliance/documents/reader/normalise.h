// SPDX-License-Identifier: Apache-2.0
// A damaged or overloaded document that nobody has signed, written anew: one revision,
// no scripts, no unreachable objects. One that needs nothing comes back as it is. The result is what is shown and signed; the
// original stays with whoever sent it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace documents {

// Faults: those of describe(), document_damaged_signed when there is a signature to
// break, document_structure_unsupported when the rewrite is still not fit to be signed.
base::Result<base::Bytes> normalise(base::ByteView file, const base::SecretBytes* password);

}  // namespace documents

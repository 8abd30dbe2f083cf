// SPDX-License-Identifier: Apache-2.0
// Whether bytes that are about to be published are, or look like, a private key: a last
// look before a bundle is signed. It errs on the side of refusing.
#pragma once

#include "appliance/base/json.h"

#include <optional>
#include <string>

namespace provisioning {

// What it looks like, in words: "a private key in PEM". Also looks into base64 and
// hexadecimal that stand in a text, and into JSON Web Keys. Never quotes what it found.
std::optional<std::string> secret_in(base::ByteView bytes);

// The same for every text in a value.
std::optional<std::string> secret_in(const base::Json& value);

}  // namespace provisioning

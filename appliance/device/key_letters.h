// SPDX-License-Identifier: Apache-2.0
// A certificate for a key, from the platform: asked for by letter, with the chip's own
// word about the key, and installed when the answer is here. The courier carries both, or
// somebody's pocket does.
#pragma once

#include "appliance/device/open_device.h"
#include "appliance/keys/key_life.h"

#include <optional>

namespace device {

// Uses the key once. The letter lies in the outbox; returned are its bytes, for a stick.
// A second letter for the same key takes the place of the first. Faults: those of
// KeyLife::request.
base::Result<base::Bytes> ask_for_certificate(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name);

// Whether a letter for this key is under way or answered, and nothing was installed since.
bool has_asked_for_certificate(OpenDevice& device, const std::string& name);

// `answer` from a stick, or else from the inbox. Faults: record_missing (nothing was asked,
// or nothing came yet), server_refused (with the platform's words), receipt_*, and those
// of KeyLife::install_certificate.
base::Result<keys::KeyView> take_certificate(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                             const std::optional<base::Bytes>& answer);

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
// A certificate that another authority issued, made known to the platform as this device's:
// asked for by letter with a proof that the key is here, and installed when the platform's
// list names exactly this certificate.
#pragma once

#include "appliance/device/open_device.h"
#include "appliance/keys/key_life.h"

#include <optional>

namespace device {

// Uses the key once. The letter lies in the outbox; returned are its bytes, for a stick. A
// second one takes the place of the first. Faults: key_file_mismatch (another key's
// certificate), certificate_* (over, not yet, not for documents), and those of KeyLife::prove.
base::Result<base::Bytes> ask_for_registration(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                               const std::vector<crypto::Certificate>& chain);

bool has_asked_for_registration(OpenDevice& device, const std::string& name);

// `answer` from a stick, or else from the inbox. `fingerprint`, when given, is what a person
// read from the platform's own list: hexadecimal, blanks do not count. Faults:
// record_missing (nothing was asked, or nothing came yet), server_refused (with the
// platform's words), receipt_*, key_file_mismatch, and those of KeyLife::install_certificate.
base::Result<keys::KeyView> take_registration(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                              const std::optional<base::Bytes>& answer, const std::string& fingerprint);

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
// Who prepares devices for this platform: provisioners sign the bundles that devices
// take, rehearsers (an administrator's bench) say that a bundle was tried out. Each gets a
// certificate with an extended key usage of its own; neither can do the other's work.
#pragma once

#include "sync/receiver/desk.h"

#include <string>
#include <string_view>

namespace receiver {

enum class Appointment { provisioner, rehearser };
// "provisioner", "rehearser". Fault usage_invalid.
base::Result<Appointment> appointment_from(std::string_view text);

// PEM: the new certificate, then its issuer. `request` is a certificate request (PKCS#10,
// PEM or DER) and proves that the key is there; what else it says is not looked at.
// Faults: usage_invalid (the name, the days), certificate_invalid, signature_invalid, and
// those of the issuing key.
base::Result<std::string> appoint(const Desk& desk, Appointment appointment, const std::string& name, base::ByteView request,
                                  std::int64_t days);

}  // namespace receiver

// SPDX-License-Identifier: Apache-2.0
// Certificates that other authorities issued for keys of our devices. None is known before
// the operator names an authority; the device proves that it has the key; what is known, and
// what no longer is, goes to the device as one signed list (sync/registration.h).
#pragma once

#include "sync/receiver/letters.h"

namespace receiver {

inline constexpr std::string_view authorities_folder = "authorities";

// Believes the certificates in this file (PEM or DER) about other people's certificates, or
// no longer. What was registered under one that is believed no longer stays registered.
// Faults: disk_*, certificate_invalid (not an authority; a device's own platform).
base::Result<std::vector<crypto::Certificate>> believe_authority(const Desk& desk, const std::string& file, bool is_believed);

// The registrations of this key of the device, or all of them, end now; the list is laid
// out for the device. How many there were.
base::Result<std::size_t> end_registrations(const Desk& desk, const base::DeviceId& device, const std::string& key);

}  // namespace receiver

// SPDX-License-Identifier: Apache-2.0
// The list of revoked certificates that the platform publishes (RFC 5280, section 5):
// what the index holds, each with the date it was revoked at.
#pragma once

#include "sync/receiver/desk.h"

namespace receiver {

// Writes public/issuing.crl anew from the index. Faults: disk_*, crypto_failed.
base::Status publish_crl(const Desk& desk);

}  // namespace receiver

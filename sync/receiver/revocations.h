// SPDX-License-Identifier: Apache-2.0
// The list of revoked certificates that the platform publishes (RFC 5280, section 5):
// what the index holds, each with the date it was revoked at.
#pragma once

#include "sync/receiver/desk.h"

namespace receiver {

// Writes public/issuing.crl anew from the index. Faults: disk_*, crypto_failed.
base::Status publish_crl(const Desk& desk);
// The same when the published list is past half of its time, is of a time to come, says
// something else than the index, or cannot be read. To be called every few seconds: it
// also mends what two writers at once, or a full disk, left behind.
base::Status refresh_crl(const Desk& desk);

}  // namespace receiver

// SPDX-License-Identifier: Apache-2.0
// Internal: the one place where OpenSSL's errors become ours, and ours OpenSSL's.
#pragma once

#include "appliance/base/result.h"

#include <string_view>

namespace crypto {

// `what` names the step that failed. Takes OpenSSL's whole queue of this thread into
// the detail and leaves it empty. A keeper's Failure that travelled through OpenSSL
// (raise_failure) comes back instead of `fault`.
base::Failure openssl_failure(base::Fault fault, std::string_view what);

// Puts a Failure into OpenSSL's queue, from inside what OpenSSL calls: the provider, a callback.
void raise_failure(const base::Failure& failure);

// Before a call whose error matters: whatever others left behind is not ours to report.
void clear_openssl_errors();

}  // namespace crypto

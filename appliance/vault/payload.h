// SPDX-License-Identifier: Apache-2.0
// How a record's bytes are encrypted: in chunks of 1 MiB, each sealed with AES-256-GCM
// under the record's own key and bound to
//
//   "inkseal record" || format || device || id || type || sequence || envelope || about
//   || chunk number || is it the last
//
// so that nothing can be moved, renamed, reordered, cut off, or read before its tag was
// found right. Texts are behind a 16-bit length; numbers are big-endian.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/vault/record.h"

namespace vault {

inline constexpr std::uint16_t record_format = 1;
inline constexpr std::size_t chunk_size = 1U << 20U;

base::Result<base::Bytes> encrypt_payload(const base::SecretBytes& key, const base::DeviceId& device,
                                          const RecordHead& head, base::ByteView payload);
// Faults: cipher_tampered; record_torn when the length is not what the head says.
base::Result<base::Bytes> decrypt_payload(const base::SecretBytes& key, const base::DeviceId& device,
                                          const RecordHead& head, base::ByteView sealed);

// For a payload of one chunk; leaves no copy behind. Fault record_torn when it is longer.
base::Result<base::SecretBytes> decrypt_secret(const base::SecretBytes& key, const base::DeviceId& device,
                                               const RecordHead& head, base::ByteView sealed);

}  // namespace vault

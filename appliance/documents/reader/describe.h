// SPDX-License-Identifier: Apache-2.0
// The whole of it: bytes in, description out. Never fails, never throws: what cannot be
// read becomes a description whose verdict says why.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/secret.h"
#include "appliance/documents/description.h"

namespace documents {

inline constexpr std::uint64_t document_size_max = 512ULL << 20U;

// `password` may be null: then only the empty one is tried.
Description describe(base::ByteView file, const base::SecretBytes* password);

}  // namespace documents

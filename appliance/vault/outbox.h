// SPDX-License-Identifier: Apache-2.0
// What waits for the courier. Parcels are encrypted to the platform before they come
// here; the vault keeps them whole and in order until they were posted.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"

#include <cstdint>
#include <string>

namespace vault {

struct OutboxDraft {
    std::string name;          // [0-9a-z._-]{1,120}, the name in the courier's folder
    base::RecordId subject;    // the record that travels in it; may be empty
    base::ByteView content;    // already encrypted to its reader, or public
};

struct OutboxItem {
    std::uint64_t sequence = 0;
    std::string name;
    base::RecordId subject;
    std::uint64_t size = 0;
    bool is_in_file = false;
    base::Digest digest{};     // SHA-256 of the content
};

}  // namespace vault

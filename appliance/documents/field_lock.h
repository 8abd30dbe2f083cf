// SPDX-License-Identifier: Apache-2.0
// What earlier signatures forbid (ISO 32000-1, 12.8.2.2 and 12.8.2.4).
#pragma once

#include "appliance/documents/description.h"

#include <string>
#include <string_view>

namespace documents {

// A field of this full name, existing or about to be made, is frozen.
bool is_locked(const Description& description, std::string_view name);

// Signatures of people; document time-stamps do not count.
bool has_signatures(const Description& description);

// The lock dictionary's transform, for the signature that closes the lock; `catalog`
// is the object it speaks about.
std::string spell_lock_reference(const FieldLock& lock, Ref catalog);

}  // namespace documents

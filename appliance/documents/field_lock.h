// SPDX-License-Identifier: Apache-2.0
// What earlier signatures forbid (ISO 32000-1, 12.8.2.2 and 12.8.2.4).
#pragma once

#include "appliance/documents/description.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

// A field of this full name, existing or about to be made, is frozen.
bool is_locked(const Description& description, std::string_view name);

// Signatures of people; document time-stamps do not count.
bool has_signatures(const Description& description);

// What a signature freezes by itself: the fields that were filled for it, and once no
// signature field waits for another person (`signing` is the one being signed, if it was
// there) every field that holds an answer. Empty fields, unticked boxes and signature
// fields stay open; without any answer there is no lock.
FieldLock lock_of_answers(const Description& description, const std::vector<std::string>& filled,
                          std::optional<std::size_t> signing);

// The /Lock of a new signature field (12.7.4.5).
std::string spell_lock(const FieldLock& lock);

// The lock dictionary's transform, for the signature that closes the lock; `catalog`
// is the object it speaks about.
std::string spell_lock_reference(const FieldLock& lock, Ref catalog);

}  // namespace documents

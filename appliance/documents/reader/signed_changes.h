// SPDX-License-Identifier: Apache-2.0
// Were the changes after a signature permitted? Pure: DocMDP (ISO 32000-1, 12.8.2.2),
// FieldMDP (12.8.2.4) and /Lock against what revision_diff found.
#pragma once

#include "appliance/documents/description.h"
#include "appliance/documents/reader/revision_diff.h"

#include <vector>

namespace documents {

// A field name is meant by a lock when the lock names it or one of its ancestors.
bool is_locked(const FieldLock& lock, const std::string& field_name);

// `signatures` in order of signing, all of sound coverage; `after[i]` is what changed
// between the end of signature i's revision and the next one's, or the end of the file.
// Sets `changes` and `changes_detail` of each.
void judge_changes(std::vector<Signature*>& signatures, const std::vector<RevisionChanges>& after);

}  // namespace documents

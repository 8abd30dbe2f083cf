// SPDX-License-Identifier: Apache-2.0
// Internal to this folder: a person as journals and the retention book spell them.
#pragma once

#include "appliance/runbook/chain.h"
#include "appliance/runbook/progress.h"

namespace runbook {

base::Json person_json(const Person& person);
// The member `name` of an entry. Fault message_invalid.
base::Result<Person> read_person(const base::Json& entry, std::string_view name);

}  // namespace runbook

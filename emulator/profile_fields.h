// SPDX-License-Identifier: Apache-2.0
// Internal: the fields of a profile form as a table. profile_form_test.cpp holds it to the
// reader's: none may be missing.
#pragma once

#include "emulator/profile_form.h"

namespace emulator {

std::vector<FormField> profile_fields();
std::vector<FormList> profile_lists();
// An empty item of a list; its paths are set by number_items().
std::vector<FormField> empty_item(std::string_view list);

}  // namespace emulator

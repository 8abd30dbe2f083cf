// SPDX-License-Identifier: Apache-2.0
// One screen of every kind that staff see.
#pragma once

#include "appliance/admin/screen.h"

#include <string>
#include <vector>

namespace sample {

struct NamedStaff {
    std::string name;  // begins with "staff-"
    admin::Screen screen;
};
// Every alternative of admin::Content at least once.
std::vector<NamedStaff> staff_screens();

}  // namespace sample

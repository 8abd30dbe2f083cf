// SPDX-License-Identifier: Apache-2.0
// Draws what members of staff see (admin::Screen). The same house as the signers' screens,
// and plainly another place in it: calm, denser, marked, the way out always in one corner.
#pragma once

#include "appliance/admin/intent.h"
#include "ui/kit.h"

#include <optional>

namespace screens {

// At most one intent; the session handles it before the next call.
std::optional<admin::Intent> draw_staff(ui::Kit& kit, const admin::Screen& screen);

}  // namespace screens

// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"
#include "ui/screens/staff/staff_screens.h"

namespace screens {

std::optional<admin::Intent> draw_staff(ui::Kit& kit, const admin::Screen& screen) {
    StaffAnswer answer;
    surround_staff(kit, screen, answer, [&] {
        std::visit([&](const auto& content) { draw_staff_content(kit, content, screen.surroundings, answer); }, screen.content);
    });
    return answer.take();
}

}  // namespace screens

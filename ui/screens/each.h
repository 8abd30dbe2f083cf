// SPDX-License-Identifier: Apache-2.0
// One function for each kind of content; what it draws stands inside surround().
#pragma once

#include "ui/screens/parts.h"

namespace screens {

void draw_content(ui::Kit&, const app::AttractScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::LanguageScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::IdentifyScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::ThisIsMeScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::ConsentScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::ReviewScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::FillScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::SignScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::PinScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::ConfirmScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::SealingScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::ReceiptScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::DeclineScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::NoticeScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::OutOfServiceScreen&, const app::Surroundings&, Answer&);
void draw_content(ui::Kit&, const app::StartingScreen&, const app::Surroundings&, Answer&);

}  // namespace screens

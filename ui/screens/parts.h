// SPDX-License-Identifier: Apache-2.0
// What the screens share: collecting the one intent, the frame around every screen,
// and a few arrangements.
#pragma once

#include "appliance/app/intent.h"
#include "appliance/app/screen.h"
#include "ui/clean_text.h"
#include "ui/widgets.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace screens {

// The first thing said in a frame counts.
class Answer {
public:
    template <typename Intent>
    void say(Intent intent) {
        if (!m_intent) m_intent.emplace(std::move(intent));
    }
    std::optional<app::Intent> take() { return std::exchange(m_intent, std::nullopt); }

private:
    std::optional<app::Intent> m_intent;
};

using Content = std::function<void()>;

// The top bar, `body` between, the strip at the bottom; a rehearsal's mark; the
// question whether anyone is still there.
void surround(ui::Kit& kit, const app::Surroundings& around, Answer& answer, const Content& body);

// A heading with a sentence under it.
void introduce(ui::Kit& kit, std::string title, std::string lead, ui::TextRole role = ui::TextRole::title);

// Back at the start, the one primary action at the end.
void actions(ui::Kit& kit, const app::Surroundings& around, Answer& answer, const Content& primary);
void back_button(ui::Kit& kit, const app::Surroundings& around, Answer& answer);

// Two parts side by side where there is room, else one below the other in a scroll area.
void side_by_side(ui::Kit& kit, const std::string& id, const Content& start, const Content& end, float end_width);

// Around every screen, the staff's as well.
void logo(ui::Kit& kit);
void rehearsal_banner(ui::Kit& kit);
void rehearsal_frame(ui::Kit& kit);
std::string own_name_of(app::Language language);
app::TextSize next_of(app::TextSize size);

// The catalogue's sentence for a fault, and its code.
std::string sentence_of(const ui::Kit& kit, base::Fault fault);
// The same for somebody who signs: of certificates, keys and tokens they hear only that the
// device cannot be used; the code beside it tells staff the rest.
std::string sentence_for_person(const ui::Kit& kit, base::Fault fault);

// Ink from millimetres to pixels of a pad this wide.
std::vector<std::vector<ui::PenPoint>> pen_points(const app::Ink* ink, float pixels_per_mm);

// Whether large text or a narrow panel leaves room for one column only.
bool is_narrow(const ui::Kit& kit);

// A width in units that holds as many words at every text size.
float worded(const ui::Kit& kit, float units);

}  // namespace screens

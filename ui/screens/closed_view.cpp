// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/closed_view.h"

#include <utility>

namespace screens {

ClosedView::ClosedView(ui::FrameLoop& loop, const Languages& languages) : m_loop(loop), m_languages(languages) {
    m_surroundings.is_verified = false;
}

// All else that can be said here belongs to a session, and there is none.
void ClosedView::handle(const app::Intent& intent) {
    m_is_changed = true;
    if (const auto* size = std::get_if<app::ChooseTextSize>(&intent)) m_surroundings.text_size = size->size;
    if (const auto* theme = std::get_if<app::ChooseTheme>(&intent)) m_surroundings.theme = theme->theme;
    if (const auto* language = std::get_if<app::ChooseLanguage>(&intent)) m_surroundings.language = language->language;
    m_is_choosing_language = std::holds_alternative<app::OpenLanguages>(intent);
}

ui::FrameLoop::Turn ClosedView::show(std::int64_t now_us, std::span<const ui::InputEvent> events) {
    m_loop.prefer(preferences_of(m_surroundings, /*is_reduced_motion=*/false), m_languages.of(m_surroundings.language));
    return m_loop.turn(now_us, events, std::exchange(m_is_changed, false), [this](ui::Kit& kit) {
        const app::Content content = m_is_choosing_language ? app::Content(app::LanguageScreen{}) : m_content;
        if (const auto intent = draw(kit, {.surroundings = m_surroundings, .content = content})) handle(*intent);
    });
}

void ClosedView::greet(std::int64_t now_us) {
    m_fault.reset();
    m_content = app::StartingScreen{};
    m_is_changed = true;
    (void)show(now_us, {});
}

ui::FrameLoop::Turn ClosedView::turn(std::int64_t now_us, std::span<const ui::InputEvent> events, base::Fault fault) {
    m_is_changed = m_is_changed || m_fault != fault;
    m_fault = fault;
    m_content = app::OutOfServiceScreen{fault};
    return show(now_us, events);
}

}  // namespace screens

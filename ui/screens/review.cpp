// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"
#include "ui/screens/page_look.h"

namespace screens {

using namespace ui;

namespace {

bool is_seen(const app::ReviewScreen& screen, std::size_t page) { return page < screen.pages_seen.size() && screen.pages_seen[page]; }

std::optional<std::uint32_t> first_unseen(const app::ReviewScreen& screen) {
    for (std::uint32_t page = 0; page < screen.page_count; ++page) {
        if (!is_seen(screen, page)) return page;
    }
    return std::nullopt;
}

std::string page_name(const Kit& kit, std::uint32_t page, std::uint32_t count) {
    return with_values(kit.words("Page {page} of {count}"), {{"page", std::to_string(page + 1)}, {"count", std::to_string(count)}});
}

// Goes on where reading stopped: down this page, then to the next one not seen.
void read_on(Kit& kit, const app::ReviewScreen& screen, const std::string& scroll, Answer& answer) {
    const ScrollState state = scroll_state(kit, scroll);
    if (!state.is_at_end()) {
        kit.scroll_to(scroll, std::min(state.range, state.offset + state.view * 0.8F));
    } else if (screen.page + 1 < screen.page_count) {
        answer.say(app::ShowPage{screen.page + 1});
    } else if (const auto page = first_unseen(screen)) {
        answer.say(app::ShowPage{*page});
    }
}

// Room under a page, so that its last line can be read above the button.
constexpr float below_page = 124;

void document(Kit& kit, const app::ReviewScreen& screen, const std::string& scroll, Answer& answer) {
    const bool goes_on = !scroll_state(kit, scroll).is_at_end() || screen.page + 1 < screen.page_count;
    kit.stack({.width = fill(), .height = fill(), .height_min = 360}, [&] {
        card(kit, {.flow = Flow::stack, .width = fill(), .height = fill()}, Surface::card, [&] {
            kit.column({.padding = {2, 2, 30, 2}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                scroll_area(kit, scroll, {.padding = {90, 32, 60, below_page}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                    PageLook look = page_look(screen.image, screen.marks);
                    look.fit = PageLook::Fit::width;
                    look.name = page_name(kit, screen.page, screen.page_count);
                    page_view(kit, "page", std::move(look));
                });
            });
        }).paint = [](Painter& painter, const Element& self) {
            painter.surface(self.rect, painter.is_high_contrast() ? rgb(0x000000) : rgb(0xE9EEF0), self.corner, Depth::card);
        };
        if (goes_on) {
            kit.column({.padding = {0, 0, 0, 24}, .place_x = Align::center, .place_y = Align::end}, [&] {
                if (button(kit, "read-on", {.label = kit.words("Keep reading"), .icon_end = Icon::chevron_down, .tone = ButtonTone::primary})) read_on(kit, screen, scroll, answer);
            });
        }
    });
}

void page_list(Kit& kit, const app::ReviewScreen& screen) {
    card(kit, {.gap = 18, .padding = sides(30, 26), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
        constexpr std::uint32_t most = 4;
        const std::uint32_t first = screen.page_count <= most ? 0 : std::min(screen.page > 1 ? screen.page - 1 : 0, screen.page_count - most);
        for (std::uint32_t page = first; page < std::min(screen.page_count, first + most); ++page) {
            if (page > first) hairline(kit);
            const bool is_here = page == screen.page, was_seen = is_seen(screen, page);
            fact(kit, was_seen ? Icon::check : Icon::file_text, page_name(kit, page, screen.page_count),
                 kit.words(was_seen ? "Read" : is_here ? "You are reading this page" : "Not read yet"), was_seen ? Tone::good : is_here ? Tone::accent : Tone::plain);
        }
    });
}

// Where there is no room for the list: where one is, and the ways to the pages beside it.
void page_turning_small(Kit& kit, const app::ReviewScreen& screen, Answer& answer) {
    paragraph(kit, page_name(kit, screen.page, screen.page_count), TextRole::secondary);
    if (screen.page_count < 2) return;
    if (button(kit, "page.previous", {.name = kit.words("Previous page"), .icon = Icon::chevron_up, .is_enabled = screen.page > 0})) answer.say(app::ShowPage{screen.page - 1});
    if (button(kit, "page.next", {.name = kit.words("Next page"), .icon = Icon::chevron_down, .is_enabled = screen.page + 1 < screen.page_count})) answer.say(app::ShowPage{screen.page + 1});
}

void page_turning(Kit& kit, const app::ReviewScreen& screen, Answer& answer) {
    if (screen.page_count < 2) return;
    kit.row({.gap = 16, .width = fill()}, [&] {
        if (button(kit, "page.previous", {.label = kit.words("Previous page"), .icon = Icon::chevron_up, .tone = ButtonTone::tinted, .is_wide = true, .is_enabled = screen.page > 0})) {
            answer.say(app::ShowPage{screen.page - 1});
        }
        if (button(kit, "page.next", {.label = kit.words("Next page"), .icon = Icon::chevron_down, .tone = ButtonTone::tinted, .is_wide = true, .is_enabled = screen.page + 1 < screen.page_count})) {
            answer.say(app::ShowPage{screen.page + 1});
        }
    });
}

}  // namespace

void draw_content(Kit& kit, const app::ReviewScreen& screen, const app::Surroundings& around, Answer& answer) {
    const std::string scroll = "document." + std::to_string(screen.page);  // a new page begins at its top
    const bool was_shown_whole = screen.image != nullptr && scroll_state(kit, scroll).is_at_end();
    const auto text = [&] {
        kit.column({.gap = 26, .across = Align::stretch, .width = fill()}, [&] {
            introduce(kit, kit.words("Please read before you sign"), isolate(screen.title), TextRole::heading);
            page_list(kit, screen);
            page_turning(kit, screen, answer);
            if (!screen.may_continue) paragraph(kit, kit.words("Read every page to its end to continue."), TextRole::secondary);
        });
    };
    const auto finish = [&] {
        // Never dead: what keeps a person from going on is where the button leads.
        const bool is_ready = screen.may_continue;
        if (button(kit, "continue", {.label = kit.words("Continue to sign"), .hint = is_ready ? "" : kit.words("Goes to the first page that is not read yet"),
                                     .icon_end = Icon::arrow_right, .tone = is_ready ? ButtonTone::primary : ButtonTone::tinted, .size = ButtonSize::large, .is_wide = true})) {
            const auto page = first_unseen(screen);
            if (is_ready) answer.say(app::FinishReview{});
            else if (page && *page != screen.page) answer.say(app::ShowPage{*page});
            else read_on(kit, screen, scroll, answer);
        }
    };
    if (is_narrow(kit)) {
        kit.column({.gap = 20, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
                heading(kit, kit.words("Please read before you sign"), TextRole::heading);
                kit.spring_space();
                page_turning_small(kit, screen, answer);
            });
            document(kit, screen, scroll, answer);
            kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
                back_button(kit, around, answer);
                finish();
            });
        });
    } else {
        kit.row({.gap = 56, .padding = {0, 10, 0, 0}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            kit.column({.width = fill(), .height = fill()}, [&] { document(kit, screen, scroll, answer); });
            kit.column({.gap = 24, .across = Align::stretch, .width = units(620), .height = fill()}, [&] {
                scroll_area(kit, "review", {.padding = {0, 0, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, text);
                kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
                    back_button(kit, around, answer);
                    finish();
                });
            });
        });
    }
    if (was_shown_whole && !is_seen(screen, screen.page)) answer.say(app::PageSeen{screen.page});
}

}  // namespace screens

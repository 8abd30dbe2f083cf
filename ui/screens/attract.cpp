// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

namespace {

// A hand that writes nobody's name, in fractions of the line it stands on.
constexpr Point scribble[] = {
    {0.02F, 0.62F}, {0.06F, 0.30F}, {0.11F, 0.02F}, {0.12F, 0.35F}, {0.11F, 0.80F}, {0.16F, 0.45F}, {0.21F, 0.10F}, {0.21F, 0.50F},
    {0.22F, 0.82F}, {0.27F, 0.62F}, {0.31F, 0.50F}, {0.27F, 0.60F}, {0.28F, 0.80F}, {0.33F, 0.66F}, {0.34F, 0.56F}, {0.35F, 0.78F},
    {0.39F, 0.70F}, {0.41F, 0.54F}, {0.43F, 0.58F}, {0.43F, 0.78F}, {0.48F, 0.66F}, {0.51F, 0.54F}, {0.48F, 0.62F}, {0.49F, 0.80F},
    {0.55F, 0.60F}, {0.60F, 0.10F}, {0.58F, 0.04F}, {0.56F, 0.50F}, {0.58F, 0.80F}, {0.63F, 0.58F}, {0.68F, 0.08F}, {0.66F, 0.03F},
    {0.64F, 0.50F}, {0.66F, 0.80F}, {0.71F, 0.66F}, {0.74F, 0.56F}, {0.71F, 0.62F}, {0.73F, 0.80F}, {0.79F, 0.66F}, {0.82F, 0.56F},
    {0.83F, 0.72F}, {0.90F, 0.52F}, {0.99F, 0.40F}, {0.80F, 0.94F}, {0.46F, 1.02F}, {0.98F, 0.86F}};

struct Sheet {
    Painter& painter;
    Rect page;
    Direction direction;
    float unit;  // pixels, relative to the sheet

    void line(std::string_view text, float y, float size, int weight, Color color, float indent = 0) const {
        const TextStyle style{weight >= 600 && size > 20 ? Family::display : Family::text, size * unit, weight, 0, 1.3F, false};
        const float margin = page.width * 0.108F;
        const Rect area{page.x + margin + (direction == Direction::left_to_right ? indent * unit : 0), page.y + y * unit, page.width - 2 * margin - indent * unit, size * 1.4F * unit};
        painter.text({text, style, area.width, Align::start, direction, 1}, area, color);
    }
    void rule(float y, float from, float to, Color color) const {
        const float margin = page.width * 0.108F, width = page.width - 2 * margin;
        const bool is_rtl = direction == Direction::right_to_left;
        painter.fill({page.x + margin + width * (is_rtl ? 1 - to : from), page.y + y * unit, width * (to - from), std::max(1.0F, unit)}, color);
    }
};

struct Words {
    std::string place, title, intro, patient, signature;
    std::string points[4];
};

void draw_sheet(const Sheet& sheet, const Words& words) {
    const Palette& p = palette_of(Contrast::light);  // paper stays paper
    Painter& painter = sheet.painter;
    painter.shadow(sheet.page, 0, Depth::high);
    painter.fill(sheet.page, rgb(0xFFFFFF));
    painter.fill({sheet.page.x, sheet.page.y, sheet.page.width, 9 * sheet.unit}, rgb(0x11555C));
    sheet.line(words.place, 38, 12.5F, 600, rgb(0x0F3D46));
    sheet.rule(76, 0, 1, p.line);
    sheet.line(words.title, 92, 23, 600, p.ink);
    sheet.line(words.intro, 130, 12, 400, p.text);
    float y = 160;
    for (const std::string& point : words.points) {
        const float at = sheet.direction == Direction::left_to_right ? sheet.page.x + sheet.page.width * 0.108F + 4 * sheet.unit
                                                                     : sheet.page.right() - sheet.page.width * 0.108F - 4 * sheet.unit;
        painter.disc({at, sheet.page.y + (y + 8) * sheet.unit}, 2 * sheet.unit, p.accent);
        sheet.line(point, y, 11.5F, 400, p.text, 18);
        y += 22;
    }
    sheet.rule(262, 0, 1, p.line);
    sheet.line(words.patient, 276, 12.5F, 600, rgb(0x0F3D46));
    const float margin = sheet.page.width * 0.10F;
    const float box_width = sheet.page.width * 0.46F;
    const Rect box{sheet.direction == Direction::left_to_right ? sheet.page.x + margin : sheet.page.right() - margin - box_width,
                   sheet.page.y + 304 * sheet.unit, box_width, 74 * sheet.unit};
    painter.fill(box, p.sign_here_tint, 8 * sheet.unit);
    painter.outline(box, p.sign_here, 2.5F * sheet.unit, 8 * sheet.unit);
    std::vector<PenPoint> points;
    std::int64_t t = 0;
    for (const Point& point : scribble) points.push_back({t += 16000, {box.x + box.width * (0.08F + 0.84F * point.x), box.y + box.height * (0.16F + 0.64F * point.y)}, 0.6F});
    painter.ink(ink_path(points, {1.2F * sheet.unit, 2.8F * sheet.unit, 2}), p.pen);
    sheet.line(words.signature, 382, 10, 400, p.muted);
    sheet.rule(462, 0, 0.55F, p.line);
    sheet.line(words.signature, 466, 10, 400, p.muted);
}

void sealed_note(Kit& kit) {
    const Palette& palette = kit.palette();
    card(kit, {.flow = Flow::row, .gap = 18, .padding = sides(22, 16), .across = Align::center}, Surface::card, [&] {
        kit.leaf({.width = units(46), .height = units(46)}, [&palette](Painter& painter, const Element& self) {
            painter.disc(self.rect.center(), self.rect.width / 2, palette.done_tint);
            painter.icon(Icon::shield_check, self.rect.center(), painter.px(26), palette.done, painter.px(2.3F));
        });
        kit.column({.gap = 0}, [&] {
            kit.plain_text(TextRole::caption, kit.words("Signed and sealed"), palette.ink);
            kit.plain_text(TextRole::status, kit.words("inside this device"), palette.text);
        });
    }).corner = 22 * kit.scale();
}

void illustration(Kit& kit, const app::Surroundings& around) {
    const Words words{isolate(around.place), kit.words("Your agreement"), kit.words("By signing below I confirm that:"), kit.words("Patient"), kit.words("Signature"),
                      {kit.words("I have read this form, or it has been read to me."), kit.words("My questions have been answered."),
                       kit.words("I agree to what is named on page 1."), kit.words("I know that I can change my mind.")}};
    kit.stack({.width = fill(), .height = fill(), .height_min = 200}, [&] {
        kit.leaf({.width = fill(), .height = fill()}, [words, direction = kit.preferences().direction](Painter& painter, const Element& self) {
            const float height = std::min(self.rect.height * 0.90F, self.rect.width * 1.06F), width = std::round(height / 1.414F);
            const float unit = height / 764;
            const bool is_rtl = direction == Direction::right_to_left;
            const float shift = std::round(112 * unit), left = std::round(self.rect.center().x - (width + shift) / 2);
            const float top = std::round(self.rect.y + (self.rect.height - height - 0.09F * height) / 2);
            const Rect front{is_rtl ? left + shift : left, top, width, std::round(height)};
            const Rect behind{is_rtl ? left : left + shift, std::round(top + 66 * unit), width, std::round(height)};
            painter.shadow(behind, 0, Depth::card);
            painter.fill(behind, painter.is_high_contrast() ? rgb(0xC9D3D6) : rgb(0xEEF2F3));
            painter.fill({behind.x, behind.y, behind.width, 9 * unit}, rgb(0x86A9AD));
            draw_sheet({painter, front, direction, unit}, words);
        });
        kit.column({.padding = {0, 84, 0, 0}, .place_x = Align::start, .place_y = Align::center}, [&] { sealed_note(kit); });
    });
}

}  // namespace

void draw_content(Kit& kit, const app::AttractScreen& screen, const app::Surroundings& around, Answer& answer) {
    const auto promise = [&] {
        kit.column({.gap = 26, .padding = {32, 0, 0, 0}, .along = Align::center, .width = fill(), .height = fill()}, [&] {
            pill(kit, Icon::clock, with_values(kit.words("Takes about {n} minute", "Takes about {n} minutes", screen.minutes), {{"n", std::to_string(screen.minutes)}}), Tone::accent);
            kit.column({.width = fill(), .width_max = is_narrow(kit) ? 1250.0F : 830.0F}, [&] { heading(kit, kit.words("Check in and sign, in your own time."), TextRole::display); });
            kit.column({.width = fill(), .width_max = is_narrow(kit) ? 0.0F : 680.0F}, [&] {
                paragraph(kit, kit.words("Read your documents, ask for help at any moment, and sign with your finger."), TextRole::lead);
            });
            if (button(kit, "begin", {.label = kit.words("Touch to begin"), .icon = Icon::hand, .tone = ButtonTone::primary, .size = ButtonSize::huge})) answer.say(app::Begin{});
            kit.space(6);
            const Option languages[] = {{"en", "English"}, {"es", "Español"}, {"ar", "العربية"}};
            if (const auto chosen = chips(kit, "languages", languages, static_cast<std::size_t>(around.language))) {
                answer.say(app::ChooseLanguage{static_cast<app::Language>(*chosen)});
            }
        });
    };
    if (is_narrow(kit)) {
        scroll_area(kit, "attract", {.across = Align::stretch, .width = fill(), .height = fill()}, promise);
        return;
    }
    kit.row({.gap = 40, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        kit.column({.width = fill(1.05F), .height = fill()}, promise);
        kit.column({.width = fill(0.95F), .height = fill()}, [&] { illustration(kit, around); });
    });
}

}  // namespace screens

// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ui/sample.h"

#include "appliance/app/consent_text.h"

#include "appliance/base/check.h"
#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/widgets.h"

#include <cstring>

namespace sample {
namespace {

using namespace ui;

void answer_line(Kit& kit, std::string label, std::string value) {
    kit.column({.gap = 6, .across = Align::stretch, .width = fill()}, [&] {
        kit.plain_text(TextRole::status, std::move(label), rgb(0x64748A));
        kit.plain_text(TextRole::body, std::move(value), rgb(0x0F1F2E));
        kit.leaf({.width = fill(), .height = units(2)}, [](Painter& painter, const Element& self) { painter.fill(self.rect, rgb(0xC3CCD4)); });
    });
}

void section(Kit& kit, std::string title, std::string text) {
    kit.column({.gap = 8, .across = Align::stretch, .width = fill()}, [&] {
        kit.plain_text(TextRole::strong, std::move(title), rgb(0x0F3D46));
        kit.plain_text(TextRole::secondary, std::move(text), rgb(0x445469));
    });
}

void draw_page(Kit& kit) {
    kit.column({.across = Align::stretch, .width = fill(), .height = fill()}, [&] {
           kit.leaf({.width = fill(), .height = units(20)}, [](Painter& painter, const Element& self) { painter.fill(self.rect, rgb(0x11555C)); });
           kit.column({.gap = 34, .padding = sides(170, 80), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
               kit.plain_text(TextRole::strong, "Northgate Day Surgery", rgb(0x0F3D46));
               kit.plain_text(TextRole::heading, "Consent to treatment", rgb(0x0F1F2E));
               kit.plain_text(TextRole::body, "Arthroscopy of the left knee, with general anaesthetic", rgb(0x445469));
               kit.row({.gap = 60, .width = fill()}, [&] {
                   answer_line(kit, "Patient", "Mara Keller");
                   answer_line(kit, "Date of birth", "14 March 1984");
               });
               section(kit, "1.  What is planned", "The surgeon will look inside your left knee with a small camera and, if needed, trim or repair torn cartilage. The procedure usually takes 30 to 45 minutes. You will be asleep throughout and can normally go home the same day.");
               section(kit, "2.  Expected benefits", "Less pain and locking, and a wider range of movement. Around eight in ten people report a clear improvement within three months.");
               section(kit, "3.  Known risks", "Swelling and bruising are common. Infection occurs in about 1 in 300 cases, and blood clots in about 1 in 250. Damage to nerves or vessels is rare. Stiffness may persist and further surgery is occasionally required.");
               section(kit, "4.  Alternatives", "Physiotherapy, pain relief, injections, or no treatment at this time. Your consultant has explained what each of these would mean for you.");
               kit.spring_space();
               kit.row({.gap = 60, .width = fill()}, [&] {
                   answer_line(kit, "Signature", " ");
                   answer_line(kit, "Name", "Mara Keller");
               });
               kit.space(160);
           });
       }).paint = [](Painter& painter, const Element& self) { painter.fill(self.rect, rgb(0xFFFFFF)); };
}

// Letters as knots in a box 620 wide and 200 high, one vector a stroke.
const std::vector<std::vector<Point>> letters = {
    {{2, 152}, {6, 160}, {14, 150}, {40, 90}, {70, 30}, {84, 18}, {82, 60}, {66, 120}, {74, 116}, {104, 60}, {128, 22}, {134, 30},
     {118, 90}, {108, 150}},
    {{160, 122}, {148, 112}, {134, 120}, {126, 140}, {136, 156}, {152, 146}, {164, 120}, {158, 146}, {166, 158}, {182, 142}, {192, 120}, {198, 112},
     {200, 124}, {196, 150}, {204, 130}, {218, 116}, {230, 118}, {244, 114}, {258, 120}, {248, 112}, {234, 120}, {228, 142}, {240, 156}, {254, 146},
     {264, 122}, {260, 146}, {270, 158}, {286, 148}},
    {{372, 16}, {356, 60}, {330, 120}, {304, 178}},
    {{430, 14}, {396, 60}, {346, 104}, {340, 106}, {362, 112}, {382, 140}, {396, 158}, {412, 148}, {424, 128}, {430, 114}, {420, 110}, {408, 128},
     {410, 150}, {424, 158}, {444, 140}, {462, 100}, {478, 50}, {484, 18}, {474, 16}, {458, 60}, {446, 120}, {452, 156}, {466, 150}, {486, 110},
     {504, 50}, {508, 16}, {498, 18}, {482, 70}, {472, 130}, {480, 158}, {496, 146}, {508, 124}, {514, 112}, {504, 110}, {494, 130}, {498, 152},
     {514, 156}, {532, 138}, {544, 114}, {550, 110}, {558, 118}, {552, 150}, {566, 156}, {600, 142}, {640, 116}, {656, 104}, {650, 98}, {630, 118},
     {560, 172}, {470, 196}, {300, 214}, {250, 216}, {262, 206}, {420, 190}, {560, 178}, {680, 172}},
};

app::Surroundings around(std::optional<app::Stage> stage) {
    app::Surroundings out;
    out.place = "Northgate Day Surgery";
    out.device_name = "harbour-otter-41";
    out.stage = stage;
    out.may_ask = stage.has_value() && stage != app::Stage::receipt;
    out.may_go_back = out.may_ask && stage != app::Stage::identify;
    return out;
}

}  // namespace

std::shared_ptr<const ports::PageImage> page(std::uint32_t width) {
    MemoryDisplay display(static_cast<int>(width), static_cast<int>(width * 1414 / 1000));
    auto loop = FrameLoop::create(display);
    CHECK(loop);
    (*loop)->turn(0, {}, true, draw_page);
    auto image = std::make_shared<ports::PageImage>();
    image->width = width;
    image->height = static_cast<std::uint32_t>(display.height());
    image->pixels.resize(display.pixels().size() * 4);
    std::memcpy(image->pixels.data(), display.pixels().data(), image->pixels.size());
    return image;
}

std::shared_ptr<const app::Ink> signature() {
    auto ink = std::make_shared<app::Ink>();
    ink->pad_width_mm = 309;
    ink->pad_height_mm = 113;
    std::int64_t t = 0;
    for (const auto& knots : letters) {
        auto& stroke = ink->strokes.emplace_back();
        for (std::size_t i = 0; i < knots.size(); ++i) {
            const Point a = knots[i], b = knots[std::min(i + 1, knots.size() - 1)];
            const Point before = knots[i > 0 ? i - 1 : 0], after = knots[std::min(i + 2, knots.size() - 1)];
            const int pieces = std::max(1, static_cast<int>(std::hypot(b.x - a.x, b.y - a.y) / 7));
            for (int k = 0; k < pieces; ++k) {  // a cubic through the knots, as a hand moves
                const float s = static_cast<float>(k) / static_cast<float>(pieces);
                const auto along = [s](float p, float q, float r, float u) {
                    return q + 0.5F * s * (r - p + s * (2 * p - 5 * q + 4 * r - u + s * (3 * (q - r) + u - p)));
                };
                const float x = along(before.x, a.x, b.x, after.x), y = along(before.y, a.y, b.y, after.y);
                const float down = b.y > a.y ? 0.72F : 0.42F;
                stroke.push_back({t += 8000, 46 + x * 0.325F, 28 + y * 0.325F, down, 0, 0, true});
            }
        }
        stroke.push_back({t += 8000, stroke.back().x, stroke.back().y, 0, 0, 0, false});
        t += 180000;
    }
    return ink;
}

std::vector<Named> screens() {
    using enum app::Stage;
    static const auto shown_page = page(900);
    static const auto shown_ink = signature();
    const app::PageMark place{{0.105F, 0.80F, 0.38F, 0.085F}, app::MarkKind::signature, "Signature"};
    std::vector<Named> out;
    const auto add = [&](std::string name, std::optional<app::Stage> stage, app::Content content) {
        out.push_back({std::move(name), {around(stage), std::move(content)}});
    };
    add("attract", std::nullopt, app::AttractScreen{});
    add("language", std::nullopt, app::LanguageScreen{});
    out.back().screen.surroundings.may_go_back = true;
    add("identify", identify, app::IdentifyScreen{.digits = "4071", .attempts_left = 5, .trouble = {}});
    add("identify-wrong", identify, app::IdentifyScreen{.digits = "", .attempts_left = 3, .trouble = base::Fault::envelope_unknown});
    add("this-is-me", identify, app::ThisIsMeScreen{"M. K.", "10:40", "Consent to treatment"});
    add("consent", consent, app::ConsentScreen{app::consent_items(app::Language::english), "Northgate Day Surgery", "the records office, 555 0142"});
    add("review", review, app::ReviewScreen{.title = "Consent to treatment", .page = 0, .page_count = 3, .image = shown_page,
                                           .marks = {{{0.105F, 0.147F, 0.38F, 0.03F}, app::MarkKind::prefilled, "Pre-filled"}}, .pages_seen = {false, false, false}});
    add("review-read", review, app::ReviewScreen{.title = "Consent to treatment", .page = 2, .page_count = 3, .image = shown_page, .marks = {place},
                                                .pages_seen = {true, true, true}, .may_continue = true});
    add("fill", review, app::FillScreen{"Telephone for the day of the operation", "Someone we can call while you are asleep", "0171 555", 0, 2, true, {}});
    add("sign", sign, app::SignScreen{.given_name = "Mara", .title = "Consent to treatment", .subtitle = "Arthroscopy of the left knee", .page = 2, .page_count = 3,
                                      .image = shown_page, .place = place, .ink = shown_ink, .may_continue = true});
    add("sign-empty", sign, app::SignScreen{.given_name = "Mara", .title = "Consent to treatment", .subtitle = "Arthroscopy of the left knee", .page = 2, .page_count = 3,
                                            .image = nullptr, .place = place, .ink = nullptr, .may_continue = false});
    add("pin", sign, app::PinScreen{.digits = 4, .digits_total = 6, .tries_left = 2, .trouble = base::Fault::pin_wrong});
    add("confirm", sign, app::ConfirmScreen{.signer_name = "Mara Keller", .title = "Consent to treatment", .page_count = 3, .fingerprint = "otter lamp 41 quiet harbour 07 stone",
                                            .meaning = "I agree to the treatment named on page 1", .ink = shown_ink, .page = shown_page});
    add("sealing", sign, app::SealingScreen{2});
    out.back().screen.surroundings.may_ask = out.back().screen.surroundings.may_go_back = false;
    add("receipt", receipt, app::ReceiptScreen{.given_name = "Mara", .title = "Consent to treatment", .code = "NDS-4F7K", .qr = "https://verify.northgate.example/r/NDS-4F7K#9d2b6a0c77e1",
                                              .delivery = app::Delivery::signed_here, .seconds_left = 18});
    add("decline", review, app::DeclineScreen{});
    add("notice-help", std::nullopt, app::NoticeScreen{app::Notice::help_is_coming, {}, 17});
    add("notice-paused", std::nullopt, app::NoticeScreen{app::Notice::paused, base::Fault::identification_locked, 14, 5});
    add("notice-locked", std::nullopt, app::NoticeScreen{app::Notice::locked, base::Fault::pin_locked, 9});
    add("out-of-service", std::nullopt, app::OutOfServiceScreen{base::Fault::platform_changed});
    out.back().screen.surroundings.is_verified = false;
    add("starting", std::nullopt, app::StartingScreen{});
    out.back().screen.surroundings = {};
    out.back().screen.surroundings.is_verified = false;
    add("idle", review, app::ReviewScreen{.title = "Consent to treatment", .page = 0, .page_count = 3, .image = shown_page, .marks = {}, .pages_seen = {false, false, false}});
    out.back().screen.surroundings.idle_seconds_left = 31;
    add("rehearsal", identify, app::IdentifyScreen{.digits = "40", .attempts_left = 5, .trouble = {}});
    out.back().screen.surroundings.is_rehearsal = true;
    out.back().screen.surroundings.is_staff_called = true;
    return out;
}

app::Screen in_language(app::Screen screen, app::Language language) {
    screen.surroundings.language = language;
    if (auto* consent = std::get_if<app::ConsentScreen>(&screen.content)) consent->items = app::consent_items(language);
    return screen;
}

}  // namespace sample

// SPDX-License-Identifier: Apache-2.0
// How long a frame takes. Prints figures for a person to read; nothing fails here.
#include "tests/unit/ui/sample.h"

#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/screens/screens.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

double milliseconds(const std::function<void()>& work) {
    const auto from = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
}

struct Figures {
    std::vector<double> times;
    void add(double ms) { times.push_back(ms); }
    void print(const char* name) {
        std::sort(times.begin(), times.end());
        std::printf("  %-34s least %6.2f  median %6.2f  most %6.2f ms\n", name, times.front(), times[times.size() / 2], times.back());
    }
};

}  // namespace

int main() {
    const auto languages = screens::Languages::open();
    if (!languages) return 1;
    for (const auto& [width, height] : {std::pair{1920, 1080}, std::pair{1280, 800}}) {
        std::printf("%d x %d\n", width, height);
        ui::MemoryDisplay display(width, height);
        auto created = ui::FrameLoop::create(display);
        if (!created) return 1;
        ui::FrameLoop& loop = **created;
        ui::Rasteriser rasteriser(width, height);
        std::int64_t now = 0;
        for (const auto& [name, screen] : sample::screens()) {
            if (name != "sign" && name != "attract" && name != "review" && name != "receipt") continue;
            app::Screen shown = screen;
            loop.prefer(screens::preferences_of(shown.surroundings, true), languages->of(app::Language::english));
            const auto build = [&](ui::Kit& kit) { screens::draw(kit, shown); };
            std::printf(" %s: first frame, text shaped %.0f ms\n", name.c_str(), milliseconds([&] { loop.turn(now += 16000, {}, true, build); }));
            loop.turn(now += 16000, {}, true, build);
            Figures full, same, pen;
            for (int i = 0; i < 40; ++i) {
                rasteriser.forget();
                full.add(milliseconds([&] { rasteriser.draw(*ImGui::GetDrawData()); }));
                same.add(milliseconds([&] { loop.turn(now += 16000, {}, true, build); }));
            }
            full.print("rasterise everything");
            same.print("build and compare, nothing new");
            if (name != "sign") continue;
            const ui::Rect pad = loop.semantics().find("pad")->rect;
            auto ink = std::make_shared<app::Ink>(*std::get<app::SignScreen>(shown.content).ink);
            ink->strokes.emplace_back();
            for (int i = 0; i < 200; ++i) {
                const float t = static_cast<float>(i) / 200;
                const ui::PointerSample sample{.t_us = now, .x = pad.x + pad.width * (0.1F + 0.8F * t), .y = pad.y + pad.height * (0.4F + 0.3F * std::sin(t * 30)), .pressure = 0.5F, .tool = ui::Tool::pen, .contact = true};
                const ui::InputEvent event = sample;
                pen.add(milliseconds([&] {
                    loop.turn(now += 16000, {&event, 1}, false, [&](ui::Kit& kit) {
                        const auto intent = screens::draw(kit, shown);
                        if (!intent || !std::holds_alternative<app::DrawInk>(*intent)) return;
                        const auto& drawn = std::get<app::DrawInk>(*intent).samples;
                        ink->strokes.back().insert(ink->strokes.back().end(), drawn.begin(), drawn.end());
                        std::get<app::SignScreen>(shown.content).ink = std::make_shared<app::Ink>(*ink);
                    });
                }));
            }
            pen.print("a pen frame, input to display");
        }
    }
    return 0;
}

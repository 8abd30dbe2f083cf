// SPDX-License-Identifier: Apache-2.0
// Frames at 1920 x 1080 on one core, against SDL's software renderer with the very same
// draw data and the same clipping.
//
// "redraw" is every pixel of a screen. "pen frame" is everything from a pen's sample to
// the display's memory: smoothing, building the screen, comparing, drawing, copying;
// SDL's share is drawing alone, and only where something changed. "unchanged" is what a
// turn costs whose picture is the same. All is processor time of the one thread.
#include "tests/bench/benchmark_run.h"
#include "tests/bench/sdl_peer.h"
#include "tests/unit/ui/sample.h"
#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/screens/screens.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

namespace {

constexpr int width = 1920, height = 1080;
constexpr std::int64_t frame_us = 16'000;
constexpr int samples_of_a_stroke = 200;

// Remembers where the last frame changed.
class WatchedDisplay final : public ui::Display {
public:
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return m_memory.width_mm(); }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override {
        m_memory.present(frame, dirty);
        m_changed = dirty.front();
        for (const ui::PixelRect& area : dirty) {
            m_changed = {std::min(m_changed.left, area.left), std::min(m_changed.top, area.top), std::max(m_changed.right, area.right),
                         std::max(m_changed.bottom, area.bottom)};
        }
    }
    const ui::PixelRect& changed() const { return m_changed; }

private:
    ui::MemoryDisplay m_memory{::width, ::height};
    ui::PixelRect m_changed{};
};

// One screen, come to rest, and its loop.
class Stage {
public:
    Stage(const screens::Languages& languages, app::Screen screen)
        : m_screen(std::move(screen)), m_began_ns(bench::cpu_now_ns()), m_loop(ui::FrameLoop::create(m_display).value()) {
        m_created_ms = static_cast<double>(bench::cpu_now_ns() - m_began_ns) / 1e6;
        m_loop->prefer(screens::preferences_of(m_screen.surroundings, true), languages.of(app::Language::english));
        const long long turning = bench::cpu_now_ns();
        turn();
        m_first_ms = static_cast<double>(bench::cpu_now_ns() - turning) / 1e6;
        for (int i = 0; i < 2; ++i) turn();
        m_peer.learn_textures(*ImGui::GetDrawData());
    }

    void turn() {
        m_loop->turn(m_now_us += frame_us, {}, true, [this](ui::Kit& kit) { screens::draw(kit, m_screen); });
    }
    void redraw() {
        m_rasteriser.forget();
        m_rasteriser.draw(*ImGui::GetDrawData());
    }
    void redraw_by_peer() { m_peer.draw(*ImGui::GetDrawData()); }

    // The next sample of a long, curly stroke on the pad.
    void pen_frame() {
        if (m_sample == 0 || m_sample == samples_of_a_stroke) begin_stroke();
        const ui::Rect& pad = m_pad;
        const float t = static_cast<float>(m_sample++) / samples_of_a_stroke;
        const ui::PointerSample sample{.t_us = m_now_us, .x = pad.x + pad.width * (0.1F + 0.8F * t),
                                       .y = pad.y + pad.height * (0.4F + 0.3F * std::sin(t * 30)), .pressure = 0.5F,
                                       .tool = ui::Tool::pen, .contact = true};
        const ui::InputEvent event = sample;
        m_loop->turn(m_now_us += frame_us, {&event, 1}, false, [this](ui::Kit& kit) {
            const auto intent = screens::draw(kit, m_screen);
            if (!intent || !std::holds_alternative<app::DrawInk>(*intent)) return;
            const auto& drawn = std::get<app::DrawInk>(*intent).samples;
            auto ink = std::make_shared<app::Ink>(*m_ink);
            ink->strokes.back().insert(ink->strokes.back().end(), drawn.begin(), drawn.end());
            show(std::move(ink));
        });
    }
    double created_ms() const { return m_created_ms; }
    double first_ms() const { return m_first_ms; }

    void pen_frame_by_peer() { m_peer.draw(*ImGui::GetDrawData(), m_display.changed()); }

private:
    void show(std::shared_ptr<const app::Ink> ink) {
        m_ink = ink;
        std::get<app::SignScreen>(m_screen.content).ink = std::move(ink);
    }
    void begin_stroke() {
        m_sample = 0;
        m_pad = m_loop->semantics().find("pad")->rect;
        auto ink = std::make_shared<app::Ink>(*sample::signature());
        ink->strokes.emplace_back();
        show(std::move(ink));
        turn();
    }

    WatchedDisplay m_display;
    app::Screen m_screen;
    long long m_began_ns;
    std::unique_ptr<ui::FrameLoop> m_loop;
    double m_created_ms = 0, m_first_ms = 0;
    ui::Rasteriser m_rasteriser{width, height};
    bench::SdlPeer m_peer{width, height};
    std::int64_t m_now_us = 0;
    ui::Rect m_pad{};
    int m_sample = 0;
    std::shared_ptr<const app::Ink> m_ink;
};

void measure(const std::string& name, const std::function<void()>& before, const std::function<void()>& work) {
    benchmark::RegisterBenchmark(name.c_str(), [before, work](benchmark::State& state) {
        for (auto _ : state) {
            before();
            const long long began = bench::cpu_now_ns();
            work();
            state.SetIterationTime(static_cast<double>(bench::cpu_now_ns() - began) / 1e9);
        }
    })->UseManualTime()->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int count, char** words) {
    bench::print_surroundings();
    const auto languages = screens::Languages::open();
    if (!languages) return 1;
    const std::vector<std::string> wanted{"attract", "review", "sign", "receipt"};
    bench::Comparison table;
    bench::Measured measured;
    // One loop at a time: Dear ImGui has one current context.
    for (const auto& [name, screen] : sample::screens()) {
        if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
        benchmark::ClearRegisteredBenchmarks();
        Stage stage(*languages, screen);
        measured["created"].push_back(stage.created_ms());
        measured["first"].push_back(stage.first_ms());
        const auto nothing = [] {};
        measure("redraw/" + name, nothing, [&] { stage.redraw(); });
        measure("sdl redraw/" + name, nothing, [&] { stage.redraw_by_peer(); });
        measure("unchanged/" + name, nothing, [&] { stage.turn(); });
        if (name == "sign") {
            measure("pen", nothing, [&] { stage.pen_frame(); });
            measure("sdl pen", [&] { stage.pen_frame(); }, [&] { stage.pen_frame_by_peer(); });
        }
        for (auto& [what, figures] : bench::run_benchmarks(words[0], {words + 1, words + count})) measured[what] = std::move(figures);
    }

    using bench::Target;
    for (const std::string& name : wanted) {
        table.add({"redraw, " + name, "ms", measured["redraw/" + name], "SDL software renderer", measured["sdl redraw/" + name],
                   Target{Target::Kind::at_most, 16}});
    }
    table.add({"pen frame, sample to display", "ms", measured["pen"], "SDL, drawing the changed part", measured["sdl pen"],
               Target{Target::Kind::at_most, 8}});
    table.add({"a turn that changes nothing, sign", "ms", measured["unchanged/sign"], "", {}, {}});
    table.add({"making a frame loop: fonts, background", "ms", measured["created"], "", {}, {}});
    table.add({"its first frame, all text shaped", "ms", measured["first"], "", {}, {}});
    table.print("Frames, 1920 x 1080");
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "emulator/dock_view.h"
#include "emulator/panel_bench.h"
#include "emulator/panel_line.h"

#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/scripted_input.h"

#include <gmock/gmock.h>

namespace {

using namespace emulator;
using Kind = DockCommand::Kind;

class PanelDisplay final : public ui::Display {
public:
    explicit PanelDisplay(int height) : m_memory(static_cast<int>(static_cast<float>(height) * dock_width_units / dock_height_units), height) {}
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return 150; }
    float scale() const override { return static_cast<float>(height()) / dock_height_units; }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override { m_memory.present(frame, dirty); }

private:
    ui::MemoryDisplay m_memory;
};

class Shown {
public:
    explicit Shown(DockState state, int height = 1080) : m_display(height), m_state(std::move(state)) {
        auto loop = ui::FrameLoop::create(m_display);
        EXPECT_TRUE(loop);
        m_loop = std::move(loop).value();
        ui::Preferences preferences = dock_preferences();
        preferences.is_reduced_motion = true;
        m_loop->prefer(preferences, m_english);
        look();
    }
    std::optional<DockCommand> tap(const std::string& id) {
        const ui::SemanticNode* node = semantics().find(id);
        if (node == nullptr) return std::nullopt;
        m_input.tap(node->rect.center());
        return look();
    }
    const ui::Semantics& semantics() const { return m_loop->semantics(); }

private:
    std::optional<DockCommand> look() {
        std::optional<DockCommand> answer;
        m_loop->turn(m_now_us += 16'000, m_input.collect(0), true, [&](ui::Kit& kit) {
            if (auto command = draw_dock(kit, m_state)) answer = std::move(command);
        });
        return answer;
    }

    PanelDisplay m_display;
    DockState m_state;
    ui::Catalogue m_english;
    ui::ScriptedInput m_input;
    std::unique_ptr<ui::FrameLoop> m_loop;
    std::int64_t m_now_us = 0;
};

DockState running() {
    DockState state;
    state.time = "22 Nov 2026, 10:42";
    state.is_ready = state.is_network_on = state.is_power_on = true;
    state.appointment_code = "482913";
    state.signing_code = "736251";
    state.results = "/home/somebody/inkseal/out/desk/platform/results";
    for (int i = 0; i < 9; ++i) state.log.push_back({"10:42:0" + std::to_string(i), "the courier sent log and parcel; the platform stored, cosigned, time-stamped, receipted"});
    return state;
}

DockState at_its_worst() {
    DockState state = running();
    state.is_clock_moved = true;
    state.waiting = 12;
    state.finished = 27;
    state.trouble = DockTrouble{"Not now: the kiosk is not at its first screen, in English.",
                                "It begins at the first screen: finish there, or switch the power off and on."};
    return state;
}

TEST(Dock, SaysWhatItsButtonsMean) {
    Shown dock(running());
    EXPECT_EQ(dock.tap("network"), (DockCommand{.kind = Kind::network, .is_on = false}));
    EXPECT_EQ(dock.tap("power"), (DockCommand{.kind = Kind::power, .is_on = false}));
    EXPECT_EQ(dock.tap("pen"), DockCommand{.kind = Kind::pen});
    EXPECT_EQ(dock.tap("ceremony"), DockCommand{.kind = Kind::ceremony});
    EXPECT_EQ(dock.tap("order"), DockCommand{.kind = Kind::order});
    EXPECT_EQ(dock.tap("scan"), DockCommand{.kind = Kind::scan});
    EXPECT_EQ(dock.tap("disk"), (DockCommand{.kind = Kind::disk, .is_on = true}));
    EXPECT_EQ(dock.tap("token"), (DockCommand{.kind = Kind::token, .is_on = true}));
    EXPECT_EQ(dock.tap("chip.boot"), DockCommand{.kind = Kind::changed_boot});
    EXPECT_EQ(dock.tap("chip.lockout"), DockCommand{.kind = Kind::lockout});
    EXPECT_EQ(dock.tap("profile"), DockCommand{.kind = Kind::profile});
    EXPECT_EQ(dock.tap("clock.day"), (DockCommand{.kind = Kind::clock, .by_ms = 86'400'000}));
    EXPECT_EQ(dock.tap("clock.back"), (DockCommand{.kind = Kind::clock, .by_ms = -3'600'000}));
}

TEST(Dock, CanCutThePowerWhileItIsBusyAndNothingElseThatTakesTime) {
    DockState state = running();
    state.doing = "Playing";
    Shown dock(state);
    EXPECT_EQ(dock.tap("ceremony"), std::nullopt);
    EXPECT_EQ(dock.tap("order"), std::nullopt);
    EXPECT_EQ(dock.tap("power"), (DockCommand{.kind = Kind::power, .is_on = false}));
    EXPECT_EQ(dock.tap("network"), (DockCommand{.kind = Kind::network, .is_on = false}));
}

TEST(Dock, HasNoFlawsOfLayout) {
    DockState dark = running();
    dark.is_power_on = dark.is_network_on = false;
    DockState beginning;
    beginning.doing = "Sending a work order";
    for (const DockState& state : {running(), at_its_worst(), dark, beginning}) {
        for (const int height : {640, 800, 1080}) {
            const Shown dock(state, height);
            EXPECT_THAT(ui::lint(dock.semantics()), testing::IsEmpty()) << height << (state.trouble ? " with trouble" : "");
        }
    }
}

TEST(Dock, UnderstandsTheLinesItLists) {
    EXPECT_EQ(parse_command("network off"), (DockCommand{.kind = Kind::network, .is_on = false}));
    EXPECT_EQ(parse_command("power on"), (DockCommand{.kind = Kind::power, .is_on = true}));
    EXPECT_EQ(parse_command("clock -2d"), (DockCommand{.kind = Kind::clock, .by_ms = -172'800'000}));
    EXPECT_EQ(parse_command("clock now"), DockCommand{.kind = Kind::clock});
    EXPECT_EQ(parse_command("order forms/a b.pdf"), (DockCommand{.kind = Kind::order, .document = "forms/a b.pdf"}));
    EXPECT_EQ(parse_command("profile a b.toml"), (DockCommand{.kind = Kind::profile, .document = "a b.toml"}));
    EXPECT_EQ(parse_command("profile try a b.toml"), (DockCommand{.kind = Kind::try_profile, .document = "a b.toml"}));
    EXPECT_EQ(parse_command("profile rehearse a.toml"), (DockCommand{.kind = Kind::rehearse, .document = "a.toml"}));
    EXPECT_EQ(parse_command("scan code"), DockCommand{.kind = Kind::scan});
    EXPECT_EQ(parse_command("pcr tamper"), DockCommand{.kind = Kind::changed_boot});
    EXPECT_EQ(parse_command("tpm lockout"), DockCommand{.kind = Kind::lockout});
    EXPECT_EQ(parse_command("disk full"), (DockCommand{.kind = Kind::disk, .is_on = true}));
    EXPECT_EQ(parse_command("disk free"), DockCommand{.kind = Kind::disk});
    EXPECT_EQ(parse_command("token in"), (DockCommand{.kind = Kind::token, .is_on = true}));
    EXPECT_EQ(parse_command("token out"), DockCommand{.kind = Kind::token});
    EXPECT_EQ(parse_command("profile"), DockCommand{.kind = Kind::profile});
    EXPECT_EQ(parse_command("profile my clinic.toml"), (DockCommand{.kind = Kind::profile, .document = "my clinic.toml"}));
    EXPECT_EQ(parse_command("pcr"), std::nullopt);
    EXPECT_EQ(parse_command("clock tomorrow"), std::nullopt);
    EXPECT_EQ(parse_command("clock +9999999999999999999d"), std::nullopt);
    EXPECT_EQ(parse_command("netwrok on"), std::nullopt);
}

TEST(PanelLine, CarriesEveryTouchUnchanged) {
    const auto line = make_panel_line();
    ASSERT_TRUE(line);
    const ui::PointerSample sample{.t_us = 123'456'789, .x = 12.25F, .y = 700.5F, .pressure = 0.625F, .tilt_x = 31, .tilt_y = -12, .tool = ui::Tool::pen, .contact = true};
    send_input(line->bench.number(), sample);
    send_input(line->bench.number(), ui::KeyPress{ui::Key::back});
    send_input(line->bench.number(), ui::TypedText{"ñ"});
    send_input(line->bench.number(), ui::WheelTurn{{3, 4}, -2});
    const std::vector<ui::InputEvent> events = receive_input(line->kiosk.number());
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(std::get<ui::PointerSample>(events[0]), sample);
    EXPECT_EQ(std::get<ui::KeyPress>(events[1]).key, ui::Key::back);
    EXPECT_EQ(std::get<ui::TypedText>(events[2]).text, "ñ");
    EXPECT_EQ(std::get<ui::WheelTurn>(events[3]).steps, -2);
}

TEST(PanelLine, TellsAKioskThatTheBenchIsGone) {
    auto line = make_panel_line();
    ASSERT_TRUE(line);
    line->bench.reset();
    const std::vector<ui::InputEvent> events = receive_input(line->kiosk.number());
    ASSERT_EQ(events.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<ui::CloseRequest>(events[0]));
}

TEST(PanelBench, GoesDarkWhenTheKioskLosesItsPower) {
    const auto panel = PanelBench::create(64, 32);
    ASSERT_TRUE(panel);
    auto kiosk = (*panel)->connect();
    ASSERT_TRUE(kiosk);
    const auto device = SharedPixels::open(host::Descriptor(dup((*panel)->pixels_descriptor())), 64, 32);
    ASSERT_TRUE(device);
    device->pixels()[5] = 0xffffffffU;
    const ui::PixelRect dirty{5, 0, 6, 1};
    ASSERT_TRUE(send_damage(kiosk->number(), {&dirty, 1}));
    EXPECT_THAT((*panel)->take_damage(), testing::ElementsAre(dirty));
    EXPECT_TRUE((*panel)->is_lit());
    EXPECT_EQ((*panel)->pixels()[5], 0xffffffffU);
    kiosk->reset();
    EXPECT_THAT((*panel)->take_damage(), testing::ElementsAre(ui::PixelRect{0, 0, 64, 32}));
    EXPECT_FALSE((*panel)->is_lit());
    EXPECT_NE((*panel)->pixels()[5], 0xffffffffU);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// The loop's heart: events in, a screen built, changed tiles rasterised and shown.
// Nothing is drawn when nothing happened: an idle kiosk shows no frames.
#pragma once

#include "ui/display.h"
#include "ui/input.h"
#include "ui/kit.h"
#include "ui/rasteriser.h"

#include <functional>
#include <memory>
#include <span>

struct ImGuiContext;

namespace ui {

class FrameLoop {
public:
    // Builds the screen with the kit; acts on what the widgets answer. May be called
    // several times a turn, and must then describe what is true by then.
    using Build = std::function<void(Kit&)>;

    // The display must live longer. Faults: font_missing.
    static base::Result<std::unique_ptr<FrameLoop>> create(Display& display,
                                                           const std::vector<std::string>& font_directories = Fonts::usual_directories());
    ~FrameLoop();
    FrameLoop(const FrameLoop&) = delete;
    FrameLoop& operator=(const FrameLoop&) = delete;

    struct Turn {
        bool is_shown = false;     // a frame reached the display
        bool wants_more = false;   // something moves: call again in 16 ms
    };
    // `is_changed`: what `build` shows differs from the last turn (a timer ran, a
    // message came). With no events, no change and nothing moving this does nothing.
    Turn turn(std::int64_t now_us, std::span<const InputEvent> events, bool is_changed, const Build& build);

    // From the next frame on. The catalogue is borrowed.
    void prefer(const Preferences& preferences, const Catalogue& catalogue);

    // The door between two people: wipes the text and its pixels, the frame, pages, and all
    // that widgets remember. The next turn draws everything anew.
    void forget_person();

    // Builds and reads the screen without drawing it: what semantics() would be.
    const Semantics& read(const Build& build);

    const Semantics& semantics() const { return m_semantics; }
    // The id that the keypad's focus is on; empty when it is not shown.
    std::string focused() const { return m_kit.shows_focus() ? m_kit.focus() : std::string(); }
    FrameView frame() const;
    std::uint64_t frames_shown() const { return m_frames_shown; }

private:
    FrameLoop(Display& display, Fonts fonts);
    void pass(std::int64_t now_us, std::span<const InputEvent> events, const Build& build);
    void take_events(std::span<const InputEvent> events);
    void take_pointer(const PointerSample& sample);
    void take_key(Key key);
    void paint(Element& element, Painter& painter);
    void paint_focus(Painter& painter, const Element& element);
    Element& build_tree(std::int64_t now_us, float seconds, const Build& build);
    void remember(const Element& element);
    void read_meaning(Element& root);
    void read_meaning(Element& element, const Rect& view, int depth, std::size_t parent);
    void move_focus(Key key);
    void reveal_focus();
    void start_over_atlas();

    Display& m_display;
    Fonts m_fonts;
    Atlas m_atlas;
    TextEngine m_text;
    Icons m_icons;
    Shadows m_shadows;
    Pictures m_pictures;
    Kit m_kit;
    Rasteriser m_rasteriser;
    ImGuiContext* m_imgui;
    Texture m_background;
    Contrast m_background_contrast = Contrast::light;
    Preferences m_preferences;
    const Catalogue* m_catalogue;
    Catalogue m_english;
    Semantics m_semantics;
    std::int64_t m_last_us = 0;
    std::uint64_t m_frames_shown = 0;
    bool m_is_first = true, m_was_moving = false, m_is_atlas_full = false;
    bool m_needs_pass = false;  // what a person touches looks different now

    // The pointer, as ImGui is to see it in the next pass.
    Point m_pointer{-1e6F, -1e6F};
    bool m_is_contact = false, m_leaves_after = false;
    std::string m_pad;      // box that gets the raw samples of this contact
    std::string m_dragged;  // box that scrolls with this contact
    bool m_is_dragging = false;
    Point m_contact_at;
};

}  // namespace ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/frame.h"

#include "appliance/base/secret.h"
#include "ui/clean_text.h"
#include "ui/mist.h"

#include <imgui.h>

namespace ui {
namespace {

constexpr int atlas_width = 4096, atlas_height = 2048;

bool is_edge(const InputEvent& event, bool& is_contact) {
    const auto* sample = std::get_if<PointerSample>(&event);
    if (sample == nullptr || sample->contact == is_contact) return false;
    is_contact = sample->contact;
    return true;
}

}  // namespace

base::Result<std::unique_ptr<FrameLoop>> FrameLoop::create(Display& display, const std::vector<std::string>& font_directories) {
    Fonts fonts = TRY(Fonts::open(font_directories));
    return std::unique_ptr<FrameLoop>(new FrameLoop(display, std::move(fonts)));
}

FrameLoop::FrameLoop(Display& display, Fonts fonts)
    : m_display(display), m_fonts(std::move(fonts)), m_atlas(atlas_width, atlas_height), m_text(m_fonts, m_atlas), m_icons(m_atlas),
      m_shadows(m_atlas),
      m_kit(m_text, m_pictures, {static_cast<float>(display.width()), static_cast<float>(display.height())}, display.scale(),
            static_cast<float>(display.width()) / display.width_mm()),
      m_rasteriser(display.width(), display.height()), m_imgui(ImGui::CreateContext()),
      m_background(make_background(display.width(), display.height(), Contrast::light)), m_catalogue(&m_english) {
    ImGui::SetCurrentContext(m_imgui);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.DisplaySize = {static_cast<float>(display.width()), static_cast<float>(display.height())};
    // ImGui wants a font; what it draws with it is its white texel, which we keep in our own atlas.
    io.Fonts->Flags |= ImFontAtlasFlags_NoBakedLines | ImFontAtlasFlags_NoMouseCursors;
    io.Fonts->Build();
    io.Fonts->TexUvWhitePixel = {m_atlas.white().x, m_atlas.white().y};
    io.Fonts->SetTexID(&m_atlas.texture());
    ImGuiStyle& style = ImGui::GetStyle();
    style.AntiAliasedLinesUseTex = false;
    style.CircleTessellationMaxError = 0.08F;
    style.WindowPadding = {0, 0};
    style.WindowBorderSize = 0;
    style.WindowRounding = 0;
    m_background.version = 1;
}

FrameLoop::~FrameLoop() { ImGui::DestroyContext(m_imgui); }

FrameView FrameLoop::frame() const { return {m_rasteriser.pixels(), m_rasteriser.width(), m_rasteriser.height()}; }

void FrameLoop::prefer(const Preferences& preferences, const Catalogue& catalogue) {
    m_preferences = preferences;
    m_catalogue = &catalogue;
    if (preferences.contrast != m_background_contrast) {
        const std::uint64_t version = m_background.version;
        m_background = make_background(m_display.width(), m_display.height(), preferences.contrast);
        m_background.version = version + 1;
        m_background_contrast = preferences.contrast;
    }
}

FrameLoop::Turn FrameLoop::turn(std::int64_t now_us, std::span<const InputEvent> events, bool is_changed, const Build& build) {
    if (!m_is_first && events.empty() && !is_changed && !m_was_moving) return {};
    ImGui::SetCurrentContext(m_imgui);
    if (m_is_first) pass(now_us, {}, build);  // so that the first event meets widgets
    m_is_first = false;
    // ImGui, and a signature pad, want at most one touch or lift in a frame.
    bool is_contact = m_is_contact;
    std::size_t from = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (is_edge(events[i], is_contact) || i + 1 == events.size()) {
            pass(now_us, events.subspan(from, i + 1 - from), build);
            from = i + 1;
        }
    }
    if (events.empty()) pass(now_us, {}, build);
    // Let presses and their consequences settle, so that what is shown is how things stand.
    for (int i = 0; i < 64 && (m_needs_pass || m_kit.was_acted_on() || !m_kit.happenings().pressed.empty() || m_is_atlas_full); ++i) {
        if (m_is_atlas_full) start_over_atlas();
        pass(now_us, {}, build);
    }
    m_was_moving = m_kit.is_moving() || m_needs_pass || !m_kit.happenings().pressed.empty();
    m_pictures.drop_unused();
    const std::vector<PixelRect> dirty = m_rasteriser.draw(*ImGui::GetDrawData());
    if (!dirty.empty()) {
        m_display.present(frame(), dirty);
        ++m_frames_shown;
    }
    return {!dirty.empty(), m_was_moving};
}

void FrameLoop::pass(std::int64_t now_us, std::span<const InputEvent> events, const Build& build) {
    // After a rest the clock has run on, but nothing has moved meanwhile.
    const float elapsed = static_cast<float>(now_us - m_last_us) * 1e-6F;
    const float seconds = m_was_moving ? std::clamp(elapsed, 0.0F, 0.05F) : std::min(elapsed, 1.0F / 60);
    m_last_us = now_us;
    m_needs_pass = m_is_atlas_full = false;
    if (m_leaves_after) m_pointer = {-1e6F, -1e6F};
    m_leaves_after = false;
    take_events(events);

    ImGuiIO& io = ImGui::GetIO();
    io.DeltaTime = std::max(seconds, 1e-4F);
    io.MousePos = {m_pointer.x, m_pointer.y};
    io.MouseDown[0] = m_is_contact && m_pad.empty() && !m_is_dragging;
    ImGui::NewFrame();
    Element& root = build_tree(now_us, std::max(seconds, 0.0F), build);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(io.DisplaySize);
    ImGui::Begin("screen", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    Painter painter(*ImGui::GetWindowDrawList(), m_atlas, m_text, m_icons, m_shadows, palette_of(m_preferences.contrast),
                    m_preferences.contrast, m_kit.scale());
    painter.image(m_background, root.rect);
    paint(root, painter);
    ImGui::End();
    ImGui::Render();
    m_is_atlas_full = painter.is_atlas_full();

    read_meaning(root);
}

Element& FrameLoop::build_tree(std::int64_t now_us, float seconds, const Build& build) {
    m_kit.begin_frame(now_us, seconds, m_preferences, *m_catalogue);
    build(m_kit);
    for (Element& element : m_kit.elements()) {
        if (element.box.scrolls && !element.id.empty()) element.scroll_offset = m_kit.memory(element.id).scroll_offset;
    }
    Element& root = m_kit.finish_frame();
    for (const Element& element : m_kit.elements()) remember(element);
    return root;
}

const Semantics& FrameLoop::read(const Build& build) {
    read_meaning(build_tree(m_last_us, 0, build));
    m_was_moving = true;  // what is on the display is not this
    return m_semantics;
}

void FrameLoop::paint(Element& element, Painter& painter) {
    const bool is_scrolled_away = element.scroll != nullptr && element.rect.overlap(element.scroll->rect).is_empty();
    if (element.is_dropped || is_scrolled_away) return;
    ImDrawList& list = painter.list();
    const int first_vertex = list.VtxBuffer.Size;
    if (element.is_target && element.layer == m_kit.top_layer() && !element.rect.is_empty()) {
        Memory& memory = m_kit.memory(element.id);
        ImGui::SetCursorScreenPos({element.rect.x, element.rect.y});
        if (ImGui::InvisibleButton(element.id.c_str(), {element.rect.width, element.rect.height})) {
            m_kit.happenings().pressed.insert(element.id);
            m_kit.set_focus(element.id, false);
        }
        const bool is_hovered = ImGui::IsItemHovered(), is_down = ImGui::IsItemActive() && is_hovered;
        if (is_down && !memory.is_down) memory.down_since_us = m_last_us;
        m_needs_pass |= is_hovered != memory.is_hovered || is_down != memory.is_down;
        memory.is_hovered = is_hovered;
        memory.is_down = is_down;
    }
    if (element.paint) element.paint(painter, element);
    if (element.clips) {
        const float reach = painter.px(space::section);  // shadows may reach out sideways
        ImGui::PushClipRect({element.rect.x - reach, element.rect.y}, {element.rect.right() + reach, element.rect.bottom()}, true);
    }
    for (Node* child : element.children) paint(static_cast<Element&>(*child), painter);
    if (element.clips) ImGui::PopClipRect();
    if (element.paint_over) element.paint_over(painter, element);
    if (element.press_scale != 1) {
        const Point center = element.rect.center();
        for (int i = first_vertex; i < list.VtxBuffer.Size; ++i) {
            ImVec2& at = list.VtxBuffer[i].pos;
            at = {center.x + (at.x - center.x) * element.press_scale, center.y + (at.y - center.y) * element.press_scale};
        }
    }
    if (!element.id.empty() && m_kit.is_focused(element.id)) paint_focus(painter, element);
}

void FrameLoop::paint_focus(Painter& painter, const Element& element) {
    const float gap = painter.px(5), width = std::max(2.0F, std::round(painter.px(4)));
    painter.outline(element.rect.inset(-gap - width), painter.palette().focus, width, element.corner + gap + width / 2);
}

void FrameLoop::remember(const Element& element) {
    if (element.id.empty() || element.is_dropped) return;
    Memory& memory = m_kit.memory(element.id);
    memory.rect = element.scroll != nullptr ? element.rect.overlap(element.scroll->rect) : element.rect;
    if (!element.box.scrolls) return;
    memory.scroll_offset = element.scroll_offset;
    memory.view_height = element.rect.height;
    memory.scroll_range = std::max(0.0F, element.content_height - element.rect.height);
}

void FrameLoop::read_meaning(Element& root) {
    m_semantics = {root.rect, m_kit.scale(), {}};
    read_meaning(root, root.rect, 0, SIZE_MAX);
}

void FrameLoop::read_meaning(Element& element, const Rect& view, int depth, std::size_t parent) {
    if (element.is_dropped) return;
    const bool is_on_top = element.layer == m_kit.top_layer();
    std::size_t self = parent;
    if (element.meaning && is_on_top) {
        SemanticNode node;
        node.meaning = *element.meaning;
        if (node.meaning.id.empty()) node.meaning.id = element.id;
        for (std::string* text : {&node.meaning.name, &node.meaning.value, &node.meaning.hint}) *text = without_isolates(*text);
        node.rect = element.rect.overlap(view);
        node.depth = depth++;
        node.is_target = element.is_target;
        node.is_in_view = node.rect.width >= element.rect.width - 1 && node.rect.height >= element.rect.height - 1;
        if (element.scroll != nullptr) node.rise = std::max(0.0F, element.scroll->content_height - element.scroll->rect.height - element.scroll->scroll_offset);
        if (element.scroll == nullptr) {
            node.rect = element.rect;
            node.is_in_view = true;
        }
        self = m_semantics.nodes.size();
        m_semantics.nodes.push_back(std::move(node));
    }
    if (element.is_text && self != SIZE_MAX) {
        const Size wanted = natural_size(element, element.rect.width);
        m_semantics.nodes[self].is_squeezed |= wanted.height > element.rect.height + 1 || wanted.width > element.rect.width + 1;
    }
    const Rect inner = element.box.scrolls ? element.rect.overlap(view) : view;
    for (Node* child : element.children) read_meaning(static_cast<Element&>(*child), inner, depth, self);
}

void FrameLoop::start_over_atlas() {
    m_atlas.wipe();
    m_text.wipe();
    m_icons.forget();
    m_shadows.forget();
}

void FrameLoop::forget_person() {
    start_over_atlas();
    m_pictures.wipe();
    m_kit.forget();
    m_rasteriser.wipe();
    m_semantics = {};
    m_pad.clear();
    m_dragged.clear();
    m_is_dragging = false;
    // ImGui's copy of the vertices holds the shape of a signature.
    ImGui::SetCurrentContext(m_imgui);
    if (ImDrawData* data = ImGui::GetDrawData()) {
        for (int i = 0; i < data->CmdListsCount; ++i) {
            ImVector<ImDrawVert>& vertices = data->CmdLists[i]->VtxBuffer;
            base::wipe(vertices.Data, static_cast<std::size_t>(vertices.size_in_bytes()));
        }
    }
    m_is_first = true;
}

}  // namespace ui

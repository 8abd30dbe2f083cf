// SPDX-License-Identifier: Apache-2.0
#include "ui/text.h"

#include "appliance/base/secret.h"

#include <pango/pangocairo.h>

#include <cstring>

namespace ui {
namespace {

struct Release {
    void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
    void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <typename T>
using Owned = std::unique_ptr<T, Release>;

const char* family_name(Family family) {
    switch (family) {
        case Family::text: return "Inter, Noto Sans Arabic, Noto Sans Devanagari, Noto Sans CJK SC, Noto Sans Hebrew, Noto Sans";
        case Family::display: return "Inter Display, Noto Sans Arabic, Noto Sans Devanagari, Noto Sans CJK SC, Noto Sans Hebrew, Noto Sans";
        case Family::mono: return family_name(Family::text);
        case Family::script: return "Dancing Script, Inter";
    }
    return "Inter";
}

Owned<PangoFontDescription> describe(const TextStyle& style) {
    Owned<PangoFontDescription> description(pango_font_description_new());
    pango_font_description_set_family(description.get(), family_name(style.family));
    pango_font_description_set_weight(description.get(), static_cast<PangoWeight>(style.weight));
    pango_font_description_set_absolute_size(description.get(), static_cast<double>(style.size) * PANGO_SCALE);
    return description;
}

// Arabic and Devanagari join their letters: spacing them apart would cut words up.
bool has_joined_letters(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if ((lead >= 0xD8 && lead <= 0xDD) || (lead == 0xE0 && static_cast<unsigned char>(text[i + 1]) >= 0xA4)) return true;
    }
    return false;
}

Owned<PangoAttrList> attributes(const TextRequest& request) {
    Owned<PangoAttrList> list(pango_attr_list_new());
    if (request.style.tracking != 0 && !has_joined_letters(request.text)) {
        const float spacing = request.style.tracking * request.style.size * PANGO_SCALE;
        pango_attr_list_insert(list.get(), pango_attr_letter_spacing_new(static_cast<int>(spacing)));
    }
    // Codes are read aloud and copied by hand: slashed zero, I and l that cannot be confused.
    const char* features = request.style.family == Family::mono ? "tnum=1, zero=1, cv05=1, cv08=1, ss03=1"
                           : request.style.is_tabular           ? "cv11=1, ss03=1, tnum=1"
                                                                : "cv11=1, ss03=1";
    pango_attr_list_insert(list.get(), pango_attr_font_features_new(features));
    // Absolute, because a fallback font for another script may be half as tall again.
    const float line_height = request.style.line_height * request.style.size * PANGO_SCALE;
    pango_attr_list_insert(list.get(), pango_attr_line_height_new_absolute(static_cast<int>(line_height)));
    return list;
}

// With its own direction finding switched off, Pango takes an alignment as physical.
PangoAlignment physical_alignment(const TextRequest& request) {
    if (request.align == Align::center) return PANGO_ALIGN_CENTER;
    const bool is_at_right = (request.align == Align::end) != (request.direction == Direction::right_to_left);
    return is_at_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

}  // namespace

void TextEngine::Unref::operator()(PangoContext* context) const { g_object_unref(context); }
void TextEngine::Unref::operator()(PangoLayout* layout) const { g_object_unref(layout); }

TextEngine::TextEngine(const Fonts& fonts, Atlas& atlas)
    : m_atlas(atlas), m_context(pango_font_map_create_context(fonts.map())) {
    const Owned<cairo_font_options_t> options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(m_context.get(), options.get());
    pango_context_set_round_glyph_positions(m_context.get(), FALSE);
}

TextEngine::~TextEngine() { wipe(); }

void TextEngine::use_language(const std::string& tag) {
    PangoLanguage* language = pango_language_from_string(tag.c_str());
    if (language == pango_context_get_language(m_context.get())) return;
    pango_context_set_language(m_context.get(), language);
    // Blocks stay valid where the language does not change their form; those few that
    // it does change are worth starting over for.
    wipe();
}

std::string TextEngine::key_of(const TextRequest& request) {
    const TextStyle& style = request.style;
    const float numbers[] = {style.size, style.tracking, style.line_height, std::round(request.width)};
    std::string key(sizeof numbers + 8, '\0');
    std::memcpy(key.data(), numbers, sizeof numbers);
    char* flags = key.data() + sizeof numbers;
    flags[0] = static_cast<char>(style.family);
    flags[1] = static_cast<char>(style.weight / 10);
    flags[2] = static_cast<char>(style.is_tabular);
    flags[3] = static_cast<char>(request.align);
    flags[4] = static_cast<char>(request.direction);
    flags[5] = static_cast<char>(request.lines_max);
    return key.append(request.text);
}

TextEngine::Layout TextEngine::lay_out(const TextRequest& request, Breaks breaks) {
    const bool is_rtl = request.direction == Direction::right_to_left;
    pango_context_set_base_dir(m_context.get(), is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    Layout layout(pango_layout_new(m_context.get()));
    const Owned<PangoFontDescription> description = describe(request.style);
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_text(layout.get(), request.text.data(), static_cast<int>(request.text.size()));
    const Owned<PangoAttrList> list = attributes(request);
    pango_layout_set_attributes(layout.get(), list.get());
    if (request.width > 0) {
        pango_layout_set_width(layout.get(), static_cast<int>(std::round(request.width)) * PANGO_SCALE);
        pango_layout_set_wrap(layout.get(), breaks == Breaks::between_words ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
    }
    if (request.lines_max > 0) {
        pango_layout_set_height(layout.get(), -request.lines_max);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    }
    // Pango would take the first letter's direction even from inside an isolate (UAX #9
    // says to skip it): the interface's direction is the paragraph's.
    pango_layout_set_auto_dir(layout.get(), FALSE);
    pango_layout_set_alignment(layout.get(), physical_alignment(request));
    return layout;
}

TextEngine::Entry& TextEngine::entry(const TextRequest& request) {
    const auto [at, is_new] = m_entries.try_emplace(key_of(request));
    if (is_new) {
        const Layout layout = lay_out(request);
        PangoRectangle logical{};
        pango_layout_get_extents(layout.get(), nullptr, &logical);
        // One pixel of mercy, so that text laid out again in its own width breaks the same.
        at->second.block.size = {std::ceil(static_cast<float>(logical.width) / PANGO_SCALE) + 1,
                                 std::ceil(static_cast<float>(logical.height) / PANGO_SCALE)};
    }
    return at->second;
}

Size TextEngine::measure(const TextRequest& request) { return entry(request).block.size; }

float TextEngine::widest_word(const TextRequest& request) {
    TextRequest narrow = request;
    narrow.width = 1;
    const auto [at, is_new] = m_widest_words.try_emplace(key_of(narrow));
    if (is_new) {
        const Layout layout = lay_out(narrow, Breaks::between_words);
        PangoRectangle logical{};
        pango_layout_get_extents(layout.get(), nullptr, &logical);
        at->second = std::ceil(static_cast<float>(logical.width) / PANGO_SCALE) + 1;
    }
    return at->second;
}

const TextBlock* TextEngine::block(const TextRequest& request) {
    Entry& found = entry(request);
    if (!found.is_drawn && !rasterise(request, found)) return nullptr;
    return &found.block;
}

bool TextEngine::rasterise(const TextRequest& request, Entry& entry) {
    const Layout layout = lay_out(request);
    PangoRectangle ink{}, logical{};
    pango_layout_get_pixel_extents(layout.get(), &ink, &logical);
    if (ink.width > 0 && ink.height > 0) {
        const int margin = 2, width = ink.width + 2 * margin, height = ink.height + 2 * margin;
        const auto place = m_atlas.allocate(width, height);
        if (!place) return false;
        const Owned<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_A8, width, height));
        const Owned<cairo_t> cairo(cairo_create(surface.get()));
        cairo_set_antialias(cairo.get(), CAIRO_ANTIALIAS_BEST);
        cairo_set_tolerance(cairo.get(), 0.05);
        cairo_translate(cairo.get(), margin - ink.x, margin - ink.y);
        // Showing glyphs would snap each to a whole pixel; their outlines stay where they are.
        pango_cairo_layout_path(cairo.get(), layout.get());
        cairo_fill(cairo.get());
        cairo_surface_flush(surface.get());
        unsigned char* pixels = cairo_image_surface_get_data(surface.get());
        const int stride = cairo_image_surface_get_stride(surface.get());
        for (int y = 0; y < height; ++y) {
            std::memcpy(m_atlas.texture().row(place->top + y) + place->left, pixels + y * stride,
                        static_cast<std::size_t>(width));
        }
        base::wipe(pixels, static_cast<std::size_t>(stride) * static_cast<std::size_t>(height));
        entry.block.place = place;
        // With a width, Pango measures from the box's left edge; without, from the text's.
        const int origin = request.width > 0 ? 0 : logical.x;
        entry.block.ink = {static_cast<float>(ink.x - margin - origin), static_cast<float>(ink.y - margin - logical.y)};
    }
    entry.is_drawn = true;
    return true;
}

void TextEngine::wipe() {
    while (!m_entries.empty()) {
        auto node = m_entries.extract(m_entries.begin());
        base::wipe(node.key().data(), node.key().size());
    }
    while (!m_widest_words.empty()) {
        auto node = m_widest_words.extract(m_widest_words.begin());
        base::wipe(node.key().data(), node.key().size());
    }
}

}  // namespace ui

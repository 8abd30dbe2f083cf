// SPDX-License-Identifier: Apache-2.0
#include "ui/theme.h"

namespace ui {

const Palette& palette_of(Contrast contrast) {
    static constexpr Palette light{
        .ink = rgb(0x0F1F2E), .text = rgb(0x445469), .muted = rgb(0x64748A), .card = rgb(0xFFFFFF),
        .card_edge = rgb(0xE3E9ED), .well = rgb(0xF0F3F4), .track = with_alpha(rgb(0x0F2A33), 0.075F),
        .line = rgb(0xE2E8EC), .primary = rgb(0x0F3D46), .primary_over = rgb(0x0A2F37), .on_primary = rgb(0xFFFFFF),
        .accent = rgb(0x0E7C86), .on_accent = rgb(0xFFFFFF), .tint = rgb(0xDAF0F0), .done = rgb(0x15803D),
        .done_tint = rgb(0xDEF4E5), .sign_here = rgb(0xF59E0B), .sign_here_tint = with_alpha(rgb(0xF59E0B), 0.18F),
        .trouble = rgb(0xB42318), .trouble_tint = rgb(0xFDECEA), .focus = rgb(0x2563EB), .pen = rgb(0x16275C),
        .shade = rgb(0x0F2A33)};
    static constexpr Palette high{
        .ink = rgb(0xFFFFFF), .text = rgb(0xFFFFFF), .muted = rgb(0xFFFFFF), .card = rgb(0x000000),
        .card_edge = rgb(0xFFFFFF), .well = rgb(0x000000), .track = rgb(0x000000), .line = rgb(0xFFFFFF),
        .primary = rgb(0xFFE600), .primary_over = rgb(0xFFFFFF), .on_primary = rgb(0x000000), .accent = rgb(0x00E5FF),
        .on_accent = rgb(0x000000), .tint = rgb(0x000000), .done = rgb(0x4ADE80), .done_tint = rgb(0x000000),
        .sign_here = rgb(0xF59E0B), .sign_here_tint = with_alpha(rgb(0xF59E0B), 0.25F), .trouble = rgb(0xFF8A80),
        .trouble_tint = rgb(0x000000), .focus = rgb(0xFF4DFF), .pen = rgb(0xFFFFFF), .shade = rgb(0x000000)};
    static constexpr Palette dark{
        .ink = rgb(0xEDF3F5), .text = rgb(0xB4C1C8), .muted = rgb(0x8496A0), .card = rgb(0x1B262E),
        .card_edge = rgb(0x2C3A44), .well = rgb(0x131C22), .track = with_alpha(rgb(0xFFFFFF), 0.10F),
        .line = rgb(0x2C3A44), .primary = rgb(0x1FA39A), .primary_over = rgb(0x188A82), .on_primary = rgb(0x041B1A),
        .accent = rgb(0x35C9BD), .on_accent = rgb(0x041B1A), .tint = rgb(0x17363B), .done = rgb(0x4ADE80),
        .done_tint = rgb(0x15352A), .sign_here = rgb(0xF59E0B), .sign_here_tint = with_alpha(rgb(0xF59E0B), 0.18F),
        .trouble = rgb(0xFF9A8F), .trouble_tint = rgb(0x3B2322), .focus = rgb(0x60A5FA), .pen = rgb(0xEDF3F5),
        .shade = rgb(0x000000)};
    switch (contrast) {
        case Contrast::light: return light;
        case Contrast::high: return high;
        case Contrast::dark: return dark;
    }
    return light;
}

namespace {

TextStyle base_style(TextRole role) {
    using enum TextRole;
    switch (role) {
        case display: return {Family::display, 100, 600, -0.028F, 1.06F, false};
        case title: return {Family::display, 58, 600, -0.026F, 1.16F, false};
        case heading: return {Family::display, 46, 600, -0.024F, 1.18F, false};
        case card_title: return {Family::display, 34, 600, -0.018F, 1.22F, false};
        case lead: return {Family::text, 30, 400, 0, 1.5F, false};
        case body: return {Family::text, 25, 400, 0, 1.45F, false};
        case strong: return {Family::text, 24, 600, 0, 1.35F, false};
        case secondary: return {Family::text, 20, 400, 0.005F, 1.5F, false};
        case caption: return {Family::text, 20, 600, 0, 1.35F, false};
        case status: return {Family::text, 18, 500, 0.005F, 1.4F, false};
        case label: return {Family::text, 24, 600, 0, 1.25F, false};
        case label_large: return {Family::text, 30, 600, 0, 1.2F, false};
        case label_huge: return {Family::text, 36, 600, 0, 1.2F, false};
        case digit: return {Family::display, 46, 600, 0, 1.2F, true};
        case mono: return {Family::mono, 24, 500, 0.03F, 1.4F, true};
        case key: return {Family::text, 30, 500, 0, 1.2F, false};
    }
    return {};
}

float growth(TextScale scale) {
    switch (scale) {
        case TextScale::normal: return 1;
        case TextScale::large: return 1.25F;
        case TextScale::largest: return 1.6F;
    }
    return 1;
}

}  // namespace

TextStyle style_of(TextRole role, TextScale scale) {
    TextStyle style = base_style(role);
    const float by = growth(scale) - 1;
    // Text of 26 units grows in full, of 60 and more by a third.
    const float share = std::clamp(1 - (style.size - 26) / 34 * 0.67F, 0.33F, 1.0F);
    style.size *= 1 + by * share;
    return style;
}

}  // namespace ui

// SPDX-License-Identifier: Apache-2.0
#include "emulator/forms/sheet.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

namespace forms {
namespace {

cairo_status_t take(void* closure, const unsigned char* data, unsigned length) {
    base::append(*static_cast<base::Bytes*>(closure), base::ByteView(data, length));
    return CAIRO_STATUS_SUCCESS;
}

void use(cairo_t* cairo, Colour colour) { cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue); }

}  // namespace

Sheet::Sheet(const std::string& title)
    : m_surface(cairo_pdf_surface_create_for_stream(&take, &m_bytes, width, height), &cairo_surface_destroy),
      m_cairo(cairo_create(m_surface.get()), &cairo_destroy) {
    cairo_pdf_surface_set_metadata(m_surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    // A fixed date: the committed file changes only when the form does.
    cairo_pdf_surface_set_metadata(m_surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-12T09:00:00Z");
}

double Sheet::text(const Style& style, const std::string& words, double x, double y, double column_width) {
    const std::unique_ptr<PangoLayout, decltype(&g_object_unref)> layout(pango_cairo_create_layout(m_cairo.get()), &g_object_unref);
    PangoContext* const context = pango_layout_get_context(layout.get());
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);  // paper has no pixels
    const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(
        pango_font_description_from_string(style.font), &pango_font_description_free);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>(column_width * PANGO_SCALE));
    pango_layout_set_text(layout.get(), words.c_str(), static_cast<int>(words.size()));
    const double size = static_cast<double>(pango_font_description_get_size(font.get())) / PANGO_SCALE;
    use(m_cairo.get(), style.colour);
    cairo_tag_begin(m_cairo.get(), style.tag, nullptr);
    double base_line = y + size;
    const int lines = pango_layout_get_line_count(layout.get());
    for (int i = 0; i < lines; ++i) {
        cairo_move_to(m_cairo.get(), x, base_line);
        pango_cairo_show_layout_line(m_cairo.get(), pango_layout_get_line_readonly(layout.get(), i));
        base_line += size * style.leading;
    }
    cairo_tag_end(m_cairo.get(), style.tag);
    return lines * size * style.leading;
}

void Sheet::rule(double x, double y, double length, double thickness, Colour colour) { box(x, y - thickness / 2, length, thickness, colour); }

void Sheet::box(double x, double y, double box_width, double box_height, Colour colour) {
    use(m_cairo.get(), colour);
    cairo_rectangle(m_cairo.get(), x, y, box_width, box_height);
    cairo_fill(m_cairo.get());
}

void Sheet::next_page() { cairo_show_page(m_cairo.get()); }

base::Bytes Sheet::finish() {
    cairo_show_page(m_cairo.get());
    cairo_surface_finish(m_surface.get());
    return std::move(m_bytes);
}

}  // namespace forms

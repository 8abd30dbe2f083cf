// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/paper_layout.h"

#include "appliance/documents/text_encoding.h"

#include <algorithm>

namespace documents {
namespace {

using base::Result;
using base::Status;

constexpr double top = paper_height - 72;
constexpr double bottom = 70;                // above the foot
constexpr double label_width = 104;
constexpr double column = paper_width - 2 * paper_margin;
constexpr double seal_height = 92, seal_width = 250;

struct Style {
    double size;
    double leading;
    const char* colour;
};
constexpr Style title_style{20, 26, paper_petrol}, subtitle_style{11, 16, paper_slate}, heading_style{12.5, 17, paper_petrol},
    label_style{8.5, 12.5, paper_slate}, text_style{9.5, 13.5, paper_ink}, small_style{7.5, 10.5, paper_slate};

class Pen {
public:
    explicit Pen(const FontBook& book) : m_book(book) { m_layout.pages.emplace_back(); }

    void space(double height) { m_y -= height; }
    // At least so much stays together on one page.
    void need(double height) {
        if (m_y - height < bottom) turn();
    }
    void rule() { page().rules.push_back({m_y}); }

    Status write(const Style& style, const std::string& words, double x, double width) {
        const std::string text = showable(m_book, words);
        std::vector<Line> lines = TRY(shape_paragraphs(m_book, text, width / style.size));
        for (Line& line : lines) {
            need(style.leading);
            m_y -= style.leading;
            const double left = line.is_right_to_left ? x + width - line.width * style.size : x;
            page().lines.push_back({std::move(line), style.size, left, m_y + (style.leading - style.size) / 2, style.colour});
        }
        return {};
    }
    // The label's base line is that of the text's first line.
    Status row(const std::string& label, const std::string& text) {
        need(2 * text_style.leading);
        const Line words = TRY(shape_line(m_book, showable(m_book, label)));
        page().lines.push_back({words, label_style.size, paper_margin, m_y - text_style.leading + (text_style.leading - text_style.size) / 2, label_style.colour});
        return write(text_style, text, paper_margin + label_width, column - label_width);
    }
    PaperLayout finish() {
        need(seal_height + 10);
        m_layout.seal = {m_layout.pages.size() - 1, {paper_margin, m_y - 10 - seal_height, paper_margin + seal_width, m_y - 10}};
        return std::move(m_layout);
    }

private:
    PaperPage& page() { return m_layout.pages.back(); }
    void turn() {
        m_layout.pages.emplace_back();
        m_y = top;
    }

    const FontBook& m_book;
    PaperLayout m_layout;
    double m_y = top;
};

// A heading stays with the three rows after it; the last one with the place for the seal.
constexpr double below_heading = 110, above_seal = 46 + seal_height;

Status put(Pen& pen, const PaperBlock& block, bool is_last) {
    switch (block.kind) {
        case PaperBlock::Kind::heading:
            pen.need(is_last ? above_seal : below_heading);
            pen.space(14);
            pen.rule();
            pen.space(5);
            TRY(pen.write(heading_style, block.text, paper_margin, column));
            pen.space(3);
            return {};
        case PaperBlock::Kind::row: return pen.row(block.label, block.text);
        case PaperBlock::Kind::text:
            TRY(pen.write(text_style, block.text, paper_margin, column));
            pen.space(3);
            return {};
        case PaperBlock::Kind::small: return pen.write(small_style, block.text, paper_margin + label_width, column - label_width);
    }
    return {};
}

}  // namespace

std::string showable(const FontBook& book, const std::string& text) {
    if (covers(book, text)) return text;
    std::string out;
    for (const char32_t one : code_points(text).value_or(U"?")) {
        std::string spelt;
        append_utf8(spelt, one);
        out += one == U'\n' || covers(book, spelt) ? spelt : "?";
    }
    return out;
}

Result<PaperLayout> lay_out(const FontBook& book, const Paper& paper) {
    Pen pen(book);
    TRY(pen.write(title_style, paper.title, paper_margin, column));
    if (!paper.subtitle.empty()) TRY(pen.write(subtitle_style, paper.subtitle, paper_margin, column));
    pen.space(8);
    for (const PaperBlock& block : paper.blocks) TRY(put(pen, block, &block == &paper.blocks.back()));
    return pen.finish();
}

}  // namespace documents

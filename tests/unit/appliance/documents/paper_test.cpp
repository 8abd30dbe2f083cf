// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/paper.h"
#include "appliance/documents/paper_layout.h"

#include <gtest/gtest.h>

namespace {

using namespace documents;
using Kind = PaperBlock::Kind;

const FontBook& fonts() {
    static const FontBook book = *FontBook::open(known_fonts("/usr/share/fonts"));
    return book;
}

Paper long_paper(std::size_t rows) {
    Paper paper{.title = "Report", .subtitle = "of rows", .foot = "harbour-otter-41", .is_test = true, .blocks = {}};
    for (std::size_t i = 0; i < rows; ++i) {
        if (i % 7 == 0) paper.blocks.push_back({Kind::heading, {}, "Part " + std::to_string(i / 7)});
        paper.blocks.push_back({Kind::row, "who", "山田 and عمر and a text that is long enough to be broken into several lines, because it goes on and on and on"});
    }
    return paper;
}

}  // namespace

TEST(Paper, FlowsDownItsPagesAndWritesNothingOutsideThem) {
    const PaperLayout layout = *lay_out(fonts(), long_paper(120));
    EXPECT_GT(layout.pages.size(), 4U);
    for (const PaperPage& page : layout.pages) {
        EXPECT_FALSE(page.lines.empty());
        for (const PlacedLine& line : page.lines) {
            EXPECT_GE(line.y, 60);
            EXPECT_LE(line.y, paper_height - paper_margin);
            EXPECT_GE(line.x, paper_margin - 0.01);
            EXPECT_LE(line.x + line.line.width * line.size, paper_width - paper_margin + 0.5);
        }
    }
}

TEST(Paper, KeepsAFreePlaceForTheSealBelowTheLastLine) {
    for (std::size_t rows = 1; rows < 40; ++rows) {
        const PaperLayout layout = *lay_out(fonts(), long_paper(rows));
        EXPECT_EQ(layout.seal.page, layout.pages.size() - 1);
        EXPECT_GE(layout.seal.rect.bottom, 60);
        for (const PlacedLine& line : layout.pages.back().lines) EXPECT_GE(line.y, layout.seal.rect.top);
    }
}

TEST(Paper, ShowsAQuestionMarkForWhatNoFontHasAndLosesNothingElse) {
    EXPECT_EQ(showable(fonts(), "山田\nعمر"), "山田\nعمر");
    EXPECT_EQ(showable(fonts(), "a\x01" "b"), "a?b");
    EXPECT_TRUE(print_paper(fonts(), Paper{.title = "a\x01", .subtitle = {}, .foot = "\x02", .is_test = false, .blocks = {{Kind::text, {}, "\x03"}}}));
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/page_renderer.h"

#include "tests/unit/appliance/host/small_pdf.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using base::Fault;

host::RenderProgram renderer(host::SandboxProfile profile = host::default_profile()) {
    return {host::ProgramFolder(PROGRAM_DIR), profile};
}

std::array<int, 4> pixel(const ports::PageImage& image, std::uint32_t x, std::uint32_t y) {
    const std::size_t at = (std::size_t{y} * image.width + x) * 4;
    return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2], image.pixels[at + 3]};
}

int dark_pixels(const ports::PageImage& image) {
    int count = 0;
    for (std::size_t at = 0; at < image.pixels.size(); at += 4) count += image.pixels[at] < 128 ? 1 : 0;
    return count;
}

// Forms that each draw the one below ten times: 10^9 drawings from a kilobyte.
std::string bomb() {
    std::vector<std::string> objects = {
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
        small_pdf::stream("", "/X Do")};
    for (int level = 5; level < 14; ++level) {
        std::string content;
        for (int i = 0; i < 10; ++i) content += "/X Do ";
        objects.push_back(small_pdf::stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</X " +
                                                std::to_string(level + 1) + " 0 R>>>>", content));
    }
    objects.push_back(small_pdf::stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]", "0 0 10 10 re f"));
    return small_pdf::file_of(objects);
}

TEST(RenderProgram, PaintsAPageInItsColoursUpsideUp) {
    const std::string pdf = small_pdf::pages({"1 0 0 rg 0 50 100 50 re f 0 0 1 rg 100 0 100 50 re f"});
    auto render = renderer();
    const auto image = render.render(base::as_bytes(pdf), 0, 400);
    ASSERT_TRUE(image) << image.failure().detail;
    EXPECT_EQ(image->width, 400U);
    EXPECT_EQ(image->height, 200U);
    ASSERT_EQ(image->pixels.size(), 400U * 200 * 4);
    EXPECT_EQ(pixel(*image, 50, 50), (std::array<int, 4>{255, 0, 0, 255}));
    EXPECT_EQ(pixel(*image, 350, 50), (std::array<int, 4>{255, 255, 255, 255}));
    EXPECT_EQ(pixel(*image, 350, 150), (std::array<int, 4>{0, 0, 255, 255}));
}

TEST(RenderProgram, DrawsFontsThatTheDocumentDoesNotCarry) {
    const std::string pdf = small_pdf::pages({"BT /F1 24 Tf 10 40 Td (Hello there) Tj ET"});
    auto render = renderer();
    const auto image = render.render(base::as_bytes(pdf), 0, 400);
    ASSERT_TRUE(image) << image.failure().detail;
    EXPECT_GT(dark_pixels(*image), 500);
}

TEST(RenderProgram, SaysWhereTheWordsAre) {
    const std::string pdf = small_pdf::pages({"BT /F1 20 Tf 10 70 Td (Hello there) Tj 0 -60 Td (below) Tj ET"});
    auto render = renderer();
    const auto words = render.text_of(base::as_bytes(pdf), 0);
    ASSERT_TRUE(words) << words.failure().detail;
    ASSERT_EQ(words->size(), 3U);
    EXPECT_EQ((*words)[0].text, "Hello");
    EXPECT_EQ((*words)[1].text, "there");
    EXPECT_EQ((*words)[2].text, "below");
    EXPECT_NEAR((*words)[0].left, 10, 2);
    EXPECT_LT((*words)[0].right, (*words)[1].left);
    EXPECT_LT((*words)[0].bottom, 40);  // measured from above: the baseline is at 30
    EXPECT_GT((*words)[2].top, 65);
}

TEST(RenderProgram, CountsPagesAndRefusesTheOneAfterTheLast) {
    const std::string pdf = small_pdf::pages({"", "0 0 200 100 re f", ""});
    auto render = renderer();
    EXPECT_EQ(render.page_count(base::as_bytes(pdf)).value(), 3U);
    EXPECT_EQ(dark_pixels(render.render(base::as_bytes(pdf), 0, 20).value()), 0);
    EXPECT_EQ(dark_pixels(render.render(base::as_bytes(pdf), 1, 20).value()), 200);
    EXPECT_EQ(render.render(base::as_bytes(pdf), 3, 20).fault(), Fault::page_unrenderable);
    EXPECT_EQ(render.render(base::as_bytes(pdf), 0xffffffff, 20).fault(), Fault::page_unrenderable);
}

TEST(RenderProgram, NeverShowsOneDocumentForAnother) {
    auto render = renderer();
    const std::string black = small_pdf::pages({"0 0 200 100 re f"});
    std::string white = black;
    white[white.find("0 0 200 100 re f")] = '9';  // same length; the bar starts outside the page's left part
    EXPECT_EQ(dark_pixels(render.render(base::as_bytes(black), 0, 20).value()), 200);
    EXPECT_LT(dark_pixels(render.render(base::as_bytes(white), 0, 20).value()), 200);
    EXPECT_EQ(dark_pixels(render.render(base::as_bytes(black), 0, 20).value()), 200);
}

TEST(RenderProgram, RefusesWhatIsNoDocument) {
    auto render = renderer();
    EXPECT_EQ(render.render(base::as_bytes("no PDF at all"), 0, 100).fault(), Fault::page_unrenderable);
    EXPECT_EQ(render.render({}, 0, 100).fault(), Fault::page_unrenderable);
}

TEST(RenderProgram, RefusesImpossibleSizes) {
    auto render = renderer();
    const std::string pdf = small_pdf::pages({""});
    EXPECT_EQ(render.render(base::as_bytes(pdf), 0, 0).fault(), Fault::page_unrenderable);
    EXPECT_EQ(render.render(base::as_bytes(pdf), 0, 100'000).fault(), Fault::page_unrenderable);
    std::string tall = pdf;
    tall.replace(tall.find("[0 0 200 100]"), 13, "[0 0 1 99999]");
    EXPECT_EQ(render.render(base::as_bytes(tall), 0, 1000).fault(), Fault::page_unrenderable);
}

TEST(RenderProgram, EndsAPageThatTakesTooLongAndGoesOnWithTheNext) {
    host::SandboxProfile profile = host::default_profile();
    profile.time_limit_ms = 3000;
    auto render = renderer(profile);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(render.render(base::as_bytes(bomb()), 0, 200).fault(), Fault::document_time_limit);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
    EXPECT_TRUE(render.render(base::as_bytes(small_pdf::pages({""})), 0, 200));
}

TEST(RenderProgram, EndsAPageThatUsesUpItsProcessorTime) {
    host::SandboxProfile profile = host::default_profile();
    profile.cpu_seconds_max = 1;
    auto render = renderer(profile);
    EXPECT_EQ(render.render(base::as_bytes(bomb()), 0, 200).fault(), Fault::document_time_limit);
}

TEST(RenderProgram, LetsALongReviewOutliveOneProcess) {
    host::SandboxProfile profile = host::default_profile();
    profile.cpu_seconds_max = 1;
    auto render = renderer(profile);
    const std::string pdf = small_pdf::pages({"0 0 200 100 re f"});
    const std::clock_t start = std::clock();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(4);
    int pages = 0;
    for (; std::chrono::steady_clock::now() < until; ++pages) {
        const auto image = render.render(base::as_bytes(pdf), 0, 5000);
        ASSERT_TRUE(image) << "page " << pages << ": " << image.failure().detail;
    }
    std::cout << pages << " pages, own processor time " << (std::clock() - start) / (CLOCKS_PER_SEC / 1000) << " ms\n";
}

TEST(RenderProgram, SaysWhenItIsNotInstalled) {
    host::RenderProgram render(host::ProgramFolder("/nowhere"), host::default_profile());
    EXPECT_EQ(render.render(base::as_bytes("%PDF-1.7"), 0, 100).fault(), Fault::program_missing);
}

TEST(RenderProgram, SurvivesEveryDocumentOfTheCorpus) {
    const char* named = std::getenv("INKSEAL_CORPUS");
    const std::filesystem::path corpus = named != nullptr ? named : SOURCE_DIR "/../shared/corpus";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus at " << corpus;
    auto render = renderer();
    int shown = 0;
    int refused = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
        if (entry.path().extension() != ".pdf") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string pdf{std::istreambuf_iterator<char>(in), {}};
        const auto image = render.render(base::as_bytes(pdf), 0, 300);
        const auto words = render.text_of(base::as_bytes(pdf), 0);
        ++(image ? shown : refused);
        EXPECT_EQ(static_cast<bool>(image), static_cast<bool>(words)) << entry.path();
        if (!image) {
            EXPECT_EQ(image.fault(), Fault::page_unrenderable) << entry.path() << image.failure().detail;
            std::cout << entry.path().filename() << ": " << image.failure().detail << "\n";
        }
    }
    std::cout << shown << " shown, " << refused << " refused\n";
    EXPECT_GT(shown, 60);
}

}  // namespace

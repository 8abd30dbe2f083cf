// SPDX-License-Identifier: Apache-2.0
// Exact pixels. The rasteriser gives the same ones everywhere; letters are as the text
// libraries and the fonts make them, and the edges of lines as the processor approximates a
// root. So there is one golden file for each set of those, and a machine with others says so
// plainly instead of failing.
#include "tests/unit/ui/sample.h"

#include "appliance/base/bytes.h"
#include "appliance/crypto/digest.h"
#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/screens/screens.h"

#include <cairo.h>
#include <ft2build.h>
#include <gtest/gtest.h>
#include <hb.h>
#include <pango/pango.h>

#include <gnu/libc-version.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include FT_FREETYPE_H

namespace {

namespace fs = std::filesystem;

std::string hex_of(base::ByteView bytes) { return base::to_hex(crypto::sha256(bytes)); }

// The fonts that letters of our three languages come from.
std::string fingerprint_of_fonts() {
    std::set<fs::path> files;
    for (const std::string& folder : ui::Fonts::usual_directories()) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("Inter") || name.starts_with("NotoSans-") || name.starts_with("NotoSansArabic-")) files.insert(entry.path());
        }
    }
    std::string all;
    for (const fs::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(in), {}};
        all += file.filename().string() + ' ' + hex_of(base::as_bytes(content)) + '\n';
    }
    return hex_of(base::as_bytes(all)).substr(0, 12);
}

// Dear ImGui makes its lines' edges with the processor's approximate reciprocal root, whose last
// bits differ from maker to maker.
std::string maker_of_the_processor() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("vendor_id") || line.starts_with("CPU implementer")) return line.substr(line.find(':') + 2);
    return "unknown";
}

std::string fingerprint() {
    FT_Library library{};
    FT_Int major = 0, minor = 0, patch = 0;
    if (FT_Init_FreeType(&library) == 0) {
        FT_Library_Version(library, &major, &minor, &patch);
        FT_Done_FreeType(library);
    }
    std::ostringstream out;
    out << "pango-" << pango_version_string() << "_cairo-" << cairo_version_string() << "_harfbuzz-" << hb_version_string() << "_freetype-" << major << '.'
        << minor << '.' << patch << "_libc-" << gnu_get_libc_version() << "_fonts-" << fingerprint_of_fonts() << "_cpu-"
        << maker_of_the_processor();
    return out.str();
}

// How the golden screens are dressed: each screen twice, so that every language's
// direction, both themes and two text sizes are in it.
struct Dress {
    const char* name;
    app::Language language;
    app::Theme theme;
    app::TextSize size;
};
constexpr Dress dresses[] = {{"en", app::Language::english, app::Theme::light, app::TextSize::normal},
                             {"ar-contrast-large", app::Language::arabic, app::Theme::high_contrast, app::TextSize::large}};

std::map<std::string, std::string> read_golden(const fs::path& file) {
    std::map<std::string, std::string> out;
    std::ifstream in(file);
    for (std::string name, digest; in >> name >> digest;) out[name] = digest;
    return out;
}

TEST(Screens, AreTheirGoldenPixels) {
    const fs::path file = fs::path(SOURCE_DIR) / "tests/golden/pixels" / (fingerprint() + ".txt");
    const bool rewrites = std::getenv("INKSEAL_REWRITE_GOLDEN") != nullptr;
    if (!rewrites && !fs::exists(file)) GTEST_SKIP() << "no pixel golden for these libraries: " << file.filename() << "; INKSEAL_REWRITE_GOLDEN=1 makes one";
    const std::map<std::string, std::string> golden = read_golden(file);
    const auto languages = screens::Languages::open();
    ASSERT_TRUE(languages);
    ui::MemoryDisplay display(1920, 1080);
    auto loop = ui::FrameLoop::create(display);
    ASSERT_TRUE(loop);
    const fs::path folder = fs::path(testing::TempDir()) / "inkseal-pixels";
    std::ostringstream seen;
    std::int64_t now_us = 0;
    for (const Dress& dress : dresses) {
        for (auto& [name, screen] : sample::screens()) {
            screen = sample::in_language(std::move(screen), dress.language);
            screen.surroundings.theme = dress.theme;
            screen.surroundings.text_size = dress.size;
            (*loop)->forget_person();
            (*loop)->prefer(screens::preferences_of(screen.surroundings, true), languages->of(dress.language));
            for (int turn = 0; turn < 2; ++turn) {
                (*loop)->turn(now_us += 16'000, {}, true, [&, &screen = screen](ui::Kit& kit) { screens::draw(kit, screen); });
            }
            const std::span<const std::uint32_t> pixels = display.pixels();
            const std::string key = name + "." + dress.name, digest = hex_of({reinterpret_cast<const std::uint8_t*>(pixels.data()), pixels.size_bytes()});
            seen << key << ' ' << digest << '\n';
            const auto wanted = golden.find(key);
            if (rewrites || (wanted != golden.end() && wanted->second == digest)) continue;
            fs::create_directories(folder);
            const std::string picture = (folder / (key + ".png")).string();
            ASSERT_TRUE(ui::save_png((*loop)->frame(), picture));
            ADD_FAILURE() << key << " looks different; how it looks now: " << picture << "; INKSEAL_REWRITE_GOLDEN=1 accepts it";
        }
    }
    if (rewrites) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << seen.str();
    }
}

}  // namespace

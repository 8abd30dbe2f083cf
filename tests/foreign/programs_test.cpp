// SPDX-License-Identifier: Apache-2.0
// What binutils find in the programs we ship: the table of ARCHITECTURE.md, read from
// the files themselves. What a program does not hold it cannot do.
#include "tests/stories/commands.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace {

std::string path_of(const std::string& program) { return std::string(PROGRAM_DIR) + "/" + program; }

// What nm says. A program that is missing, or was stripped, would pass for an innocent one.
std::string symbols_of(const std::string& program) {
    const auto said = stories::run("nm -C --defined-only " + path_of(program));
    EXPECT_TRUE(said.status == 0 && (said.holds(" T main\n") || said.holds(" t main\n"))) << program << " cannot be read: " << said.words.substr(0, 200);
    return said.words;
}

// Whether code of this namespace is in the program.
bool holds_code_of(const std::string& program, const std::string& name) {
    static const std::string code = "tTwW";
    std::istringstream lines(symbols_of(program));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t kind = line.find(' ');
        if (kind == std::string::npos || kind + 2 >= line.size() || code.find(line[kind + 1]) == std::string::npos) continue;
        std::string_view symbol = std::string_view(line).substr(kind + 3);
        constexpr std::string_view thunk = "non-virtual thunk to ";
        if (symbol.starts_with(thunk)) symbol.remove_prefix(thunk.size());
        if (symbol.starts_with(name + "::")) return true;
    }
    return false;
}

std::set<std::string> libraries_of(const std::string& program) {
    const auto said = stories::run("readelf -d " + path_of(program));
    EXPECT_TRUE(said.status == 0 && (said.holds("(NEEDED)") || said.holds("(FLAGS_1)") || said.holds("no dynamic section")))
        << program << " cannot be read: " << said.words.substr(0, 200);
    static const std::regex needed("\\(NEEDED\\).*\\[lib(.*)\\.so");
    std::istringstream lines(said.words);
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_search(line, match, needed)) found.insert(match[1]);
    }
    return found;
}

const std::vector<std::string> shipped = {"inkseal-kiosk", "inkseal-courier", "inkseal-document", "inkseal-render", "inkseal"};

}  // namespace

TEST(Programs, ThatAreMissingAreNotInnocent) {
    EXPECT_NONFATAL_FAILURE((void)holds_code_of("inkseal-nowhere", "vault"), "inkseal-nowhere cannot be read");
    EXPECT_NONFATAL_FAILURE((void)libraries_of("inkseal-nowhere"), "inkseal-nowhere cannot be read");
}

TEST(Programs, OfADeviceHoldNothingOfTheEmulator) {
    for (const std::string& program : shipped) EXPECT_FALSE(holds_code_of(program, "emulator")) << program;
    for (const std::string& program : shipped)
        for (const std::string part : {"token", "usb_stand_in"}) EXPECT_FALSE(holds_code_of(program, part)) << program << ' ' << part;
    EXPECT_TRUE(holds_code_of("inkseal-virtual-token", "token"));
    EXPECT_FALSE(holds_code_of("inkseal-verify", "emulator"));
    EXPECT_TRUE(holds_code_of("inkseal-kiosk-emulated", "emulator")) << "the search itself finds nothing";
}

TEST(Programs, ThatHoldKeysReadNeitherPdfNorNetwork) {
    for (const std::string program : {"inkseal-kiosk", "inkseal-kiosk-emulated"}) {
        const auto libraries = libraries_of(program);
        EXPECT_TRUE(libraries.count("tss2-esys")) << program;
        for (const std::string foreign : {"qpdf", "poppler-glib", "curl", "ssl"}) EXPECT_FALSE(libraries.count(foreign)) << program << ' ' << foreign;
    }
}

TEST(Programs, ThatReadHostileBytesHoldNoKeysAndNoNetwork) {
    for (const std::string program : {"inkseal-document", "inkseal-render"}) {
        const auto libraries = libraries_of(program);
        EXPECT_TRUE(libraries.count("seccomp")) << program;
        for (const std::string foreign : {"tss2-esys", "curl", "ssl", "crypto", "sqlite3"}) EXPECT_FALSE(libraries.count(foreign)) << program << ' ' << foreign;
        EXPECT_FALSE(holds_code_of(program, "vault")) << program;
    }
}

TEST(Programs, ThatTalkToTheNetworkCannotOpenTheVault) {
    const auto libraries = libraries_of("inkseal-courier");
    EXPECT_TRUE(libraries.count("curl"));
    for (const std::string foreign : {"tss2-esys", "sqlite3", "qpdf"}) EXPECT_FALSE(libraries.count(foreign)) << foreign;
    for (const std::string part : {"vault", "tpm", "app"}) EXPECT_FALSE(holds_code_of("inkseal-courier", part)) << part;
}

TEST(Programs, TheSecondVerifierSharesNoLibraryWithTheFirst) {
    EXPECT_TRUE(libraries_of("inkseal-verify").empty()) << "it stands alone";
    EXPECT_FALSE(holds_code_of("inkseal-verify", "crypto"));
    EXPECT_FALSE(holds_code_of("inkseal-verify", "documents"));
}

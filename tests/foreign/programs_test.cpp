// SPDX-License-Identifier: Apache-2.0
// What binutils find in the programs we ship: the table of ARCHITECTURE.md, read from
// the files themselves. What a program does not hold it cannot do.
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace {

std::string path_of(const std::string& program) { return std::string(PROGRAM_DIR) + "/" + program; }

// Namespaces whose code is in the program.
bool holds_code_of(const std::string& program, const std::string& name) {
    const auto said = stories::run("nm -C --defined-only " + path_of(program) + " | grep -cE ' [tTwW] (non-virtual thunk to )?" + name + "::'");
    return std::stoi(said.words) > 0;
}

std::set<std::string> libraries_of(const std::string& program) {
    const auto said = stories::run("readelf -d " + path_of(program) + " | sed -n 's/.*NEEDED.*\\[lib\\(.*\\)\\.so.*/\\1/p'");
    EXPECT_EQ(said.status, 0) << said.words;
    std::istringstream lines(said.words);
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) found.insert(line);
    return found;
}

const std::vector<std::string> shipped = {"inkseal-kiosk", "inkseal-courier", "inkseal-document", "inkseal-render", "inkseal"};

}  // namespace

TEST(Programs, OfADeviceHoldNothingOfTheEmulator) {
    for (const std::string& program : shipped) EXPECT_FALSE(holds_code_of(program, "emulator")) << program;
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

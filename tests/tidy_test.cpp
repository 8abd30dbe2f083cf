// SPDX-License-Identifier: Apache-2.0
// The rules of the house, executed. ARCHITECTURE.md gives the reasons.
#include "tests/tidy_sources.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace tidy;

// Files longer than the house likes. The list may only shrink.
const std::map<std::string, std::size_t> long_files = {
    {"ui/layout.cpp", 350},
    {"appliance/documents/description.h", 400},
    {"tests/unit/sync/courier_test.cpp", 400},
    {"tests/unit/sync/receiver_test.cpp", 340},
    {"tests/unit/ui/frame_test.cpp", 340},
};
constexpr std::size_t lines_max = 300;

// Where a secret may be read. Adding a file here is a decision for a reviewer.
const std::set<std::string> may_reveal = {
    "appliance/admin/bringing.cpp",
    "appliance/admin/typed_password.cpp",
    "appliance/app/evidence.cpp",
    "appliance/app/institution_seal.cpp",
    "appliance/app/intake.cpp",
    "appliance/app/sealing.cpp",
    "appliance/app/work_order_book.cpp",
    "appliance/audit/ed25519.cpp",
    "appliance/audit/leaf.cpp",
    "appliance/cli/files.cpp",
    "appliance/cli/keys_files.cpp",
    "appliance/cli/password_entry.cpp",
    "appliance/cli/seal_code_command.cpp",
    "appliance/cli/token_choice.cpp",
    "appliance/cli/token_command.cpp",
    "appliance/crypto/aead.cpp",
    "appliance/crypto/block_cipher.cpp",
    "appliance/crypto/cfb.cpp",
    "appliance/crypto/enveloped_writer.cpp",
    "appliance/crypto/gcm.cpp",
    "appliance/crypto/key_file_pem.cpp",
    "appliance/crypto/key_file_writer.cpp",
    "appliance/crypto/key_parts.cpp",
    "appliance/crypto/key_wrap.cpp",
    "appliance/crypto/password_cipher.cpp",
    "appliance/crypto/password_strength.cpp",
    "appliance/crypto/pkcs12_mac.cpp",
    "appliance/crypto/pkcs12_reader.cpp",
    "appliance/crypto/private_key.cpp",
    "appliance/crypto/random.cpp",
    "appliance/crypto/software_key.cpp",
    "appliance/device/escrow.cpp",
    "appliance/device/provisioning.cpp",
    "appliance/document_main.cpp",
    "appliance/documents/reader/opened_pdf.cpp",
    "appliance/host/document_program.cpp",
    "appliance/keys/brought_key.cpp",
    "appliance/keys/shipment.cpp",
    "emulator/bench_files.cpp",
    "emulator/foreign_key.cpp",
    "emulator/rehearsal_key.cpp",
    "sync/receiver/platform.cpp",
    "sync/sftp_delivery.cpp",
    "tpm/clearing.cpp",
    "tpm/hierarchy_secrets.cpp",
    "tpm/keeper/travel_wrap.cpp",
    "tpm/key_guard.cpp",
    "tpm/parcel_key.cpp",
    "tpm/provision.cpp",
    "tpm/provision_objects.cpp",
    "tpm/sealed.cpp",
    "usb/apdu.cpp",
    "usb/card.cpp",
    "usb/ccid_frame.cpp",
    "usb/ccid_reader.cpp",
    "usb/piv_codes.cpp",
    "usb/piv_keys.cpp",
    "usb/piv_staff_token.cpp",
    "ui/screens/staff/leaving.cpp",
};

}  // namespace

TEST(Tidy, ConditionalCompilationAndMacrosAreNotADesign) {
    static const std::regex conditional("^\\s*#\\s*(if|ifdef|ifndef|elif|else|endif)\\b");
    static const std::regex macro("^\\s*#\\s*define\\s+(\\w+)");
    for (const Source& source : sources())
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            std::smatch match;
            EXPECT_FALSE(std::regex_search(source.lines[i], conditional)) << place(source, i) << ": choose a source file in CMake";
            if (std::regex_search(source.lines[i], match, macro)) {
                EXPECT_TRUE(match[1] == "TRY" || match[1] == "CHECK" || match[1] == "GLIB_DISABLE_DEPRECATION_WARNINGS")
                    << place(source, i) << ": macro " << match[1];
            }
        }
}

// The text from the last statement's end before an open brace up to that brace.
std::string before_brace(const std::string& code, std::size_t brace) {
    const std::size_t start = code.find_last_of(";{}", brace == 0 ? 0 : brace - 1);
    std::string text = code.substr(start + 1, brace - start - 1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
    return text;
}

// g++ 12 forgets the members already made when a braced list is left half-way.
TEST(Tidy, NoBracedListIsLeftHalfWay) {
    static const std::regex block("(\\)( const| mutable| noexcept| override| &&?)*( -> [\\w:<>,&* ]+)?|\\]|\\b(else|do|try)|:)$");
    for (const Source& source : sources()) {
        std::string code;
        for (const std::string& line : source.lines) code += strip_comment(strip_strings(line)) + '\n';
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < code.size(); ++i) {
            if (code[i] == '{') open.push_back(i);
            if (code[i] == '}' && !open.empty()) open.pop_back();
            if (code.compare(i, 4, "TRY(") != 0 || open.empty()) continue;
            const std::string before = before_brace(code, open.back());
            EXPECT_TRUE(before.empty() || std::regex_search(before, block))
                << source.path << ":" << std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(i), '\n') + 1
                << ": give the value a name before the braces";
        }
    }
}

// C++20 ends the result of a call before the loop over what is in it begins.
TEST(Tidy, NoLoopRunsOverWhatATemporaryHeld) {
    static const std::regex held("\\bfor \\(.* : \\*[\\w.>-]+\\(.*\\)\\)");
    static const std::regex only_borrowed("as_(array|object)\\(\\)|: \\*TRY\\(");
    for (const Source& source : sources())
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string line = strip_comment(strip_strings(source.lines[i]));
            EXPECT_TRUE(!std::regex_search(line, held) || std::regex_search(line, only_borrowed))
                << source.path << ":" << i + 1 << ": give what the loop runs over a name";
        }
}

TEST(Tidy, EveryFileSaysItsLicenceAndHeadersGuardThemselves) {
    for (const Source& source : sources()) {
        ASSERT_FALSE(source.lines.empty()) << source.path;
        const bool is_renderer = source.path == "appliance/render_main.cpp" || begins_with(source.path, "appliance/render/");
        const std::string licence = is_renderer ? "GPL-3.0-or-later" : "Apache-2.0";
        EXPECT_EQ(source.lines.front(), "// SPDX-License-Identifier: " + licence) << source.path;
        if (source.path.size() > 2 && source.path.substr(source.path.size() - 2) == ".h") {
            EXPECT_TRUE(std::find(source.lines.begin(), source.lines.end(), "#pragma once") != source.lines.end()) << source.path;
        }
    }
}

TEST(Tidy, NamesSayWhatThingsAre) {
    static const std::regex vague("\\b(class|struct)\\s+\\w*(Manager|Helper|Util|Utils|Common|Impl)\\b");
    static const std::regex friends("\\bfriend\\b.*[Tt]est");
    for (const Source& source : sources())
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string code = strip_comment(strip_strings(source.lines[i]));
            EXPECT_FALSE(std::regex_search(code, vague)) << place(source, i) << ": find the noun";
            EXPECT_FALSE(std::regex_search(code, friends)) << place(source, i) << ": a test asks for a smaller unit, not a friend";
        }
}

TEST(Tidy, SecretsAreReadOnlyWhereListed) {
    static const std::regex reveal("\\breveal(_to_fill)?\\(\\)");
    for (const Source& source : sources()) {
        if (is_inside(source.path, "tests") || source.path == "appliance/base/secret.h") continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            if (std::regex_search(strip_comment(source.lines[i]), reveal)) {
                EXPECT_TRUE(may_reveal.count(source.path) == 1) << place(source, i);
            }
    }
    for (const std::string& path : may_reveal) EXPECT_TRUE(fs::exists(fs::path(SOURCE_DIR) / path)) << path << " is gone: remove it";
}

TEST(Tidy, FilesStayShort) {
    std::vector<std::size_t> lengths;
    for (const Source& source : sources()) {
        lengths.push_back(source.lines.size());
        const auto excused = long_files.find(source.path);
        const std::size_t allowed = excused == long_files.end() ? lines_max : excused->second;
        EXPECT_LE(source.lines.size(), allowed) << source.path << ": split it by idea";
        if (excused != long_files.end()) {
            EXPECT_GT(source.lines.size(), lines_max) << source.path << " is short now: remove it from the list. Good job!";
        }
    }
    std::sort(lengths.begin(), lengths.end());
    EXPECT_LE(lengths[lengths.size() / 2], 130U) << "the median file";
}

TEST(Tidy, SourcesAreListedNotGlobbed) {
    static const std::regex glob("file\\s*\\(\\s*GLOB");
    for (const std::string& part : parts)
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / part)) {
            if (entry.path().filename() != "CMakeLists.txt") continue;
            const Source source = read_source(entry.path());
            for (std::size_t i = 0; i < source.lines.size(); ++i)
                EXPECT_FALSE(std::regex_search(source.lines[i], glob)) << place(source, i);
        }
}

TEST(Tidy, ThreatsAreTiedToTestsThatExist) {
    const Source model = read_source(fs::path(SOURCE_DIR) / "THREAT_MODEL.md");
    std::set<std::string> tests;
    static const std::regex test_line("^\\s*TEST(?:_F|_P)?\\((\\w+),\\s*(\\w+)");
    for (const Source& source : sources())
        for (const std::string& line : source.lines) {
            std::smatch match;
            if (std::regex_search(line, match, test_line)) tests.insert(match[1].str() + "." + match[2].str());
        }
    static const std::regex reference("`(\\w+\\.\\w+)`");
    std::size_t rows = 0;
    for (std::size_t i = 0; i < model.lines.size(); ++i) {
        if (!begins_with(model.lines[i], "| T")) continue;
        ++rows;
        const std::string& line = model.lines[i];
        bool has_test = false;
        for (std::sregex_iterator it(line.begin(), line.end(), reference), end; it != end; ++it) {
            has_test = true;
            EXPECT_TRUE(tests.count((*it)[1]) == 1) << place(model, i) << ": no test " << (*it)[1];
        }
        EXPECT_TRUE(has_test || line.find("open:") != std::string::npos) << place(model, i) << ": names no test and is not open";
    }
    EXPECT_GT(rows, 10U);
}

// SPDX-License-Identifier: Apache-2.0
// Real PDFs that other people made: each is signed so that their programs accept it
// and nothing but what we wrote looks different, or it is refused with a reason.
#include "tests/foreign/sign_and_check.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

namespace foreign {
namespace {

using base::Bytes;
using documents::test::Ran;
using documents::test::run_on;

std::filesystem::path corpus() {
    const char* const given = std::getenv("INKSEAL_CORPUS");
    return given != nullptr ? std::filesystem::path(given) : std::filesystem::path(SOURCE_DIR) / "../shared/corpus";
}

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// With INKSEAL_CORPUS_OUT set to a folder, what was signed is kept there to be looked at.
void keep(const std::string& name, const Bytes& file) {
    const char* const folder = std::getenv("INKSEAL_CORPUS_OUT");
    if (folder == nullptr) return;
    std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

// The only ones that may be refused: locked with a password, forbidden by the author,
// beyond repair, or carrying a signature that is unsound already.
const std::set<std::string>& known_refusals() {
    static const std::set<std::string> names{
        "dss__EmptyPage-corrupted.pdf", "dss__edition_protected_none.pdf", "dss__pades-5-signatures-and-1-document-timestamp.pdf",
        "pyHanko__broken-objstream1.pdf", "pyHanko__certified-with-indirect-refs-in-dir.pdf", "pyHanko__circular-page-tree.pdf",
        "pyHanko__minimal-aes256.pdf", "pyHanko__minimal-pubkey-aes256.pdf", "pyHanko__minimal-rc4.pdf",
        "sample-files__libreoffice-writer-password.pdf"};
    return names;
}

class Corpus : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Folders, Corpus, testing::Values("forms", "structure", "signed"),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(Corpus, EveryFileIsSignedAndAcceptedOrRefusedWithAReason) {
    const std::filesystem::path folder = corpus() / GetParam();
    if (!std::filesystem::is_directory(folder)) {
        GTEST_SKIP() << "SKIPPED: no corpus at " << folder << "; set INKSEAL_CORPUS to run this lane";
    }
    Signer signer;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t count = 0;
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename().string());
        Bytes file;
        const Outcome outcome = sign_and_check(read_file(path), signer, file);
        if (outcome.is_signed) keep(path.filename().string(), file);
        else EXPECT_TRUE(known_refusals().contains(path.filename().string())) << outcome.words;
        std::cout << (outcome.is_signed ? "  signed   " : "  refused  ") << path.filename().string() << "  (" << outcome.words << ")" << std::endl;
        count += outcome.is_signed ? 1U : 0U;
    }
    std::cout << "  " << count << " of " << files.size() << " signed" << std::endl;
    EXPECT_FALSE(files.empty());
}

// Files made to mislead: refused with a reason, or signed so that what was wrong with
// them stays as visible as it was (sign_and_check() asks), and never for long.
TEST(HostileCorpus, IsRefusedOrSignedAsWhatItIsWithoutDelay) {
    const std::filesystem::path folder = corpus() / "hostile";
    if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "SKIPPED: no corpus at " << folder << "; set INKSEAL_CORPUS to run this lane";
    Signer signer;
    std::size_t refused = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().filename().string());
        Bytes file;
        const auto began = std::chrono::steady_clock::now();
        const Outcome outcome = sign_and_check(read_file(entry.path()), signer, file);
        if (!outcome.is_signed) {
            EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
            EXPECT_FALSE(outcome.words.empty());
            ++refused;
        }
        std::cout << (outcome.is_signed ? "  signed   " : "  refused  ") << entry.path().filename().string() << "  (" << outcome.words << ")" << std::endl;
    }
    EXPECT_GT(refused, 0U);
}

struct Rewrite {
    const char* name;
    const char* arguments;          // of qpdf
};
class ConsentForm : public testing::TestWithParam<Rewrite> {};
INSTANTIATE_TEST_SUITE_P(
    Rewritten, ConsentForm,
    testing::Values(Rewrite{"plain", ""}, Rewrite{"object_streams", "--object-streams=generate"},
                    Rewrite{"tables", "--object-streams=disable"}, Rewrite{"linearized", "--linearize"},
                    Rewrite{"turned_90", "--rotate=90:1-z"}, Rewrite{"turned_180", "--rotate=180:1-z"},
                    Rewrite{"turned_270", "--rotate=270:1-z"},
                    Rewrite{"rc4_40", "--allow-weak-crypto --encrypt '' o 40 --"},
                    Rewrite{"rc4_128", "--allow-weak-crypto --encrypt '' o 128 --use-aes=n --"},
                    Rewrite{"aes_128", "--allow-weak-crypto --encrypt '' o 128 --use-aes=y --"},
                    Rewrite{"aes_256", "--encrypt '' o 256 --"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(ConsentForm, IsFilledSignedAndAcceptedHoweverItIsStored) {
    const Bytes form = read_file(std::filesystem::path(SOURCE_DIR) / "emulator/forms/consent.pdf");
    const Ran made = run_on(std::string("qpdf ") + GetParam().arguments + " FILE FILE.out && cat FILE.out; rm -f FILE.out", form);
    ASSERT_EQ(made.status, 0) << made.output;
    Signer signer;
    Bytes file;
    const Outcome outcome = sign_and_check(base::to_bytes(made.output), signer, file);
    EXPECT_TRUE(outcome.is_signed) << outcome.words;
    EXPECT_EQ(outcome.words, "existing field, visible, filled EmergencyContact");
    EXPECT_THAT(run_on("pdftotext -f 3 FILE -", file).output, testing::HasSubstr("2026-11-22 10:40:05 UTC"));
    keep(std::string("consent-") + GetParam().name + ".pdf", file);
}

}  // namespace
}  // namespace foreign

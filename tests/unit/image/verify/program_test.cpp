// SPDX-License-Identifier: Apache-2.0
// The program as others run it.
#include "appliance/base/json.h"
#include "appliance/host/child_process.h"
#include "appliance/host/second_opinion.h"
#include "tests/unit/image/verify/signed_sample.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <iterator>
#include <map>

namespace {

using base::Fault;
using sample::KeyKind;

struct FixedClock : base::Clock {
    std::int64_t wall_ms() const override { return 1'795'000'000'000; }
    std::int64_t boot_ms() const override { return 0; }
};

host::ErrandReport ask(std::string_view pdf, std::vector<std::string> arguments = {"--anchor", "/dev/fd/3", "-"}) {
    host::Errand errand;
    errand.path = PROGRAM_DIR "/inkseal-verify";
    errand.arguments = std::move(arguments);
    errand.input = base::as_bytes(pdf);
    const base::Bytes root = sample::encoded(sample::world().root);
    errand.more_inputs = {root};
    errand.profile = host::default_profile();
    return std::move(host::run_errand(errand)).value();
}

TEST(VerifyProgram, SaysYesInOneLineAndByItsExitStatus) {
    const auto report = ask(sample::signed_pdf());
    EXPECT_EQ(base::as_text(report.output), "{\"reason\":\"accepted\",\"verdict\":\"accepted\"}\n");
    EXPECT_EQ(report.ending.status, 0);
    EXPECT_EQ(report.complaints, "");
}

TEST(VerifyProgram, SaysNoWithAReason) {
    const auto report = ask(sample::signed_pdf() + "x");
    EXPECT_EQ(base::as_text(report.output), "{\"reason\":\"coverage_not_whole_file\",\"verdict\":\"refused\"}\n");
    EXPECT_EQ(report.ending.status, 1);
    EXPECT_EQ(ask("no PDF").ending.status, 65);
}

TEST(VerifyProgram, ExplainsItsUse) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {}, {"-"}, {"--anchor", "/dev/fd/3"}, {"--anchor"}, {"--at", "soon", "--anchor", "/dev/fd/3", "-"},
             {"--anchor", "/dev/fd/3", "-", "-"}, {"--frobnicate", "--anchor", "/dev/fd/3", "-"}}) {
        EXPECT_EQ(ask("", arguments).ending.status, 64);
    }
    EXPECT_EQ(ask("", {"--anchor", "/no/such/file", "-"}).ending.status, 66);
    EXPECT_EQ(ask("", {"--anchor", "/dev/fd/3", "/no/such/file"}).ending.status, 66);
}

TEST(VerifyProgram, JudgesAtTheTimeGiven) {
    EXPECT_EQ(ask(sample::signed_pdf(), {"--at", "2041-01-01T00:00:00Z", "--anchor", "/dev/fd/3", "-"}).ending.status, 1);
    EXPECT_EQ(ask(sample::signed_pdf(), {"--at", "2039-01-01T00:00:00Z", "--anchor", "/dev/fd/3", "-"}).ending.status, 0);
}

TEST(SecondOpinion, IsAskedThroughTheProgram) {
    const FixedClock clock;
    host::VerifyProgram opinion(host::ProgramFolder(PROGRAM_DIR), host::default_profile(), clock);
    const std::vector<base::Bytes> anchors = {sample::encoded(sample::world(KeyKind::p384).root),
                                              sample::encoded(sample::world().root)};
    const std::string pdf = sample::signed_pdf();
    EXPECT_TRUE(opinion.check(base::as_bytes(pdf), anchors));
    EXPECT_EQ(opinion.check(base::as_bytes(pdf + "x"), anchors).fault(), Fault::signature_coverage);
    EXPECT_EQ(opinion.check(base::as_bytes(pdf), {anchors[0]}).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(opinion.check(base::as_bytes(pdf), {}).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(opinion.check(base::as_bytes("x"), anchors).fault(), Fault::signature_invalid);
    sample::CmsRecipe two;
    two.signer_count = 2;
    EXPECT_EQ(opinion.check(base::as_bytes(sample::signed_pdf(KeyKind::p256, two)), anchors).fault(), Fault::cms_invalid);
    std::string changed = pdf;
    changed[20] = static_cast<char>(changed[20] ^ 1);
    EXPECT_EQ(opinion.check(base::as_bytes(changed), anchors).fault(), Fault::signature_invalid);
    host::VerifyProgram missing(host::ProgramFolder("/nowhere"), host::default_profile(), clock);
    EXPECT_EQ(missing.check(base::as_bytes(pdf), anchors).fault(), Fault::program_missing);
}

TEST(VerifyProgram, RefusesEveryDocumentOfTheCorpusQuickly) {
    const char* named = std::getenv("INKSEAL_CORPUS");
    const std::filesystem::path corpus = named != nullptr ? named : SOURCE_DIR "/../shared/corpus";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus at " << corpus;
    std::map<std::string, int> reasons;
    std::int64_t slowest_ms = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
        if (entry.path().extension() != ".pdf") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string pdf{std::istreambuf_iterator<char>(in), {}};
        const auto start = std::chrono::steady_clock::now();
        const auto report = ask(pdf);
        slowest_ms = std::max(slowest_ms, std::chrono::duration_cast<std::chrono::milliseconds>(
                                              std::chrono::steady_clock::now() - start).count());
        EXPECT_EQ(report.ending.signal, 0) << entry.path();
        EXPECT_TRUE(report.ending.status == 1 || report.ending.status == 65) << entry.path();
        std::string_view line = base::as_text(report.output);
        line.remove_suffix(1);
        const auto opinion = base::parse_json(line);
        ASSERT_TRUE(opinion) << entry.path();
        EXPECT_EQ(opinion->text("verdict").value(), "refused") << entry.path();
        ++reasons[opinion->text("reason").value()];
    }
    for (const auto& [reason, count] : reasons) std::cout << count << " " << reason << "\n";
    std::cout << "slowest " << slowest_ms << " ms\n";
    EXPECT_LT(slowest_ms, 10'000);
}

}  // namespace

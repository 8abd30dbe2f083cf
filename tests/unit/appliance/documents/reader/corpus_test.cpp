// SPDX-License-Identifier: Apache-2.0
// Real documents, through the program. What it says of each is a line of
// tests/golden/corpus_verdicts.txt; INKSEAL_UPDATE_GOLDEN=1 writes the file anew, for
// a person to read the difference.
#include "appliance/documents/description_json.h"
#include "appliance/host/child_process.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using documents::Description;
using documents::Disposition;

const fs::path golden_file = SOURCE_DIR "/tests/golden/corpus_verdicts.txt";

fs::path corpus() {
    const char* named = std::getenv("INKSEAL_CORPUS");
    return named != nullptr ? named : SOURCE_DIR "/../shared/corpus";
}

std::string content_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

host::ErrandReport run(const std::string& pdf, const std::string& mode) {
    host::Errand errand;
    errand.path = PROGRAM_DIR "/inkseal-document";
    errand.profile = host::default_profile();
    errand.arguments = {mode, "--memory-mib", std::to_string(errand.profile.memory_max_bytes >> 20U)};
    errand.input = base::as_bytes(pdf);
    errand.output_max_bytes = documents::description_size_max;
    auto report = host::run_errand(errand);
    EXPECT_TRUE(report) << base::row_of(report.fault()).name;
    return report ? std::move(*report) : host::ErrandReport{};
}

std::string line_of(const std::string& name, const Description& description) {
    std::string line = name + ": " + std::string(documents::name_of(description.verdict.disposition));
    if (description.verdict.disposition == Disposition::refuse)
        line += " " + std::string(base::row_of(description.verdict.fault).name);
    // Without a finding the reason is qpdf's wording, which changes with its version.
    if (description.verdict.disposition != Disposition::may_sign && !description.findings.empty())
        line += " (" + description.verdict.reason.substr(0, description.verdict.reason.find(':')) + ")";
    line += "\n";
    for (const documents::Signature& signature : description.signatures) {
        line += "    " + signature.field_name + ": " + std::string(documents::name_of(signature.coverage));
        for (const documents::Change change : signature.changes) line += " " + std::string(documents::name_of(change));
        line += documents::is_intact(signature) ? " -> intact\n" : " -> NOT INTACT\n";
    }
    return line;
}

class Corpus : public testing::Test {
protected:
    struct Document {
        std::string name;
        std::string pdf;
        Description description;
    };

    // Each document is described once, for all tests.
    static void SetUpTestSuite() {
        if (!fs::exists(corpus())) return;
        for (const auto& entry : fs::recursive_directory_iterator(corpus())) {
            if (entry.path().extension() != ".pdf") continue;
            Document document{fs::relative(entry.path(), corpus()).string(), content_of(entry.path()), {}};
            const auto start = std::chrono::steady_clock::now();
            const host::ErrandReport report = run(document.pdf, "describe");
            const auto took = std::chrono::steady_clock::now() - start;
            EXPECT_LT(took, std::chrono::milliseconds(host::default_profile().time_limit_ms)) << document.name;
            EXPECT_TRUE(report.ending.is_success())
                << document.name << " signal " << report.ending.signal << " " << report.complaints;
            auto description = documents::parse_description(base::as_text(report.output));
            EXPECT_TRUE(description) << document.name << " " << description.failure().detail;
            if (description) document.description = std::move(*description);
            s_documents.push_back(std::move(document));
        }
        std::sort(s_documents.begin(), s_documents.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    }
    static void TearDownTestSuite() { s_documents.clear(); }

    void SetUp() override {
        if (!fs::exists(corpus())) {
            std::cout << "corpus lane skipped: no folder " << corpus() << " (INKSEAL_CORPUS)\n";
            GTEST_SKIP();
        }
    }

    static inline std::vector<Document> s_documents;
};

TEST_F(Corpus, GetsTheExpectedVerdicts) {
    std::string verdicts;
    for (const Document& document : s_documents) verdicts += line_of(document.name, document.description);
    if (std::getenv("INKSEAL_UPDATE_GOLDEN") != nullptr) std::ofstream(golden_file, std::ios::binary) << verdicts;
    EXPECT_EQ(verdicts, content_of(golden_file));
}

TEST_F(Corpus, NeverCallsAHostileFileClean) {
    for (const Document& document : s_documents) {
        if (!document.name.starts_with("hostile/")) continue;
        EXPECT_EQ(document.description.verdict.disposition, Disposition::refuse) << document.name;
    }
}

TEST_F(Corpus, IsFitToSignAfterTheRewriteThatWasAskedFor) {
    int rewritten = 0;
    for (const Document& document : s_documents) {
        const Description& before = document.description;
        if (before.verdict.disposition != Disposition::normalise_first) continue;
        const host::ErrandReport report = run(document.pdf, "normalise");
        ASSERT_EQ(report.ending.status, 0) << document.name << " " << report.complaints;
        const auto after = documents::parse_description(
            base::as_text(run(std::string(base::as_text(report.output)), "describe").output));
        ASSERT_TRUE(after) << document.name;
        EXPECT_EQ(after->verdict.disposition, Disposition::may_sign) << document.name << after->verdict.reason;
        EXPECT_EQ(after->pages.size(), before.pages.size()) << document.name;
        EXPECT_EQ(after->fields.size(), before.fields.size()) << document.name;
        ++rewritten;
    }
    EXPECT_GT(rewritten, 0);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/document_program.h"

#include "tests/unit/appliance/host/small_pdf.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <iterator>

namespace {

using base::Fault;

host::DocumentProgram reader(host::SandboxProfile profile = host::default_profile()) {
    return {host::ProgramFolder(PROGRAM_DIR), profile};
}

std::filesystem::path corpus() {
    const char* named = std::getenv("INKSEAL_CORPUS");
    return named != nullptr ? named : SOURCE_DIR "/../shared/corpus";
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(DocumentProgram, DescribesADocumentFromAfar) {
    const std::string pdf = small_pdf::pages({"0 0 10 10 re f", ""});
    auto read = reader();
    const auto description = read.describe(base::as_bytes(pdf));
    ASSERT_TRUE(description) << description.failure().detail;
    EXPECT_EQ(description->pages.size(), 2U);
    EXPECT_EQ(description->file.size, pdf.size());
}

TEST(DocumentProgram, DescribesWhatIsNoDocumentAsRefused) {
    auto read = reader();
    const auto description = read.describe(base::as_bytes("no PDF"));
    ASSERT_TRUE(description) << description.failure().detail;
    EXPECT_EQ(description->verdict.disposition, documents::Disposition::refuse);
    EXPECT_EQ(description->verdict.fault, Fault::document_not_pdf);
    EXPECT_EQ(read.normalise(base::as_bytes("no PDF")).fault(), Fault::document_not_pdf);
}

TEST(DocumentProgram, OpensWithThePasswordItIsGiven) {
    const std::filesystem::path path = corpus() / "structure" / "pyHanko__minimal-aes256.pdf";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no corpus";
    const std::string pdf = content_of(path);
    auto read = reader();
    const auto locked = read.describe(base::as_bytes(pdf));
    ASSERT_TRUE(locked) << locked.failure().detail;
    EXPECT_EQ(locked->verdict.fault, Fault::document_encrypted);
    const auto opened = read.describe(base::as_bytes(pdf), base::SecretBytes(base::as_bytes("usersecret")));
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(opened->pages.size(), 1U);
}

TEST(DocumentProgram, IsEndedWhenItTakesTooLong) {
    host::SandboxProfile profile = host::default_profile();
    profile.time_limit_ms = 1;
    auto read = reader(profile);
    EXPECT_EQ(read.describe(base::as_bytes(small_pdf::pages({""}))).fault(), Fault::document_time_limit);
}

TEST(DocumentProgram, SaysWhenItIsNotInstalled) {
    host::DocumentProgram read(host::ProgramFolder("/nowhere"), host::default_profile());
    EXPECT_EQ(read.describe(base::as_bytes("x")).fault(), Fault::program_missing);
}

TEST(DocumentProgram, AnswersForEveryDocumentOfTheCorpus) {
    if (!std::filesystem::exists(corpus())) GTEST_SKIP() << "no corpus at " << corpus();
    auto read = reader();
    int answers = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus())) {
        if (entry.path().extension() != ".pdf") continue;
        const auto description = read.describe(base::as_bytes(content_of(entry.path())));
        if (!description) ADD_FAILURE() << entry.path() << " " << description.failure().detail;
        answers += description ? 1 : 0;
    }
    std::cout << answers << " descriptions\n";
}

}  // namespace

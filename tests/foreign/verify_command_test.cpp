// SPDX-License-Identifier: Apache-2.0
// What `inkseal verify` says and how it exits, for files that are no signed PDF and for
// trust folders as people keep them.
#include "tests/foreign/sign_and_check.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace foreign {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using documents::test::Ran;
using documents::test::run_on;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int passed = 0, failed = 1, indeterminate = 2, usage = 64, not_a_pdf = 65, no_input = 66;

const std::string k_inkseal = std::string(PROGRAM_DIR) + "/inkseal verify ";

Ran verify(const Bytes& file, const std::string& options = "", const std::string& before = "") {
    Ran ran = run_on(before + k_inkseal + options + " FILE", file);
    ran.status = WIFEXITED(ran.status) ? WEXITSTATUS(ran.status) : -1;
    return ran;
}

Bytes consent_form() {
    std::ifstream in(fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Bytes signed_form(Signer& signer) {
    Bytes file;
    const Outcome outcome = sign_and_check(consent_form(), signer, file);
    EXPECT_TRUE(outcome.is_signed) << outcome.words;
    return file;
}

constexpr const char* k_no_signature = "carries no signature";

}  // namespace

TEST(VerifyCommand, Exits65ForWhatIsNoPdfAndSaysSo) {
    for (const Bytes& file : {base::to_bytes("hello"), Bytes{}}) {
        const Ran ran = verify(file);
        EXPECT_EQ(ran.status, not_a_pdf);
        EXPECT_THAT(ran.output, HasSubstr("not a PDF"));
        EXPECT_THAT(ran.output, Not(HasSubstr(k_no_signature)));
        EXPECT_EQ(verify(file, "--json").status, not_a_pdf);
    }
}

TEST(VerifyCommand, SaysOfAFileItCannotReadThatItCannotReadIt) {
    const Ran locked = verify(consent_form(), "", "qpdf --encrypt secret owner 256 -- --replace-input FILE && ");
    EXPECT_EQ(locked.status, indeterminate);
    EXPECT_THAT(locked.output, HasSubstr("locked with a password"));
    EXPECT_THAT(locked.output, Not(HasSubstr(k_no_signature)));

    Signer signer;
    Bytes file = signed_form(signer);
    file.resize(file.size() * 9 / 10);
    const Ran torn = verify(file);
    EXPECT_NE(torn.status, passed);
    EXPECT_THAT(torn.output, Not(HasSubstr(k_no_signature)));
}

TEST(VerifyCommand, SaysOfAnUnsignedPdfThatItIsUnsigned) {
    const Ran ran = verify(consent_form());
    EXPECT_EQ(ran.status, indeterminate);
    EXPECT_THAT(ran.output, HasSubstr(k_no_signature));
}

TEST(VerifyCommand, UsesATrustFolderWithStrayFilesAndNamesThem) {
    Signer signer;
    const Bytes file = signed_form(signer);
    const fs::path trust = fs::temp_directory_path() / ("inkseal-trust-" + std::to_string(getpid()));
    fs::create_directories(trust);
    std::ofstream(trust / "root.pem") << signer.root_pem();
    std::ofstream(trust / "root.srl") << "1F\n";
    const Ran ran = verify(file, "--trust " + trust.string());
    EXPECT_EQ(ran.status, passed) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("root.srl"));
    std::ofstream(trust / "root.crl") << "torn";
    EXPECT_EQ(verify(file, "--trust " + trust.string()).status, usage);
    fs::remove_all(trust);
}

TEST(VerifyCommand, Exits1WhenWhatWasSignedWasChanged) {
    Signer signer;
    Bytes file = signed_form(signer);
    const std::string_view text = base::as_text(file);
    const std::size_t page = text.find("/MediaBox");
    ASSERT_NE(page, std::string_view::npos);
    file[page + 1] = 'm';
    const Ran ran = verify(file);
    EXPECT_EQ(ran.status, failed) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("TOTAL-FAILED"));
}

TEST(VerifyCommand, TellsAWrongCallFromAFileItCannotRead) {
    EXPECT_EQ(verify(consent_form(), "--loudly").status, usage);
    EXPECT_EQ(verify(consent_form(), "--trust").status, usage);
    const Ran bare = run_on(k_inkseal + "; echo status $?", consent_form());
    EXPECT_THAT(bare.output, AllOf(HasSubstr("FILE is required"), HasSubstr("status " + std::to_string(usage))));
    const Ran absent = run_on(k_inkseal + "/nowhere/at/all.pdf; echo status $?", consent_form());
    EXPECT_THAT(absent.output, AllOf(HasSubstr("/nowhere/at/all.pdf"), HasSubstr("status " + std::to_string(no_input))));
    EXPECT_EQ(verify(consent_form(), "--trust /nowhere").status, no_input);
}

}  // namespace foreign

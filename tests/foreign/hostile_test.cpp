// SPDX-License-Identifier: Apache-2.0
// The whole programs in front of manipulated files: `inkseal verify` never crashes,
// never takes ten seconds, and never passes one. A file that it does pass comes first,
// so that not passing means something.
#include "tests/foreign/attacks.h"
#include "tests/foreign/sign_and_check.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

namespace foreign {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using documents::test::Ran;
using documents::test::run_on;

constexpr int not_a_pdf = 65, passed = 0, timed_out = 124;

Bytes read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A folder that goes with the test.
class Folder {
public:
    Folder() : m_path(fs::temp_directory_path() / ("inkseal-hostile-" + std::to_string(getpid()))) { fs::create_directories(m_path); }
    ~Folder() { fs::remove_all(m_path); }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

Ran verify(const Bytes& file, const fs::path& trust) {
    const std::string program = std::string(PROGRAM_DIR) + "/inkseal";
    Ran ran = run_on("timeout 30 '" + program + "' verify --trust '" + trust.string() + "' FILE", file);
    ran.status = WIFEXITED(ran.status) ? WEXITSTATUS(ran.status) : -1;
    return ran;
}

// Ended by itself, with one of the verdicts.
void expect_a_verdict(const Ran& ran) {
    EXPECT_NE(ran.status, timed_out) << "it hung";
    EXPECT_TRUE((ran.status >= 0 && ran.status <= 2) || ran.status == not_a_pdf) << ran.status << " " << ran.output;
    EXPECT_EQ(ran.output.find("DOC-12"), std::string::npos) << "the reader crashed: " << ran.output;
}

fs::path corpus() {
    const char* const given = std::getenv("INKSEAL_CORPUS");
    return given != nullptr ? fs::path(given) : fs::path(SOURCE_DIR) / "../shared/corpus";
}

class Manipulated : public testing::Test {
protected:
    static void SetUpTestSuite() {
        Signer signer;
        s_file = new Bytes;
        const Outcome outcome = sign_and_check(read_file(fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf"), signer, *s_file);
        EXPECT_TRUE(outcome.is_signed) << outcome.words;
        s_folder = new Folder;
        std::ofstream(s_folder->path() / "root.pem") << signer.root_pem();
    }
    static void TearDownTestSuite() {
        delete s_file;
        delete s_folder;
    }
    static void expect_none_to_pass(const std::vector<Attack>& attacks) {
        EXPECT_FALSE(attacks.empty());
        for (const Attack& attack : attacks) {
            SCOPED_TRACE(attack.name);
            const Ran ran = verify(attack.file, s_folder->path());
            expect_a_verdict(ran);
            EXPECT_NE(ran.status, passed) << ran.output;
        }
        std::cout << "  " << attacks.size() << " manipulated files" << std::endl;
    }

    static Bytes* s_file;
    static Folder* s_folder;
};
Bytes* Manipulated::s_file = nullptr;
Folder* Manipulated::s_folder = nullptr;

TEST_F(Manipulated, TheFileItselfPasses) {
    const Ran ran = verify(*s_file, s_folder->path());
    EXPECT_EQ(ran.status, passed) << ran.output;
}

TEST_F(Manipulated, DamageNeverPasses) { expect_none_to_pass(blind_attacks(*s_file)); }

TEST_F(Manipulated, ForgedAndWrappedSignaturesNeverPass) {
    const auto description = described(*s_file);
    ASSERT_TRUE(description);
    expect_none_to_pass(signature_attacks(*s_file, *description));
}

TEST_F(Manipulated, LaterRevisionsNeverChangeWhatWasSigned) {
    const auto description = described(*s_file);
    ASSERT_TRUE(description);
    expect_none_to_pass(revision_attacks(*s_file, *description));
}

// The certificates that the files bring along are trusted here, so that a file fails
// for what was done to it and not for who signed it.
void trust_everybody_in(const fs::path& file, const fs::path& trust) {
    const std::string script =
        "python3 - FILE '" + trust.string() + "' <<'PY'\n"
        "import re, subprocess, sys\n"
        "pdf = open(sys.argv[1], 'rb').read()\n"
        "for n, hole in enumerate(re.findall(rb'/Contents\\s*<([0-9A-Fa-f\\s]{200,})>', pdf)):\n"
        "    hexadecimal = re.sub(rb'\\s', b'', hole)\n"
        "    der = bytes.fromhex(hexadecimal[:len(hexadecimal) // 2 * 2].decode())\n"
        "    said = subprocess.run(['openssl', 'pkcs7', '-inform', 'DER', '-print_certs'], input=der, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout\n"
        "    for i, pem in enumerate(re.findall(rb'-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----', said, re.S)):\n"
        "        open('%s/%d-%d.pem' % (sys.argv[2], n, i), 'wb').write(pem + b'\\n')\n"
        "PY\n";
    run_on(script, read_file(file));
}

class CorpusVerdict : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Folders, CorpusVerdict, testing::Values("hostile", "structure"), [](const auto& each) { return std::string(each.param); });

TEST_P(CorpusVerdict, IsReachedInTimeAndPassesNothingManipulated) {
    const fs::path folder = corpus() / GetParam();
    if (!fs::is_directory(folder)) GTEST_SKIP() << "SKIPPED: no corpus at " << folder << "; set INKSEAL_CORPUS to run this lane";
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().filename().string());
        const Folder trust;
        trust_everybody_in(entry.path(), trust.path());
        const Ran ran = verify(read_file(entry.path()), trust.path());
        expect_a_verdict(ran);
        EXPECT_NE(ran.status, passed) << ran.output;  // manipulated, or not signed at all
        std::cout << "  " << ran.status << "  " << entry.path().filename().string() << std::endl;
        ++count;
    }
    EXPECT_GT(count, 0U);
}

TEST(CorpusHostile, IsRefusedForSigningOrSignedAsWhatItIs) {
    const fs::path folder = corpus() / "hostile";
    if (!fs::is_directory(folder)) GTEST_SKIP() << "SKIPPED: no corpus at " << folder << "; set INKSEAL_CORPUS to run this lane";
    for (const auto& entry : fs::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().filename().string());
        const auto description = described(read_file(entry.path()));
        if (!description) {
            EXPECT_NE(description.fault(), base::Fault::document_reader_crashed);
            std::cout << "  unreadable  " << entry.path().filename().string() << std::endl;
            continue;
        }
        const documents::Verdict& verdict = description->verdict;
        // Nobody signs on top of a signature that is broken.
        for (const documents::Signature& signature : description->signatures)
            if (!documents::is_intact(signature)) { EXPECT_EQ(verdict.disposition, documents::Disposition::refuse) << signature.field_name; }
        if (verdict.disposition == documents::Disposition::refuse) { EXPECT_FALSE(verdict.reason.empty()); }
        std::cout << "  " << documents::name_of(verdict.disposition) << "  " << entry.path().filename().string() << "  " << verdict.reason << std::endl;
    }
}

}  // namespace
}  // namespace foreign

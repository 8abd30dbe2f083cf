// SPDX-License-Identifier: Apache-2.0
// Whether somebody else's verifier reads our checkpoints and proofs as we mean them:
// npm's @sigstore/verify, which knows nothing of us, accepts every good case and
// refuses every changed one.
#include "tests/faults/log_bench.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

bool has_program(const std::string& name) { return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0; }

void save(const fs::path& path, base::ByteView bytes) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void save_case(const fs::path& folder, const std::string& name, std::string_view proof, base::ByteView entry) {
    save(folder / (name + ".tlog-proof"), base::as_bytes(proof));
    save(folder / (name + ".entry"), entry);
}

std::string changed(std::string text, std::size_t position) {
    text[position] = text[position] == 'A' ? 'B' : 'A';
    return text;
}

// Each log size with some of its entries; each good proof also in four spoilt forms.
std::size_t write_cases(const fs::path& folder) {
    std::size_t good = 0;
    faults::LogBench bench;
    save(folder / "log.der", bench.key->public_key());
    save(folder / "log.name", base::as_bytes(bench.origin));
    for (const std::uint64_t size : {1U, 2U, 3U, 255U, 256U, 257U, 700U}) {
        bench.grow_to(size);
        const std::string note = *bench.log->make_checkpoint(*bench.key);
        for (const std::uint64_t index : std::set<std::uint64_t>{0, size / 3, size / 2, size - 1}) {
            const std::string name = std::to_string(size) + "-" + std::to_string(index);
            const std::string proof = *bench.log->proof(index, note);
            const base::Bytes entry = *bench.log->entry(index);
            save_case(folder, "good-" + name, proof, entry);
            ++good;
            base::Bytes other_entry = entry;
            other_entry.back() ^= 1U;
            save_case(folder, "bad-entry-" + name, proof, other_entry);
            save_case(folder, "bad-root-" + name, changed(proof, proof.find('\n', proof.find(bench.origin) + bench.origin.size() + 1) + 5), entry);
            save_case(folder, "bad-signature-" + name, changed(proof, proof.size() - 30), entry);
            if (size > 1) save_case(folder, "bad-hash-" + name, changed(proof, proof.find('\n', proof.find("index ")) + 5), entry);
        }
    }
    return good;
}

}  // namespace

TEST(ForeignVerifier, SigstoreAcceptsOurProofsAndRefusesSpoiltOnes) {
    if (!has_program("node") || !has_program("npm")) GTEST_SKIP() << "node and npm are not installed";
    const fs::path source = fs::path(SOURCE_DIR) / "tests/foreign/tlog";
    std::string pattern = fs::temp_directory_path() / "inkseal-tlog-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    const fs::path work = pattern;
    const fs::path modules = fs::path(PROGRAM_DIR).parent_path() / "foreign-tlog";
    ASSERT_EQ(std::system(("'" + (source / "modules").string() + "' '" + modules.string() + "'").c_str()), 0)
        << "npm ci failed, see " << (modules / "npm.log");

    const std::size_t good = write_cases(work);
    const fs::path answers = work / "answers";
    ASSERT_EQ(std::system(("node '" + (source / "verify.js").string() + "' '" + work.string() + "' '" + modules.string() +
                           "' >'" + answers.string() + "'")
                              .c_str()),
              0);
    std::ifstream in(answers);
    std::size_t accepted = 0;
    std::size_t refused = 0;
    for (std::string line; std::getline(in, line);) {
        const bool is_accepted = line.find(" accepted") != std::string::npos;
        EXPECT_EQ(is_accepted, line.starts_with("good-")) << line;
        ++(is_accepted ? accepted : refused);
    }
    std::printf("@sigstore/verify: %zu accepted, %zu refused\n", accepted, refused);
    EXPECT_EQ(accepted, good);
    EXPECT_GT(refused, 3 * good);
    fs::remove_all(work);
}

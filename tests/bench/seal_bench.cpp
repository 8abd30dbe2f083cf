// SPDX-License-Identifier: Apache-2.0
// Sealing with a software key, against pdfsig -add-signature and against hashing.
//
// "seal" begins with the file and its description in memory and ends with the signed
// file in memory: placing, ink and embedded type, incremental update, digest, CMS
// signature, copy. "read" is the sandboxed reader's description, a process of its own.
// "as a process" is everything: start, load, read, seal, write, as pdfsig's command is.
// pdfsig signs with RSA-2048 (sealer.cpp says why); its signature is invisible.
//
// "seal" and "hash" are processor time of the one thread; what runs as a process is
// elapsed time.
#include "appliance/base/check.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/document_program.h"
#include "appliance/host/second_opinion.h"
#include "appliance/host/system_clock.h"
#include "tests/bench/benchmark_run.h"
#include "tests/bench/sealer.h"
#include "tests/bench/test_documents.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <functional>

namespace {

namespace fs = std::filesystem;
using bench::Measured;
using bench::Target;

// A folder that is gone afterwards. In memory where the system offers that: what is
// measured is the programs, not a disk.
class Workplace {
public:
    Workplace() {
        std::string pattern = (fs::exists("/dev/shm") ? "/dev/shm" : "/tmp") + std::string("/inkseal-bench-XXXXXX");
        CHECK(mkdtemp(pattern.data()) != nullptr);
        m_path = pattern;
    }
    ~Workplace() {
        std::error_code error;
        fs::remove_all(m_path, error);
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    std::string operator/(const std::string& name) const { return m_path + "/" + name; }
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

bool make_nss_database(const std::string& folder) {
    fs::create_directories(folder);
    const std::string database = "sql:" + folder;
    return bench::run_quietly({"certutil", "-N", "--empty-password", "-d", database}) == 0 &&
           bench::run_quietly({"pk12util", "-i", folder + "/../signer.p12", "-d", database, "-W", "bench"}) == 0;
}

// Everything that is measured of one document.
struct Subject {
    std::string name;
    base::Bytes pdf;
    documents::Description description;
    base::Bytes signed_pdf;
    std::string in, ours, theirs;
};

enum class Clock { processor, elapsed };

void measure(const std::string& name, Clock clock, const std::function<bool()>& work) {
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), [name, work](benchmark::State& state) {
        for (auto _ : state)
            if (!work()) state.SkipWithError("it failed");
    });
    registered->Unit(benchmark::kMillisecond);
    if (clock == Clock::elapsed) registered->UseRealTime();
}

bool is_signed_for_pdfsig(const std::string& path) {
    const std::string command = "pdfsig -nocert '" + path + "' 2>/dev/null | grep -q 'Signature is Valid'";
    return std::system(command.c_str()) == 0;
}

}  // namespace

int main(int count, char** words) {
    bench::print_surroundings();
    const Workplace workplace;
    CHECK(bench::Sealer::make_identity(workplace.path()));
    const auto sealer = bench::Sealer::open(workplace.path());
    CHECK(sealer);
    const std::string nss = workplace / "nss";
    const bool has_pdfsig = make_nss_database(nss);
    if (!has_pdfsig) std::printf("pdfsig is left out: certutil or pk12util (libnss3-tools) cannot make its database\n");

    const auto programs = host::ProgramFolder::beside_this_program();
    CHECK(programs);
    host::DocumentProgram reader(*programs, host::default_profile());
    const host::SystemClock clock;
    host::VerifyProgram second(*programs, host::default_profile(), clock);
    const std::string seal_once = *programs->find("seal_once");
    const std::vector<base::Bytes> anchors{sealer->root().der()};

    std::vector<Subject> subjects;
    for (bench::TestDocument& document : bench::test_documents()) {
        Subject subject{document.name, std::move(document.pdf), {}, {}, {}, {}, {}};
        const std::string stem = workplace / std::to_string(subjects.size());
        subject.in = stem + ".pdf";
        subject.ours = stem + "-ours.pdf";
        subject.theirs = stem + "-theirs.pdf";
        bench::write_file(subject.in, subject.pdf);
        subject.description = reader.describe(subject.pdf).value();
        CHECK(subject.description.verdict.disposition == documents::Disposition::may_sign);
        subject.signed_pdf = sealer->seal(subject.pdf, subject.description).value();
        subjects.push_back(std::move(subject));
    }

    for (Subject& subject : subjects) {
        const std::string name = subject.name;
        measure("hash/" + name, Clock::processor, [&subject] {
            benchmark::DoNotOptimize(crypto::sha256(subject.pdf));
            return true;
        });
        measure("seal/" + name, Clock::processor, [&] { return static_cast<bool>(sealer->seal(subject.pdf, subject.description)); });
        measure("read/" + name, Clock::elapsed, [&] { return static_cast<bool>(reader.describe(subject.pdf)); });
        measure("second opinion/" + name, Clock::elapsed,
                [&] { return static_cast<bool>(second.check(subject.signed_pdf, anchors)); });
        measure("process/" + name, Clock::elapsed,
                [&] { return bench::run_quietly({seal_once, workplace.path(), subject.in, subject.ours}) == 0; });
        if (!has_pdfsig) continue;
        measure("pdfsig/" + name, Clock::elapsed, [&] {
            return bench::run_quietly({"pdfsig", "-add-signature", "-nssdir", nss, "-nick", "signer", subject.in, subject.theirs}) == 0;
        });
    }
    const Measured measured = bench::run_benchmarks(words[0], {words + 1, words + count});

    const auto of = [&](const std::string& name) { return measured.contains(name) ? measured.at(name) : bench::Figures{}; };
    bench::Comparison table;
    for (const Subject& subject : subjects) {
        const bool is_large = subject.name == "100 MB";
        std::optional<Target> target;
        if (subject.name == "100 pages") target = Target{Target::Kind::at_most, 5};
        if (is_large) target = Target{Target::Kind::at_most_times_the_peer, 3};
        table.add({"seal, " + subject.name, "ms", of("seal/" + subject.name), "SHA-256 of the file", of("hash/" + subject.name), target});
        table.add({"the same as a process", "ms", of("process/" + subject.name), "`pdfsig -add-signature`", of("pdfsig/" + subject.name), {}});
        table.add({"reading it in the sandbox", "ms", of("read/" + subject.name), "SHA-256 of the file", of("hash/" + subject.name), {}});
        table.add({"the second verifier on the result", "ms", of("second opinion/" + subject.name), "SHA-256 of the file",
                   of("hash/" + subject.name), {}});
    }
    table.print("Sealing with a software key (P-256)");
    for (const Subject& subject : subjects) {
        if (!measured.contains("process/" + subject.name)) continue;
        std::printf("%s: pdfsig calls ours %s", subject.name.c_str(), is_signed_for_pdfsig(subject.ours) ? "valid" : "NOT VALID");
        if (has_pdfsig) std::printf(", its own %s", is_signed_for_pdfsig(subject.theirs) ? "valid" : "NOT VALID");
        std::printf("\n");
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The life of a key, against tpm2_sign and openssl pkcs12 on the same work.
//
// "Sign in the chip" is what a person waits for: the code checked by the chip, the policy
// (approval, code, command, serial counter), the signature, the counter; against one
// tpm2_sign by a key that wants nothing. Both with swtpm; theirs starts a process. All
// times are elapsed.
#include "appliance/base/check.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/key_file_writer.h"
#include "emulator/device_bench.h"
#include "tests/bench/benchmark_run.h"
#include "tests/bench/chip_latency.h"
#include "tests/bench/sealer.h"
#include "tests/unit/tpm/bench.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <functional>

namespace {

namespace fs = std::filesystem;
using bench::Target;

const base::Digest document = crypto::sha256(base::as_bytes("the document"));
constexpr std::string_view password = "Quaternion-Marmalade-7301-Osprey";

void measure(const std::string& name, const std::function<bool()>& work, int iterations = 0) {
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), [work](benchmark::State& state) {
        for (auto _ : state)
            if (!work()) state.SkipWithError("it failed");
    });
    registered->Unit(benchmark::kMillisecond)->UseRealTime();
    if (iterations != 0) registered->Iterations(iterations);
}

// A chip with a code of its own behind the door.
struct Signing {
    explicit Signing(tpm::BusOptions bus = {}) : device(bus) {
        CHECK(device.approve_signing({3'600'000'000, 1'000, 1'000'000}));
        CHECK(device.tpm->key_guard().install(bench::pin_of("271828"), 3));
    }
    bool sign() {
        ports::KeyGuard& guard = device.tpm->key_guard();
        return guard.unlock(bench::pin_of("271828")) && guard.key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, document);
    }
    bench::Device device;
};

// The same for tpm2-tools: a chip with a key that wants nothing.
struct Theirs {
    Theirs() {
        tcti = "TPM2TOOLS_TCTI=" + chip.chip->tcti();
        const std::string at = chip.folder.path().string();
        std::ofstream(at + "/digest", std::ios::binary).write(reinterpret_cast<const char*>(document.data()), static_cast<std::streamsize>(document.size()));
        tool({"tpm2_startup", "-c"});  // no harm if it was
        is_ready = tool({"tpm2_createprimary", "-C", "o", "-G", "ecc", "-c", at + "/primary"}) &&
                   tool({"tpm2_create", "-C", at + "/primary", "-G", "ecc:ecdsa", "-u", at + "/public", "-r", at + "/private"}) && tool({"tpm2_flushcontext", "-t"}) &&
                   tool({"tpm2_load", "-C", at + "/primary", "-u", at + "/public", "-r", at + "/private", "-c", at + "/key"}) &&
                   tool({"tpm2_flushcontext", "-t"}) && tool({"tpm2_evictcontrol", "-C", "o", "-c", at + "/key", "0x81000042"}) && tool({"tpm2_flushcontext", "-t"}) && sign();
    }
    bool tool(std::vector<std::string> words) const {
        words.insert(words.begin(), {"env", tcti});
        return bench::run_quietly(words) == 0;
    }
    bool sign() const {
        const std::string at = chip.folder.path().string();
        return tool({"tpm2_sign", "-c", "0x81000042", "-g", "sha256", "-d", at + "/digest", "-o", at + "/signature"});
    }
    bench::NewDevice chip;
    std::string tcti;
    bool is_ready = false;
};

struct Files {
    Files() {
        at = folder.path().string();
        std::ofstream(at + "/password") << password;
        CHECK(bench::run_quietly({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at + "/key.pem", "-subj", "/CN=bench", "-days", "30", "-out", at + "/key.crt"}) == 0);
        CHECK(openssl_writes());
        std::ifstream in(at + "/openssl.pfx", std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        pfx = base::to_bytes(base::as_bytes(bytes));
        content.emplace(crypto::read_key_file(pfx, secret(), 0).value());
    }
    static base::SecretBytes secret() { return base::SecretBytes(base::as_bytes(password)); }
    bool openssl_writes() const {
        return bench::run_quietly({"openssl", "pkcs12", "-export", "-inkey", at + "/key.pem", "-in", at + "/key.crt", "-out", at + "/openssl.pfx", "-passout", "file:" + at + "/password",
                                   "-keypbe", "AES-256-CBC", "-certpbe", "AES-256-CBC", "-macalg", "sha256", "-iter", "600000"}) == 0;
    }
    bool openssl_reads() const { return bench::run_quietly({"openssl", "pkcs12", "-in", at + "/openssl.pfx", "-noout", "-passin", "file:" + at + "/password"}) == 0; }
    bench::ScratchFolder folder;
    std::string at;
    base::Bytes pfx;
    std::optional<crypto::KeyFile> content;
};

bench::Figures enrolments(const fs::path& folder, const std::string& programs, int count) {
    bench::Figures out;
    for (int i = 0; i < count; ++i) {
        const fs::path here = folder / std::to_string(i);
        fs::create_directories(here);
        auto device = emulator::DeviceBench::create(here / "device", here / "tpm", programs);
        CHECK(device);
        auto platform = emulator::PlatformBench::create(here / "platform", programs, emulator::DeviceBench::makers(here / "tpm"));
        CHECK(platform && (*platform)->start());
        (*platform)->network().plug_in();
        const long long began = bench::now_ns();
        CHECK((*device)->provision(**platform, "harbour-otter-41", "Harbour Clinic"));
        out.push_back(bench::milliseconds_since(began));
        (*platform)->stop();
    }
    return out;
}

}  // namespace

int main(int count, char** words) {
    setenv("TSS2_LOG", "all+NONE", 1);
    bench::print_surroundings();
    Signing swtpm;
    bench::ChipLatency slow(bench::infineon_slb9670), quick(bench::nuvoton_npct750);
    Signing infineon({.tap = &slow}), nuvoton({.tap = &quick});
    const Theirs theirs;
    if (!theirs.is_ready) std::printf("tpm2_sign is left out: tpm2-tools did not make a key\n");
    const Files files;
    int number = 0;

    measure("sign", [&] { return swtpm.sign(); });
    if (theirs.is_ready) measure("tpm2_sign", [&] { return theirs.sign(); });
    measure("sign/infineon", [&] { return infineon.sign(); }, 3);
    measure("sign/nuvoton", [&] { return nuvoton.sign(); }, 3);
    measure("create", [&] {
        const std::string name = "k" + std::to_string(number++);
        return swtpm.device.tpm->keeper().create(name, ports::KeyAlgorithm::ecdsa_p256, std::nullopt) && swtpm.device.tpm->keeper().destroy(name);
    }, 2);
    measure("export", [&] { return static_cast<bool>(crypto::write_pfx(files.content->key, files.content->chain, Files::secret())); });
    measure("openssl export", [&] { return files.openssl_writes(); });
    measure("import", [&] { return static_cast<bool>(crypto::read_key_file(files.pfx, Files::secret(), 0)); });
    measure("openssl import", [&] { return files.openssl_reads(); });

    const bench::Measured measured = bench::run_benchmarks(words[0], {words + 1, words + count});
    const auto of = [&](const char* name) { return measured.contains(name) ? measured.at(name) : bench::Figures{}; };
    const bench::ScratchFolder enrolling;
    const std::string programs = fs::read_symlink("/proc/self/exe").parent_path().string();
    bench::Comparison table;
    table.add({"sign in the chip, swtpm: code, policy, serial", "ms", of("sign"), "`tpm2_sign`, a key that wants nothing", of("tpm2_sign"), {}});
    table.add({"the same with the times of an Infineon SLB9670", "ms", of("sign/infineon"), "", {}, {}});
    table.add({"the same with the times of a Nuvoton NPCT750", "ms", of("sign/nuvoton"), "", {}, {}});
    table.add({"make a P-256 key and destroy it, swtpm", "ms", of("create"), "", {}, {}});
    table.add({"write a PFX, 600,000 rounds, and read it back", "ms", of("export"), "`openssl pkcs12 -export -iter 600000`", of("openssl export"), {}});
    table.add({"read a PFX, 600,000 rounds", "ms", of("import"), "`openssl pkcs12 -in -noout`", of("openssl import"), {}});
    table.add({"enrol a device over HTTPS, from an unowned chip", "ms", enrolments(enrolling.path(), programs, 5), "", {}, {}});
    table.print("The life of a key");
    return 0;
}

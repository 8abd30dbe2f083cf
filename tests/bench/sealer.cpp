// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/sealer.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/documents/pades.h"
#include "tests/bench/test_documents.h"

#include <chrono>
#include <cmath>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t wall_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Result<std::shared_ptr<crypto::SoftwareKey>> read_key(const std::string& path) {
    return crypto::SoftwareKey::from_pem(base::SecretBytes(base::ByteView(read_file(path))));
}

// Three strokes of 120 samples, about what a short name takes.
documents::Ink ink() {
    documents::Ink ink;
    for (int stroke = 0; stroke < 3; ++stroke) {
        documents::InkStroke points;
        for (int i = 0; i < 120; ++i) {
            const double t = i / 120.0;
            points.push_back({stroke * 40 + t * 45, 20 + 14 * std::sin(t * 20), 0.3 + 0.5 * std::fabs(std::sin(t * 9))});
        }
        ink.strokes.push_back(std::move(points));
    }
    return ink;
}

}  // namespace

Status Sealer::make_identity(const std::string& folder) {
    const std::string key_path = folder + "/key.pem";
    if (run_quietly({"openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key_path}) != 0)
        return Failure{Fault::program_failed, "openssl genpkey"};
    const auto root_key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    const auto key = TRY(read_key(key_path));
    const crypto::Validity validity{wall_ms() - day_ms, wall_ms() + 365 * day_ms};
    const crypto::Certificate root = TRY(crypto::make_root(*root_key, {"Bench root", ""}, validity));
    const crypto::Certificate own = TRY(crypto::issue_signer({root, *root_key, ""}, key->public_key(), {"Bench signer", ""}, validity));
    write_file(folder + "/root.pem", base::as_bytes(root.to_pem()));
    write_file(folder + "/signer.pem", base::as_bytes(own.to_pem()));
    // pdfsig 22.12 reserves as many bytes as its first signature took, and an ECDSA signature may be longer the second
    // time: one call in a few fails. So it gets a key whose signatures are all of one length.
    const std::string rsa_key = folder + "/rsa.key.pem", rsa = folder + "/rsa.pem";
    const bool is_made =
        run_quietly({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", rsa_key, "-out", rsa, "-subj", "/CN=Bench signer",
                     "-days", "30"}) == 0 &&
        run_quietly({"openssl", "pkcs12", "-export", "-inkey", rsa_key, "-in", rsa, "-name", "signer", "-passout", "pass:bench", "-out",
                     folder + "/signer.p12"}) == 0;
    return is_made ? Status{} : Failure{Fault::program_failed, "openssl req or pkcs12"};
}

Result<Sealer> Sealer::open(const std::string& folder) {
    auto fonts = TRY(documents::FontBook::open(documents::known_fonts("/usr/share/fonts")));
    auto key = TRY(read_key(folder + "/key.pem"));
    auto own = TRY(crypto::Certificate::all_from_pem(read_file(folder + "/signer.pem")));
    auto chain = TRY(crypto::Certificate::all_from_pem(read_file(folder + "/root.pem")));
    return Sealer(std::move(fonts), std::move(key), std::move(own), std::move(chain));
}

Result<Bytes> Sealer::seal(base::ByteView pdf, const documents::Description& description) const {
    documents::SealRequest request;
    request.place = TRY(documents::place_signature(description, "", "bench"));
    request.face = {ink(), "Mara Keller", "I agree to the treatment described in this form", wall_ms(), true};
    const documents::PreparedSeal prepared = TRY(documents::prepare_seal(pdf, description, m_fonts, request));
    const Bytes cms = TRY(crypto::sign_byte_range_digest(prepared.digest(), {m_own.front(), m_chain, *m_key}));
    const Bytes tail = TRY(prepared.complete(cms));
    Bytes file;
    file.reserve(pdf.size() + tail.size());
    base::append(file, pdf);
    base::append(file, tail);
    return file;
}

int run_quietly(const std::vector<std::string>& command) {
    std::vector<std::string> words = command;
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int descriptor : {1, 2}) posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    const int failed = posix_spawnp(&pid, raw[0], &actions, nullptr, raw.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    if (failed != 0 || waitpid(pid, &status, 0) != pid) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace bench

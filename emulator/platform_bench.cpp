// SPDX-License-Identifier: Apache-2.0
#include "emulator/platform_bench.h"

#include "appliance/crypto/authority.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::int64_t day_ms = 86'400'000;
constexpr int run_limit_ms = 120'000;

bool is_listening(std::uint16_t port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_up = connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(descriptor);
    return is_up;
}

}  // namespace

Result<std::string> PlatformBench::run(const std::string& program, std::vector<std::string> arguments) const {
    host::Errand errand{.path = m_programs + "/" + program, .arguments = std::move(arguments), .input = {}, .more_inputs = {}, .profile = {}};
    errand.profile.time_limit_ms = run_limit_ms;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    if (!report.ending.is_success()) return Failure{Fault::program_failed, program + ": " + report.complaints};
    std::string output(base::as_text(report.output));
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
}

Result<std::unique_ptr<PlatformBench>> PlatformBench::create(const fs::path& folder, const std::string& programs,
                                                             const std::vector<fs::path>& makers) {
    std::unique_ptr<PlatformBench> bench(new PlatformBench(folder, programs));
    if (fs::exists(folder / "public")) return bench;
    TRY(bench->run("inkseal-receiver", {"init", "--state", folder.string(), "--name", "Inkseal Platform", "--test-root", "--host", "127.0.0.1",
                                        "--host", "localhost"}));
    std::error_code error;
    fs::create_directories(folder / "ek-roots", error);
    for (const fs::path& maker : makers) fs::copy_file(maker, folder / "ek-roots" / maker.filename(), error);
    if (error) return Failure{Fault::disk_failed, "ek-roots: " + error.message()};
    TRY(bench->make_notary());
    return bench;
}

// The notary stands beside the platform: its key opens ink and nothing else, and
// nothing on the platform can read it.
Status PlatformBench::make_notary() const {
    const std::int64_t now = host::SystemClock().wall_ms();
    const auto root_key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p384));
    const auto key = TRY(crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p384));
    const crypto::Validity validity{now - day_ms, now + 3650 * day_ms};
    const crypto::Certificate root = TRY(crypto::make_root(*root_key, {"Notary root", {}}, validity));
    const crypto::Certificate notary =
        TRY(crypto::issue_agreement({root, *root_key, {}}, key->public_key(), {"Notary", {}}, validity));
    TRY(write_text(m_folder / "notary" / "notary.pem", notary.to_pem()));
    const base::SecretBytes pem = TRY(key->to_pem());
    return write_private(m_folder / "notary" / "notary.key", pem);
}

Status PlatformBench::start() {
    m_port = TRY(free_port());
    const int log = ::open((m_folder / "receiver.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const host::Descriptor log_file(log);
    host::Program program{.path = m_programs + "/inkseal-receiver",
                          .arguments = {"serve", "--state", m_folder.string(), "--listen", "127.0.0.1:" + std::to_string(m_port)},
                          .descriptors = {{1, log}, {2, log}},
                          .profile = {}};
    m_receiver.emplace(TRY(host::ChildProcess::start(program)));
    for (int waited = 0; waited < 10'000 && !is_listening(m_port); waited += 20) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (!is_listening(m_port)) return Failure{Fault::program_failed, "the receiver does not listen; see receiver.log"};
    m_network = TRY(NetworkSwitch::open(m_port));
    return {};
}

Status PlatformBench::trust_makers(const std::vector<fs::path>& makers, const std::string& label) {
    std::error_code error;
    for (const fs::path& maker : makers) fs::copy_file(maker, m_folder / "ek-roots" / (label + "-" + maker.filename().string()), error);
    if (error) return Failure{Fault::disk_failed, "ek-roots: " + error.message()};
    const bool was_plugged = m_network && m_network->is_plugged();
    stop();
    TRY(start());
    if (was_plugged) m_network->plug_in();
    return {};
}

void PlatformBench::stop() {
    m_network.reset();
    m_receiver.reset();
}

std::string PlatformBench::url() const { return "https://127.0.0.1:" + std::to_string(m_network->port()); }

Result<std::string> PlatformBench::enrolment_code() { return run("inkseal-receiver", {"enroll-code", "--state", m_folder.string()}); }

Status PlatformBench::issue_work_order(const std::string& device, const fs::path& envelope, const std::vector<fs::path>& files) {
    std::vector<std::string> arguments{"work-order", "--state", m_folder.string(), "--device", device, "--envelope", envelope.string()};
    for (const fs::path& file : files) {
        arguments.push_back("--document");
        arguments.push_back(file.string());
    }
    TRY(run("inkseal-receiver", std::move(arguments)));
    return {};
}

Status PlatformBench::run_archive(const fs::path& results) {
    TRY(run("inkseal-archive", {"--platform", m_folder.string(), "--results", results.string(), "--programs", m_programs}));
    return {};
}

Result<std::shared_ptr<crypto::SoftwareKey>> PlatformBench::authority() const {
    const base::SecretBytes pem = TRY(read_private(m_folder / "keys" / "approval.key"));
    return crypto::SoftwareKey::from_pem(pem);
}

Result<base::Bytes> PlatformBench::notary() const { return read_bytes(m_folder / "notary" / "notary.pem"); }

}  // namespace emulator

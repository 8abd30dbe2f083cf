// SPDX-License-Identifier: Apache-2.0
#include "emulator/device_bench.h"

#include "appliance/device/escrow.h"
#include "appliance/device/provisioning.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

#include <fcntl.h>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int start_limit_ms = 30'000;
constexpr int stop_limit_ms = 30'000;
constexpr int visit_limit_ms = 120'000;
constexpr std::uint64_t hour_ms = 3'600'000;
const std::vector<std::uint8_t> measured_pcrs{0, 2, 4, 7, 11};

}  // namespace

Result<std::unique_ptr<DeviceBench>> DeviceBench::create(const fs::path& state, const fs::path& tpm, const std::string& programs) {
    std::error_code error;
    fs::create_directories(state, error);
    if (error) return Failure{Fault::disk_failed, state.string() + ": " + error.message()};
    TRY(manufacture_tpm(tpm));
    std::unique_ptr<DeviceBench> bench(new DeviceBench(state, tpm, programs));
    TRY(bench->power_on());
    return bench;
}

std::vector<fs::path> DeviceBench::makers(const fs::path& tpm) {
    return {tpm / "ca" / "swtpm-localca-rootca-cert.pem", tpm / "ca" / "issuercert.pem"};
}

Status DeviceBench::power_on() {
    const std::lock_guard guard(m_plug);
    if (m_tpm) return m_tpm->power_on();
    m_tpm = TRY(Swtpm::start(m_tpm_folder));
    return {};
}

Status DeviceBench::record_bus(const fs::path& file) {
    if (has_power()) return Failure{Fault::usage_invalid, "the kiosk holds the chip; close it first"};
    const std::lock_guard guard(m_plug);
    m_tpm->stop();
    m_tpm->record(file);
    return m_tpm->power_on();
}

Status DeviceBench::provision(PlatformBench& platform, const std::string& name, const std::string& place, DeviceReach reach) {
    const std::shared_ptr<crypto::SoftwareKey> authority = TRY(platform.authority());
    tpm::PlatformApproval approved;
    approved.platform = TRY(tpm::measure_platform(tcti(), measured_pcrs));
    TRY(tpm::sign_approval(approved, *authority));

    device::ProvisioningOrder order;
    order.device = base::DeviceId(name);
    order.place = place;
    order.enrolment_code = TRY(platform.enrolment_code());
    order.platform_root = TRY(read_bytes(platform.public_file("root.pem")));
    order.notary = TRY(platform.notary());
    order.tpm.authority = authority->public_key();
    order.tpm.platforms = {approved};
    order.approve = [authority](tpm::Approval& approval) { return tpm::sign_approval(approval, *authority); };
    order.reach = {reach.lease_hours * hour_ms, 1'000, reach.signatures};

    const host::SystemClock clock;
    host::PosixDisk disk = TRY(host::PosixDisk::open(m_state.string()));
    order.log_origin = TRY(device::next_log_origin(disk, "inkseal.local/inkseal/" + name + "/1"));
    host::PosixDisk escrow_disk = TRY(host::PosixDisk::open_or_make(platform.public_file("../escrow").string()));
    device::EscrowFile escrow(escrow_disk, name + ".lockout", std::nullopt);
    order.tpm.escrow = [&escrow](std::string_view chip, const base::SecretBytes& secret) { return escrow.keep(chip, secret); };
    TRY(device::begin_provisioning(tcti(), disk, clock, order));
    TRY(visit(platform));
    TRY(device::answer_challenge(tcti(), disk, clock));
    TRY(visit(platform));
    return device::finish_provisioning(tcti(), disk, clock);
}

Status DeviceBench::visit(const PlatformBench& platform) {
    host::Errand errand{.path = m_programs + "/inkseal-courier",
                        .arguments = {"--state", m_state.string(), "--platform", platform.url(), "--once"},
                        .input = {},
                        .more_inputs = {},
                        .profile = {}};
    errand.profile.time_limit_ms = visit_limit_ms;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    if (!report.ending.is_success()) return Failure{Fault::program_failed, "inkseal-courier: " + report.complaints};
    return {};
}

Status DeviceBench::start_kiosk(ScreenSize size, PanelBench* panel) {
    const std::string control = (m_state / "control").string();
    std::int64_t clock_offset_ms = 0;
    bool is_disk_full = false;
    {
        const std::lock_guard guard(m_plug);
        clock_offset_ms = m_clock_offset_ms;
        is_disk_full = m_is_disk_full;
    }
    const host::Descriptor log(::open((m_state / "kiosk.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    host::Program program{.path = m_programs + "/inkseal-kiosk-emulated",
                          .arguments = {"--state", m_state.string(), "--tcti", tcti(), "--control", control,
                                        "--stick", (m_state.parent_path() / "stick").string(), "--width",
                                        std::to_string(size.width), "--height", std::to_string(size.height), "--clock-offset",
                                        std::to_string(clock_offset_ms)},
                          .descriptors = {{1, log.number()}, {2, log.number()}},
                          .profile = {}};
    if (is_disk_full) program.arguments.push_back("--disk-full");
    if (!m_usb.empty()) {  // programs of ours start their children with no environment
        program.arguments.insert(program.arguments.begin(), program.path);
        program.arguments.insert(program.arguments.begin(), m_usb.begin(), m_usb.end());
        program.path = "/usr/bin/env";
    }
    host::Descriptor line;
    if (panel != nullptr) {
        line = TRY(panel->connect());
        program.arguments.push_back("--shown");
        program.descriptors.push_back({panel_line_number, line.number()});
        program.descriptors.push_back({panel_pixels_number, panel->pixels_descriptor()});
    }
    std::error_code error;
    fs::remove(control, error);  // of a kiosk that lost its power
    {
        host::ChildProcess process = TRY(host::ChildProcess::start(program));
        const std::lock_guard guard(m_plug);
        m_process.emplace(std::move(process));
    }
    line.reset();
    auto kiosk = RemoteKiosk::connect(control, start_limit_ms);
    auto side_door = RemoteKiosk::connect(control, start_limit_ms);
    if (!kiosk || !side_door) return Failure{Fault::program_failed, "the kiosk did not start; see device/kiosk.log"};
    m_kiosk = std::move(*kiosk);
    const std::lock_guard guard(m_plug);
    m_side_door = std::move(*side_door);
    if (m_clock_offset_ms != clock_offset_ms) post_clock();  // moved while it started, when nobody listened yet
    return {};
}

Status DeviceBench::stop_kiosk() {
    base::Json request;
    request.set("op", "stop");
    TRY(m_kiosk->ask(request));
    const host::Ending ending = TRY(m_process->wait(stop_limit_ms));
    const std::lock_guard guard(m_plug);
    m_kiosk.reset();
    m_side_door.reset();
    m_process.reset();
    std::error_code error;
    fs::remove(m_state / "control", error);
    if (!ending.is_success()) return Failure{Fault::program_failed, "the kiosk ended badly; see device/kiosk.log"};
    return {};
}

void DeviceBench::kill_kiosk() {
    const std::lock_guard guard(m_plug);
    m_process.reset();
    m_kiosk.reset();
    m_side_door.reset();
}

void DeviceBench::cut_power() {
    const std::lock_guard guard(m_plug);
    m_process.reset();  // killed
    m_tpm->cut_power();
    m_kiosk.reset();
    m_side_door.reset();
}

void DeviceBench::pull_plug() {
    const std::lock_guard guard(m_plug);
    if (m_process) m_process->kill();
    if (m_tpm) m_tpm->kill();
}

void DeviceBench::move_clock(std::int64_t offset_ms) {
    const std::lock_guard guard(m_plug);
    m_clock_offset_ms = offset_ms;
    post_clock();
}

void DeviceBench::post_clock() {
    base::Json request;
    request.set("op", "clock").set("offset_ms", m_clock_offset_ms);
    post(request);
}

void DeviceBench::say_online(bool is_online) {
    const std::lock_guard guard(m_plug);
    base::Json request;
    request.set("op", "online").set("is", is_online);
    post(request);
}

base::Status DeviceBench::say_disk_full(bool is_full) {
    const std::lock_guard guard(m_plug);
    m_is_disk_full = is_full;
    base::Json request;
    request.set("op", "disk").set("is_full", is_full);
    post(request);
    return {};
}

void DeviceBench::post(const base::Json& request) {
    if (m_side_door) m_side_door->post(request);
}

}  // namespace emulator

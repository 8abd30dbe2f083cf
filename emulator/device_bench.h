// SPDX-License-Identifier: Apache-2.0
// One emulated device on the bench: its TPM, its state folder, its kiosk and its
// courier as processes of their own.
#pragma once

#include "appliance/host/child_process.h"
#include "emulator/panel_bench.h"
#include "emulator/platform_bench.h"
#include "emulator/remote_kiosk.h"
#include "emulator/swtpm.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace emulator {

struct ScreenSize {
    int width = 1920;
    int height = 1080;
};

// How far its first approval goes.
struct DeviceReach {
    std::uint64_t lease_hours = 30 * 24, signatures = 10'000;
};

class DeviceBench {
public:
    // Manufactures the TPM in `folder`/../tpm unless it is there, and powers it on.
    static base::Result<std::unique_ptr<DeviceBench>> create(const std::filesystem::path& state, const std::filesystem::path& tpm,
                                                             const std::string& programs);

    // The TPM maker's certificates, for the platform's list of roots.
    static std::vector<std::filesystem::path> makers(const std::filesystem::path& tpm);

    // Keys born in the TPM, certificates from the platform, approvals from its authority.
    base::Status provision(PlatformBench& platform, const std::string& name, const std::string& place, DeviceReach reach = {});

    // `panel`: where it is shown; null shows it nowhere. Its clock keeps what move_clock said.
    // What a kiosk that is started from now on needs to meet a bench's tokens: NAME=VALUE.
    void plug_usb(std::vector<std::string> environment) { m_usb = std::move(environment); }
    base::Status start_kiosk(ScreenSize size, PanelBench* panel);
    RemoteKiosk& kiosk() { return *m_kiosk; }
    // Orderly, as at closing time.
    base::Status stop_kiosk();
    // The plug is pulled: kiosk and TPM die at once, in the middle of whatever they do.
    void cut_power();
    base::Status power_on();
    // The kiosk's process and its chip, for tests that are unkind to them.
    pid_t kiosk_process() const { return m_process->process(); }
    Swtpm& chip() { return *m_tpm; }
    // What crosses the chip's bus from here on, written down by swtpm. The kiosk is closed.
    base::Status record_bus(const std::filesystem::path& file);
    // The kiosk dies and its chip does not notice, as after a crash.
    void kill_kiosk();
    bool has_power() const { return m_process.has_value(); }

    // ---- From any thread, at any moment: what happens to a device without its leave --------
    // Kills kiosk and TPM; whoever waits for them finds out. cut_power() is still due.
    void pull_plug();
    void move_clock(std::int64_t offset_ms);
    void say_online(bool is_online);
    // Nothing more fits on the kiosk's disk, until there is room again; also after a power cut.
    base::Status say_disk_full(bool is_full);

    // One visit of the courier to the platform. Fault program_failed with its words.
    base::Status visit(const PlatformBench& platform);

    const std::filesystem::path& state() const { return m_state; }
    std::string tcti() const { return m_tpm->tcti(); }

private:
    DeviceBench(std::filesystem::path state, std::filesystem::path tpm, std::string programs)
        : m_state(std::move(state)), m_tpm_folder(std::move(tpm)), m_programs(std::move(programs)) {}

    // Both with m_plug locked.
    void post(const base::Json& request);
    void post_clock();

    std::filesystem::path m_state;
    std::filesystem::path m_tpm_folder;
    std::string m_programs;
    mutable std::mutex m_plug;  // before what pull_plug and post reach for
    std::unique_ptr<Swtpm> m_tpm;
    std::optional<host::ChildProcess> m_process;
    std::unique_ptr<RemoteKiosk> m_kiosk;
    std::unique_ptr<RemoteKiosk> m_side_door;  // for what is said without waiting for an answer
    std::vector<std::string> m_usb;
    std::int64_t m_clock_offset_ms = 0;  // m_plug's too
    bool m_is_disk_full = false;         // and this
};

}  // namespace emulator

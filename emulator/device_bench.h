// SPDX-License-Identifier: Apache-2.0
// One emulated device on the bench: its TPM, its state folder, its kiosk and its
// courier as processes of their own.
#pragma once

#include "appliance/host/child_process.h"
#include "emulator/platform_bench.h"
#include "emulator/remote_kiosk.h"
#include "emulator/swtpm.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace emulator {

struct ScreenSize {
    int width = 1920;
    int height = 1080;
};

class DeviceBench {
public:
    // Manufactures the TPM in `folder`/../tpm unless it is there, and powers it on.
    static base::Result<std::unique_ptr<DeviceBench>> create(const std::filesystem::path& state, const std::filesystem::path& tpm,
                                                             const std::string& programs);

    // The TPM maker's certificates, for the platform's list of roots.
    static std::vector<std::filesystem::path> makers(const std::filesystem::path& tpm);

    // Keys born in the TPM, certificates from the platform, approvals from its authority.
    base::Status provision(PlatformBench& platform, const std::string& name, const std::string& place);

    base::Status start_kiosk(ScreenSize size, bool has_window);
    RemoteKiosk& kiosk() { return *m_kiosk; }
    // Orderly, as at closing time.
    base::Status stop_kiosk();
    // The plug is pulled: kiosk and TPM die at once, in the middle of whatever they do.
    void cut_power();
    base::Status power_on();
    // The kiosk's process and its chip, for tests that are unkind to them.
    pid_t kiosk_process() const { return m_process->process(); }
    Swtpm& chip() { return *m_tpm; }
    // The kiosk dies and its chip does not notice, as after a crash.
    void kill_kiosk();

    // One visit of the courier to the platform. Fault program_failed with its words.
    base::Status visit(const PlatformBench& platform);

    const std::filesystem::path& state() const { return m_state; }
    std::string tcti() const { return m_tpm->tcti(); }

private:
    DeviceBench(std::filesystem::path state, std::filesystem::path tpm, std::string programs)
        : m_state(std::move(state)), m_tpm_folder(std::move(tpm)), m_programs(std::move(programs)) {}

    std::filesystem::path m_state;
    std::filesystem::path m_tpm_folder;
    std::string m_programs;
    std::unique_ptr<Swtpm> m_tpm;
    std::optional<host::ChildProcess> m_process;
    std::unique_ptr<RemoteKiosk> m_kiosk;
};

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
// A TEST device made after a profile, on a TEST platform of its own, with two people of the
// bench on its roster beside those of the profile: an officer who tries it, and a witness.
// Everything on it is done by the programs that ship.
#pragma once

#include "appliance/provisioning/bundle.h"
#include "emulator/administrator.h"
#include "emulator/device_bench.h"
#include "emulator/staff_bench.h"

#include <filesystem>
#include <memory>
#include <string>

namespace emulator {

class RehearsalDesk {
public:
    static constexpr const char* officer = "rehearsal-officer";
    static constexpr const char* witness = "rehearsal-witness";

    // In `folder`, which is new. Faults: program_*, disk_*, and whatever of the profile does not work.
    static base::Result<std::unique_ptr<RehearsalDesk>> set_up(const provisioning::Draft& draft, const std::filesystem::path& folder,
                                                               const std::string& programs);

    // `inkseal LINE` at the device, with the officer's token; OUT/ is the folder. What it
    // printed. Fault program_failed with what the command said.
    base::Result<std::string> does(const std::string& line, int status = 0) const;

    const std::filesystem::path& folder() const { return m_folder; }
    std::filesystem::path state() const { return m_folder / "device"; }
    // Of the chip's lockout authorisation.
    std::filesystem::path escrow() const;
    std::string tcti() const { return m_device->tcti(); }
    // Who may certify what the rehearsal makes.
    base::Result<crypto::Certificate> issuing_certificate() const;
    base::Result<std::shared_ptr<crypto::SoftwareKey>> issuing_key() const;
    std::filesystem::path public_folder() const { return m_folder / "platform" / "public"; }
    base::Result<std::string> serial(const char* person) const { return m_staff->serial(person); }
    base::Status plug(const char* person) { return m_staff->plug(person); }

private:
    RehearsalDesk(provisioning::Draft draft, std::filesystem::path folder, std::string programs)
        : m_draft(std::move(draft)), m_folder(std::move(folder)), m_programs(std::move(programs)) {}
    base::Status make_device();
    base::Status take_bundle() const;
    base::Status hire_everybody();
    AdministratorPlace place() const;

    provisioning::Draft m_draft;
    std::filesystem::path m_folder;
    std::string m_programs;
    std::unique_ptr<DeviceBench> m_device;
    std::unique_ptr<PlatformBench> m_platform;
    std::unique_ptr<StaffBench> m_staff;
};

}  // namespace emulator

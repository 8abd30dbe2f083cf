// SPDX-License-Identifier: Apache-2.0
// A platform of one's own: the receiver and the archive, real programs on loopback,
// with keys made for the occasion.
#pragma once

#include "appliance/base/result.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/child_process.h"
#include "emulator/network_switch.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emulator {

// Its root is a TEST root: nothing that an emulated device signs is evidence.
class PlatformBench {
public:
    // Makes the platform in `folder` (which is created) unless it is there, with the
    // TPM makers' certificates in `makers` as roots for enrolment.
    // Faults: program_missing, program_failed, disk_failed.
    static base::Result<std::unique_ptr<PlatformBench>> create(const std::filesystem::path& folder, const std::string& programs,
                                                               const std::vector<std::filesystem::path>& makers);

    // Starts the receiver and the cable to it (unplugged).
    base::Status start();
    void stop();

    // Also enrols devices with TPMs of these makers. The receiver reads such things at its start,
    // so it is started anew; url() changes. `label` is one of a kind.
    base::Status trust_makers(const std::vector<std::filesystem::path>& makers, const std::string& label);

    NetworkSwitch& network() { return *m_network; }
    // What a device is told: the address at the near end of the cable.
    std::string url() const;

    base::Result<std::string> enrolment_code();
    // `files`: the documents and SIGNER.code files named by the envelope.
    base::Status issue_work_order(const std::string& device, const std::filesystem::path& envelope,
                                  const std::vector<std::filesystem::path>& files);
    // Opens what has arrived and writes the finished files to `results`.
    base::Status run_archive(const std::filesystem::path& results);

    std::filesystem::path public_file(std::string_view name) const { return m_folder / "public" / name; }
    // The approval authority's key, which a bench has and a device never.
    base::Result<std::shared_ptr<crypto::SoftwareKey>> authority() const;
    // PEM of the notary that raw ink is encrypted to. Its key lies in `folder`/notary.
    base::Result<base::Bytes> notary() const;

private:
    PlatformBench(std::filesystem::path folder, std::string programs) : m_folder(std::move(folder)), m_programs(std::move(programs)) {}
    base::Result<std::string> run(const std::string& program, std::vector<std::string> arguments) const;
    base::Status make_notary() const;

    std::filesystem::path m_folder;
    std::string m_programs;
    std::uint16_t m_port = 0;
    std::optional<host::ChildProcess> m_receiver;
    std::unique_ptr<NetworkSwitch> m_network;
};

}  // namespace emulator

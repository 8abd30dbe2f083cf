// SPDX-License-Identifier: Apache-2.0
// The people who work with the devices of a bench, each with a virtual USB token: keys
// made in it, certificates of a staff authority of the bench's own, a code. They are
// hired with the programs that ship, as a real office would do it.
#pragma once

#include "appliance/base/result.h"
#include "appliance/crypto/certificate.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/child_process.h"
#include "emulator/remote_kiosk.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emulator {

class StaffBench {
public:
    // Everybody's code; it protects nothing on a bench.
    static constexpr const char* code = "123456";

    // In `folder`: the bus, each token's memory, ID.pem (signature key), ID.door.pem, ID.pin.
    static base::Result<std::unique_ptr<StaffBench>> create(const std::filesystem::path& folder, const std::string& programs);
    ~StaffBench();

    // A new colleague with a token of their own, which stays out of the USB until it is
    // plugged in. `roles` as rosters spell them. Faults: program_*, disk_*, usage_invalid.
    base::Status hire(const std::string& id, const std::string& name, const std::vector<std::string>& roles);
    base::Status plug(const std::string& id);
    base::Status pull(const std::string& id);
    // Its serial number. Fault: usage_invalid (nobody of that name).
    base::Result<std::string> serial(const std::string& id) const;

    // Who works here, as the platform is told it: people.json. A year from `now_ms`. `others`
    // have tokens elsewhere, of which this bench knows the certificates only.
    struct Other {
        std::string id, name;
        std::vector<std::string> roles;
        crypto::Certificate door;
    };
    base::Result<std::filesystem::path> people_file(const std::string& site, std::int64_t now_ms, const std::vector<Other>& others = {}) const;

    // What a program needs to meet these tokens instead of the machine's USB: NAME=VALUE.
    std::vector<std::string> environment() const;

private:
    struct Colleague {
        std::string name, serial;
        std::vector<std::string> roles;
        std::optional<crypto::Certificate> door;
        std::optional<host::ChildProcess> process;
        std::unique_ptr<RemoteKiosk> hand;  // plugs and pulls; tokens obey as kiosks do
    };

    StaffBench(std::filesystem::path folder, std::string programs) : m_folder(std::move(folder)), m_programs(std::move(programs)) {}
    base::Status start_token(const std::string& id, Colleague& colleague);
    base::Status make_key(const std::string& id, const Colleague& colleague, const std::string& slot, const std::string& file,
                          std::optional<crypto::Certificate>& certificate);
    base::Status token_command(std::vector<std::string> words) const;
    base::Status order(const std::string& id, const char* what);

    std::filesystem::path m_folder;
    std::string m_programs;
    std::shared_ptr<crypto::SoftwareKey> m_authority;
    std::optional<crypto::Certificate> m_authority_certificate;
    std::map<std::string, Colleague> m_people;
};

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/release_approvals.h"

#include "appliance/cli/files.h"
#include "appliance/host/system_clock.h"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <set>
#include <thread>

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

constexpr auto look_again = std::chrono::milliseconds(200);
constexpr std::string_view ending = ".sig";

}  // namespace

Status gather_approvals(const KeysWork& work, keys::Release& release, const std::string& key, const ports::ReleaseRequest& asked,
                        const WayOut& way, const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Failure{Fault::disk_failed, folder + ": " + error.message()};
    const std::string path = (fs::path(folder) / "request.p7m").string();
    const keys::ApprovalRequest request{.device = work.device.parts().identity.device, .key = key, .key_area = asked.key_area, .authority = asked.authority,
                                        .for_whom = way.for_whom, .destination = way.destination, .nonce = asked.nonce, .quorum = release.quorum()};
    const base::Bytes message = TRY(work.device.sign_message(base::as_bytes(base::canonical_json(to_json(request)))));
    TRY(write_file(path, message));
    std::cerr << "waiting for " << static_cast<int>(release.quorum().needed) << " approvals of " << path << "\n"
              << "each custodian: inkseal keys approve " << path << " --trust FOLDER --out " << folder << "/NAME.sig\n";
    const host::SystemClock clock;
    const std::int64_t until = clock.boot_ms() + ports::KeyKeeper::release_max_ms;
    std::set<std::string> seen;
    while (!release.is_complete()) {
        TRY(work.who.require(staff::Duty::begin_release));
        for (const auto& [name, signature] : TRY(read_folder(folder))) {
            if (!name.ends_with(ending) || !seen.insert(name).second) continue;
            const auto custodian = keys::custodian_of(release.quorum(), asked.digest, signature);
            const Status taken = custodian ? release.approve(*custodian, signature) : Status(custodian.failure());
            if (taken) std::cerr << name << ": approved by custodian " << *custodian + 1 << "\n";
            else std::cerr << name << ": not counted, " << taken.failure().detail << "\n";
            if (release.is_complete()) break;
        }
        if (release.is_complete()) break;
        if (clock.boot_ms() >= until) return Failure{Fault::export_refused, "too few custodians approved within ten minutes"};
        std::this_thread::sleep_for(look_again);
    }
    // Spent: they fit nothing else.
    fs::remove(path, error);
    return {};
}

}  // namespace cli

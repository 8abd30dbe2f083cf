// SPDX-License-Identifier: Apache-2.0
#include "emulator/rehearsal.h"

#include "appliance/crypto/digest.h"
#include "appliance/host/system_clock.h"
#include "appliance/provisioning/bundle.h"
#include "emulator/bench_files.h"
#include "emulator/rehearsal_steps.h"
#include "emulator/story.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using Tell = std::function<void(const std::string&)>;

struct Rehearser {
    std::shared_ptr<crypto::SoftwareKey> key;
    crypto::Certificate certificate;
    std::vector<crypto::Certificate> issuers;
    crypto::CmsSigner signer() const { return {certificate, issuers, *key}; }
};

// Found out before the work, not after it: whether the key is the certificate's, and may do this.
Status check(const Rehearser& rehearser, std::int64_t now_ms) {
    crypto::TrustStore only;
    only.add_anchor(rehearser.certificate);
    const Bytes tried = TRY(crypto::sign_message(base::as_bytes("a trial"), rehearser.signer()));
    const auto passed = crypto::verify_message(tried, only, crypto::Purpose::rehearsal, now_ms);
    if (passed) return {};
    return Failure{passed.fault(), "the certificate does not let this key sign rehearsals: " + passed.failure().detail};
}

Result<Rehearser> read_rehearser(const RehearsalOrder& order, std::int64_t now_ms) {
    const base::SecretBytes key_text = TRY(read_private(order.key));
    const Bytes pem = TRY(read_bytes(order.certificate));
    std::shared_ptr<crypto::SoftwareKey> key = TRY(crypto::SoftwareKey::from_pem(key_text));
    std::vector<crypto::Certificate> chain = TRY(crypto::Certificate::all_from_pem(pem));
    Rehearser out{std::move(key), chain.front(), {chain.begin() + 1, chain.end()}};
    TRY(check(out, now_ms));
    return out;
}

// The steps so far, and the next one's evidence.
Status take(provisioning::Rehearsal& rehearsal, const Result<fs::path>& evidence, const Tell& tell) {
    const std::string step(provisioning::rehearsal_steps[rehearsal.results.size()]);
    if (!evidence) return Failure{Fault::program_failed, "the step " + step + " failed, there is no certificate: " + evidence.failure().detail};
    const Bytes left = TRY(read_bytes(*evidence));
    rehearsal.results.push_back({step, true, crypto::sha256(left)});
    tell(step + " passed; evidence/" + evidence->filename().string() + " has the SHA-256 " + base::to_hex(rehearsal.results.back().evidence));
    return {};
}

// Where sockets have short names, whatever `out` is called.
Result<fs::path> new_desk_folder() {
    std::string name = (fs::temp_directory_path() / "inkseal-rehearsal-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return Failure{Fault::disk_failed, name + ": " + std::generic_category().message(errno)};
    return fs::path(name);
}

Status go_through(provisioning::Rehearsal& rehearsal, const provisioning::Draft& draft, const RehearsalOrder& order, const fs::path& desk, const Tell& tell) {
    const auto made = RehearsalDesk::set_up(draft, desk, order.programs);
    if (!made) return Failure{Fault::program_failed, "making the TEST device failed, there is no certificate: " + made.failure().detail};
    const provisioning::Profile& profile = draft.profile;
    tell("a TEST device " + profile.name + " at " + profile.place + " was made from the profile, and follows it");
    RehearsalSteps steps(**made, profile, order.out / "evidence");
    TRY(take(rehearsal, steps.import(), tell));
    TRY(take(rehearsal, steps.test_sign(), tell));
    TRY(take(rehearsal, steps.audit_check(), tell));
    return take(rehearsal, steps.wipe(), tell);
}

}  // namespace

Status rehearse(const RehearsalOrder& order) {
    Narrator narrator;
    const Tell tell = order.tell ? order.tell : [&narrator](const std::string& step) { narrator.say(step); };
    const host::SystemClock clock;
    const Bytes payload = TRY(read_bytes(order.payload));
    const provisioning::Draft draft = TRY(provisioning::read_payload(payload));
    const Rehearser rehearser = TRY(read_rehearser(order, clock.wall_ms()));
    std::error_code error;
    fs::create_directories(order.out / "evidence", error);
    if (error) return Failure{Fault::disk_failed, order.out.string() + ": " + error.message()};

    provisioning::Rehearsal rehearsal{.payload = crypto::sha256(payload), .date_ms = 0, .emulator = INKSEAL_VERSION, .results = {}};
    tell("bundle " + std::to_string(draft.serial) + " is rehearsed: " + base::to_hex(rehearsal.payload));
    const fs::path desk = TRY(new_desk_folder());
    if (const Status gone_through = go_through(rehearsal, draft, order, desk, tell); !gone_through) {
        fs::rename(desk, order.out / "desk", error);  // another disk leaves it where it is
        tell("what is left of that device, for a look: " + (error ? desk : order.out / "desk").string());
        return gone_through;
    }
    // What is left of the bench's own platform and tokens; the device is gone already.
    fs::remove_all(desk, error);
    rehearsal.date_ms = clock.wall_ms() / 1000 * 1000;
    const Bytes certified = TRY(provisioning::certify_rehearsal(rehearsal, rehearser.signer()));
    TRY(write_text(order.out / "rehearsal.p7m", base::as_text(certified)));
    tell("certified: " + (order.out / "rehearsal.p7m").string());
    return {};
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_trial.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/system_clock.h"
#include "emulator/administrator.h"
#include "emulator/bench_files.h"
#include "emulator/rehearsal.h"
#include "emulator/rehearsal_twin.h"

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::int64_t second_ms = 1000, day_ms = 86'400 * second_ms, good_for = 90 * day_ms;

// "2026-11-23T17:42" as 202611231742: it grows by itself, on every bench alike.
std::uint64_t number_of(std::int64_t now_ms) {
    std::uint64_t number = 0;
    for (const char c : base::to_rfc3339(now_ms).substr(0, 16))
        if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint64_t>(c - '0');
    return number;
}

// The logo lies beside the profile under any name: the profile names it by its digest.
Status add_logo(provisioning::Draft& draft, const fs::path& folder) {
    const std::string& wanted = draft.profile.branding.logo;
    if (wanted.empty()) return {};
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.is_regular_file(error) || entry.file_size(error) > provisioning::bundle_size_max) continue;
        Bytes content = TRY(read_bytes(entry.path()));
        if (base::to_hex(crypto::sha256(content)) != wanted) continue;
        draft.files[wanted] = std::move(content);
        return {};
    }
    return Failure{Fault::configuration_invalid, "no file beside the profile is the logo that it names by its SHA-256"};
}

Result<provisioning::Draft> draft_of(const fs::path& file, std::int64_t now_ms) {
    const Bytes text = TRY(read_bytes(file));
    provisioning::Reading reading = provisioning::read_profile(base::as_text(text));
    if (!reading.profile) {
        std::string all = provisioning::text_of(reading.complaints);  // one a line
        while (all.ends_with('\n')) all.pop_back();
        for (std::size_t at = all.find('\n'); at != std::string::npos; at = all.find('\n', at)) all.replace(at, 1, "; ");
        return Failure{Fault::configuration_invalid, all};
    }
    provisioning::Draft draft;
    draft.profile = *std::move(reading.profile);
    draft.serial = number_of(now_ms);
    draft.not_before_ms = now_ms / second_ms * second_ms;
    draft.expires_ms = draft.not_before_ms + good_for;
    TRY(add_logo(draft, fs::absolute(file).parent_path()));
    return draft;
}

Status expect_done(const CommandAnswer& answer) {
    if (answer.status == 0) return {};
    return Failure{Fault::program_failed, answer.complaints.empty() ? answer.output : answer.complaints};
}

Status install(Desk& desk, const AdministratorPlace& place, const fs::path& bundle) {
    TRY(desk.device().stop_kiosk());
    const auto answer = run_inkseal(place, "provision install \"" + bundle.string() + "\"");
    TRY(desk.open_kiosk());  // with the new one or the old one
    if (!answer) return answer.failure();
    return expect_done(*answer);
}

// As anybody who rehearses for a platform comes to a key: a request, and its answer.
Status be_appointed(const AdministratorPlace& platform, const fs::path& key_file, const fs::path& certificate) {
    const auto key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    const base::SecretBytes pem = TRY(key->to_pem());
    const Bytes request = TRY(crypto::create_csr(*key, "This bench"));
    const fs::path request_file = fs::path(certificate).replace_extension(".csr");
    TRY(write_text(request_file, crypto::csr_to_pem(request)));
    TRY(write_private(key_file, pem));
    const CommandAnswer answer = TRY(run_platform(platform, "appoint --as rehearser --name \"This bench\" --request \"" + request_file.string() + "\" --out \"" +
                                                                certificate.string() + "\""));
    return expect_done(answer);
}

}  // namespace

Status try_profile(Desk& desk, const fs::path& profile, const fs::path& folder, const std::string& programs) {
    const std::int64_t now_ms = host::SystemClock().wall_ms();
    provisioning::Draft draft = TRY(draft_of(profile, now_ms));
    draft.profile.name = desk.device_name();
    const Bytes bundle = TRY(twin_by_platform(draft, folder / "platform", now_ms));
    const fs::path file = folder / "trial.bundle";
    TRY(write_text(file, base::as_text(bundle)));
    const AdministratorPlace place{.programs = programs, .state = desk.state(), .tcti = desk.device().tcti(), .platform = folder / "platform", .out = folder, .environment = {}, .words = {}};
    return install(desk, place, file);
}

Status rehearse_profile(const fs::path& profile, const fs::path& folder, const std::string& programs, const std::function<void(const std::string&)>& tell) {
    const provisioning::Draft draft = TRY(draft_of(profile, host::SystemClock().wall_ms()));
    const Bytes payload = TRY(provisioning::make_payload(draft));
    const fs::path key = folder / "rehearser.key", certificate = folder / "rehearser.pem";
    const AdministratorPlace place{.programs = programs, .state = folder / "device", .tcti = {}, .platform = folder / "platform", .out = folder, .environment = {}, .words = {}};
    if (!fs::exists(key) && !fs::exists(certificate)) TRY(be_appointed(place, key, certificate));
    const fs::path out = folder / "rehearsals" / (draft.profile.name + "-" + std::to_string(draft.serial));
    const fs::path payload_file = out.string() + ".payload";
    if (fs::exists(out)) return Failure{Fault::usage_invalid, "a rehearsal of this minute lies in " + out.string()};
    TRY(write_text(payload_file, base::as_text(payload)));
    TRY(rehearse({.payload = payload_file, .out = out, .key = key, .certificate = certificate, .programs = programs, .tell = tell}));
    tell("next: inkseal provision bundle make --payload " + payload_file.string() + " --rehearsal " + (out / "rehearsal.p7m").string() + " --key, --certificate and --out of the provisioner");
    return {};
}

}  // namespace emulator

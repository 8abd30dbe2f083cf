// SPDX-License-Identifier: Apache-2.0
#include "emulator/rehearsal_desk.h"

#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"
#include "emulator/rehearsal_twin.h"

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// The rehearsal brings a key from outside, which a platform must be willing to certify.
constexpr std::string_view house_policy = R"({"certifies_imported":true})";

Result<std::string> expect(const CommandAnswer& answer, int status, const std::string& line) {
    if (answer.status == status) return answer.output;
    return Failure{Fault::program_failed, line + " ended with " + std::to_string(answer.status) + "\n" + answer.complaints + answer.output};
}

}  // namespace

Result<std::unique_ptr<RehearsalDesk>> RehearsalDesk::set_up(const provisioning::Draft& draft, const fs::path& folder,
                                                             const std::string& programs) {
    std::unique_ptr<RehearsalDesk> desk(new RehearsalDesk(draft, folder, programs));
    TRY(desk->make_device());
    TRY(desk->hire_everybody());
    return desk;
}

Status RehearsalDesk::make_device() {
    m_device = TRY(DeviceBench::create(state(), m_folder / "tpm", m_programs));
    m_platform = TRY(PlatformBench::create(m_folder / "platform", m_programs, DeviceBench::makers(m_folder / "tpm")));
    TRY(write_text(m_folder / "platform" / "policy.json", house_policy));
    TRY(m_platform->start());
    m_platform->network().plug_in();
    const DeviceReach reach{static_cast<std::uint64_t>(m_draft.profile.policies.lease_hours), static_cast<std::uint64_t>(m_draft.profile.policies.signatures)};
    return m_device->provision(*m_platform, m_draft.profile.name, m_draft.profile.place, reach);
}

// From here on it follows the whole profile.
Status RehearsalDesk::take_bundle() const {
    const base::Bytes twin = TRY(twin_by_platform(m_draft, m_folder / "platform", host::SystemClock().wall_ms()));
    TRY(write_text(m_folder / "twin.bundle", base::as_text(twin)));
    const CommandAnswer taken = TRY(run_inkseal(place(), "provision install OUT/twin.bundle"));
    TRY(expect(taken, 0, "provision install"));
    return {};
}

Status RehearsalDesk::hire_everybody() {
    m_staff = TRY(StaffBench::create(m_folder / "staff", m_programs));
    TRY(take_bundle());
    TRY(m_staff->hire(officer, "Rehearsal Officer", {"security-officer"}));
    TRY(m_staff->hire(witness, "Rehearsal Witness", {"auditor"}));
    std::vector<StaffBench::Other> others;
    for (const provisioning::StaffMember& member : m_draft.profile.staff) {
        std::vector<std::string> roles;
        for (const staff::Role role : member.roles) roles.emplace_back(staff::name_of(role));
        const auto certificates = TRY(crypto::Certificate::all_from_pem(base::as_bytes(member.certificate)));
        others.push_back({member.id, member.name, std::move(roles), certificates.front()});
    }
    const fs::path people = TRY(m_staff->people_file(m_draft.profile.site, host::SystemClock().wall_ms(), others));
    const std::string line = "roster --people \"" + people.string() + "\" --out OUT/roster.p7m";
    const CommandAnswer answer = TRY(run_platform(place(), line));
    TRY(expect(answer, 0, line));
    const CommandAnswer installed = TRY(run_inkseal(place(), "staff roster OUT/roster.p7m"));
    TRY(expect(installed, 0, "staff roster"));
    return m_staff->plug(officer);
}

AdministratorPlace RehearsalDesk::place() const {
    return {.programs = m_programs, .state = state(), .tcti = m_device->tcti(), .platform = m_folder / "platform", .out = m_folder,
            .environment = m_staff->environment(),
            .words = {}};
}

Result<std::string> RehearsalDesk::does(const std::string& line, int status) const {
    const CommandAnswer answer = TRY(run_inkseal(place(), line));
    return expect(answer, status, line.substr(0, line.find(" --")));
}

fs::path RehearsalDesk::escrow() const { return m_folder / "platform" / "escrow" / (m_draft.profile.name + ".lockout"); }

Result<crypto::Certificate> RehearsalDesk::issuing_certificate() const {
    const base::Bytes pem = TRY(read_bytes(public_folder() / "issuing.pem"));
    const auto certificates = TRY(crypto::Certificate::all_from_pem(pem));
    return certificates.front();
}

Result<std::shared_ptr<crypto::SoftwareKey>> RehearsalDesk::issuing_key() const {
    const base::SecretBytes pem = TRY(read_private(m_folder / "platform" / "keys" / "issuing.key"));
    return crypto::SoftwareKey::from_pem(pem);
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "emulator/rehearsal_steps.h"

#include "emulator/bench_files.h"
#include "emulator/rehearsal_key.h"

#include <sstream>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int indeterminate = 2;  // of `inkseal verify`

std::string quoted(const fs::path& path) { return "\"" + path.string() + "\""; }
std::string pin_of(const char* person) { return std::string("OUT/staff/") + person + ".pin"; }
std::string by_the_officer() { return " --pin-file " + pin_of(RehearsalDesk::officer); }

// "SEQUENCE  TIME  EVENT  more": the third words. Anchors are the log's own, as often as it likes.
std::vector<std::string> events_in(const std::string& log) {
    std::vector<std::string> events;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string sequence, time, event;
        if (words >> sequence >> time >> event && event != "anchor") events.push_back(std::move(event));
    }
    return events;
}

}  // namespace

Status RehearsalSteps::make_key_file() const {
    const crypto::Certificate issuing = TRY(m_desk.issuing_certificate());
    const auto key = TRY(m_desk.issuing_key());
    return bring_key(m_desk.folder(), {issuing, *key, {}}, m_profile.name);
}

Result<fs::path> RehearsalSteps::import() {
    TRY(make_key_file());
    TRY(m_desk.does("keys import OUT/brought.pfx --name brought --password-file OUT/brought.password" + by_the_officer()));
    if (!m_profile.custodians.empty()) {
        std::string line = "keys create guarded --algorithm p256 --needed " + std::to_string(m_profile.quorum);
        std::size_t number = 0;
        for (const provisioning::Custodian& custodian : m_profile.custodians) {
            const fs::path file = m_desk.folder() / ("custodian-" + std::to_string(++number) + ".pem");
            TRY(write_text(file, custodian.certificate));
            line += " --custodian " + quoted(file);
        }
        TRY(m_desk.does(line + by_the_officer()));
    }
    const fs::path left = m_evidence / "import.json";
    const std::string list = TRY(m_desk.does("keys list --json" + by_the_officer()));
    TRY(write_text(left, list));
    if (list.find("\"brought\"") != std::string::npos) return left;
    return Failure{Fault::program_failed, "the imported key is not on the list:\n" + list};
}

Result<fs::path> RehearsalSteps::test_sign() {
    const fs::path left = m_evidence / "test-sign.pdf";
    TRY(m_desk.does("keys test brought --out " + quoted(left) + by_the_officer()));
    // With the roots of the TEST platform, nobody takes it for evidence all the same.
    const std::string verdict = TRY(m_desk.does("verify " + quoted(left) + " --trust " + quoted(m_desk.public_folder()), indeterminate));
    if (verdict.find("TEST") != std::string::npos) return left;
    return Failure{Fault::program_failed, "the verdict does not say TEST:\n" + verdict};
}

// What the desk and the steps above did, command by command: each boots the device, and all
// but the bundle's and the roster's are by somebody who signs in and out.
std::vector<std::string> RehearsalSteps::expected_events() const {
    std::vector<std::string> events{"device-provisioned", "boot", "bundle-installed", "boot", "roster-installed"};
    const auto command = [&events](std::initializer_list<const char*> leaves) {
        events.insert(events.end(), {"boot", "staff-signed-in"});
        events.insert(events.end(), leaves.begin(), leaves.end());
        events.emplace_back("staff-signed-out");
    };
    command({"key-imported"});
    if (!m_profile.custodians.empty()) command({"key-created"});
    command({});
    command({"signing-intended", "signed", "key-tested", "parcel-queued"});
    return events;
}

Result<fs::path> RehearsalSteps::audit_check() {
    const fs::path left = m_evidence / "audit-check.txt";
    const std::string log = TRY(m_desk.does("audit show --state " + quoted(m_desk.state())));
    const std::string verdict = TRY(m_desk.does("audit verify --state " + quoted(m_desk.state())));
    TRY(write_text(left, log + verdict));
    if (events_in(log) == expected_events()) return left;
    return Failure{Fault::program_failed, "the log holds something else than was done:\n" + log};
}

Result<fs::path> RehearsalSteps::wipe() {
    TRY(m_desk.plug(RehearsalDesk::witness));
    const std::string officer = TRY(m_desk.serial(RehearsalDesk::officer)), witness = TRY(m_desk.serial(RehearsalDesk::witness));
    TRY(m_desk.does("device decommission --certificate " + quoted(m_evidence / "destruction.json") + " --escrow " + quoted(m_desk.escrow()) +
                    " --yes-destroy " + m_profile.name + " --abandon-undelivered --reason \"a rehearsal is over\" --token " + officer +
                    by_the_officer() + " --witness-token " + witness + " --witness-pin-file " + pin_of(RehearsalDesk::witness)));
    return m_evidence / "destruction.report.json";
}

}  // namespace emulator

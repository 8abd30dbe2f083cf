// SPDX-License-Identifier: Apache-2.0
#include "emulator/staff_bench.h"

#include "appliance/crypto/authority.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr int ready_limit_ms = 20'000;
constexpr int command_limit_ms = 60'000;
constexpr std::int64_t day_ms = 86'400'000;
constexpr const char* management_key = "010203040506070801020304050607080102030405060708";  // as tokens leave the factory

crypto::Validity this_year() {
    const std::int64_t now = host::SystemClock().wall_ms();
    return {now - day_ms, now + 365 * day_ms};
}

}  // namespace

StaffBench::~StaffBench() = default;

Result<std::unique_ptr<StaffBench>> StaffBench::create(const fs::path& folder, const std::string& programs) {
    std::unique_ptr<StaffBench> bench(new StaffBench(folder, programs));
    std::error_code error;
    fs::create_directories(folder / "bus", error);
    if (error) return Failure{Fault::disk_failed, folder.string() + ": " + error.message()};
    TRY(write_text(folder / "management", std::string(management_key) + "\n"));
    TRY(write_text(folder / "wrong.pin", "654321\n"));
    bench->m_authority = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    bench->m_authority_certificate = TRY(crypto::make_root(*bench->m_authority, {"TEST staff authority", ""}, this_year()));
    return bench;
}

std::vector<std::string> StaffBench::environment() const {
    return {"INKSEAL_USB_BUS=" + (m_folder / "bus").string(), "LD_LIBRARY_PATH=" + (fs::path(m_programs).parent_path() / "lib" / "usb-stand-in").string()};
}

Status StaffBench::start_token(const std::string& id, Colleague& colleague) {
    const fs::path orders = m_folder / (id + ".orders");
    std::vector<std::string> words = environment();
    words.insert(words.end(), {m_programs + "/inkseal-virtual-token", "--state", (m_folder / (id + ".json")).string(), "--control",
                               orders.string(), "--serial", colleague.serial, "--name", colleague.name});
    colleague.process.emplace(TRY(host::ChildProcess::start({.path = "/usr/bin/env", .arguments = std::move(words), .descriptors = {}, .profile = {}})));
    colleague.hand = TRY(RemoteKiosk::connect(orders.string(), ready_limit_ms));
    return {};
}

Status StaffBench::token_command(std::vector<std::string> words) const {
    std::vector<std::string> all = environment();
    all.insert(all.end(), {m_programs + "/inkseal", "token"});
    all.insert(all.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    host::Errand errand{.path = "/usr/bin/env", .arguments = std::move(all), .input = {}, .more_inputs = {}, .profile = {}};
    errand.profile.time_limit_ms = command_limit_ms;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    if (!report.ending.is_success()) return Failure{Fault::program_failed, "inkseal token: " + report.complaints};
    return {};
}

Status StaffBench::make_key(const std::string& id, const Colleague& colleague, const std::string& slot, const std::string& file,
                            std::optional<crypto::Certificate>& certificate) {
    const std::string management = (m_folder / "management").string(), key = (m_folder / (file + ".key")).string(), pem = (m_folder / file).string();
    TRY(token_command({"generate", "--slot", slot, "--token", colleague.serial, "--management-key-file", management, "--out", key}));
    const base::Bytes public_key = TRY(read_bytes(key));
    certificate = TRY(crypto::issue_signer({*m_authority_certificate, *m_authority, ""}, public_key, {id + " " + slot, ""}, this_year()));
    TRY(write_text(pem, certificate->to_pem()));
    return token_command({"certificate", "--slot", slot, "--token", colleague.serial, "--management-key-file", management, "--put", pem});
}

Status StaffBench::hire(const std::string& id, const std::string& name, const std::vector<std::string>& roles) {
    if (m_people.contains(id)) return Failure{Fault::usage_invalid, id + " works here already"};
    Colleague colleague;
    colleague.name = name;
    colleague.roles = roles;
    colleague.serial = std::to_string(41'001 + m_people.size());
    TRY(start_token(id, colleague));
    std::optional<crypto::Certificate> signature;
    TRY(make_key(id, colleague, "9a", id + ".door.pem", colleague.door));
    TRY(make_key(id, colleague, "9c", id + ".pem", signature));
    TRY(write_text(m_folder / (id + ".pin"), std::string(code) + "\n"));
    m_people.emplace(id, std::move(colleague));
    return pull(id);
}

Status StaffBench::order(const std::string& id, const char* what) {
    const auto found = m_people.find(id);
    if (found == m_people.end()) return Failure{Fault::usage_invalid, "nobody here is called " + id};
    Json request;
    request.set("op", what);
    TRY(found->second.hand->ask(request));
    return {};
}

Status StaffBench::plug(const std::string& id) { return order(id, "plug"); }
Status StaffBench::pull(const std::string& id) { return order(id, "pull"); }

Result<std::string> StaffBench::serial(const std::string& id) const {
    const auto found = m_people.find(id);
    if (found == m_people.end()) return Failure{Fault::usage_invalid, "nobody here is called " + id};
    return found->second.serial;
}

Result<fs::path> StaffBench::people_file(const std::string& site, std::int64_t now_ms, const std::vector<Other>& others) const {
    Json people{Json::Array{}};
    const auto add = [&](const std::string& id, const std::string& name, const std::vector<std::string>& held, const crypto::Certificate& door) {
        Json roles{Json::Array{}};
        for (const std::string& role : held) roles.push(role);
        Json one;
        one.set("id", id).set("name", name).set("roles", std::move(roles));
        one.set("certificate", base::to_base64(door.der()));
        one.set("not_before_ms", now_ms - day_ms).set("not_after_ms", now_ms + 365 * day_ms);
        people.push(std::move(one));
    };
    for (const auto& [id, colleague] : m_people) add(id, colleague.name, colleague.roles, *colleague.door);
    for (const Other& other : others) add(other.id, other.name, other.roles, other.door);
    Json file;
    file.set("site", site).set("days", 90).set("people", std::move(people)).set("revoked", Json::Array{});
    const fs::path path = m_folder / "people.json";
    TRY(write_text(path, base::canonical_json(file)));
    return path;
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/office_commands.h"

#include "appliance/base/calendar.h"
#include "sync/papers.h"
#include "sync/receiver/appointments.h"
#include "sync/receiver/letters.h"
#include "sync/receiver/registrations.h"
#include "sync/receiver/retirement.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/work_order.h"
#include "sync/receiver/roster.h"
#include "sync/registration.h"

#include <algorithm>
#include <fstream>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

Result<Bytes> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Failure{Fault::disk_not_found, path};
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

Status write_file(const std::string& path, base::ByteView content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) return Failure{Fault::disk_failed, path};
    return {};
}

Json to_json(const CertificateRow& row) {
    Json json;
    json.set("device", row.device.text)
        .set("key", row.key)
        .set("origin", row.origin)
        .set("serial", row.serial)
        .set("fingerprint", row.fingerprint)
        .set("issued_ms", row.issued_ms)
        .set("not_after_ms", row.not_after_ms)
        .set("replaces", row.replaces)
        .set("revoked_ms", row.revoked_ms);
    if (row.needed == 0) return json;
    Json custodians = Json(Json::Array{});
    for (const base::Digest& key : row.custodians) custodians.push(base::to_hex(key));
    json.set("custodians_needed", row.needed).set("custodians", std::move(custodians));
    return json;
}

std::string spoken(const CertificateRow& row) {
    std::string line = row.device.text + "  " + (row.key.empty() ? "?" : row.key) + "  " +
                       (row.origin.empty() ? "?" : row.origin) + "  " + row.serial;
    if (row.not_after_ms != 0) line += "  until " + base::to_rfc3339(row.not_after_ms);
    if (!row.replaces.empty()) line += "  replaces " + row.replaces;
    if (row.revoked_ms != 0) line += "  REVOKED " + base::to_rfc3339(row.revoked_ms);
    base::Bytes digest;
    if (base::from_hex(row.fingerprint, digest)) line += "  " + exchange::spoken_fingerprint(digest);
    if (row.needed == 0) return line;
    line += "\n    leaves when " + std::to_string(row.needed) + " of these agree:";
    for (const base::Digest& key : row.custodians) line += "\n    " + exchange::spoken_fingerprint(key);
    return line;
}

// As rows beside those of our own certificates.
Result<CertificateRow> as_certificate(const RegistrationRow& row) {
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(row.der));
    CertificateRow out = row_of(certificate, row.device, row.key, "registered", row.since_ms);
    out.revoked_ms = row.ended_ms;
    return out;
}

}  // namespace

Result<crypto::RevocationReason> reason_from(std::string_view text) {
    using Reason = crypto::RevocationReason;
    if (text == "unspecified") return Reason::unspecified;
    if (text == "key-compromise") return Reason::key_compromise;
    if (text == "superseded") return Reason::superseded;
    if (text == "cessation") return Reason::cessation;
    return Failure{Fault::usage_invalid, "--reason: unspecified, key-compromise, superseded or cessation"};
}

Status name_authority(const Desk& desk, const std::string& file, bool is_believed) {
    for (const crypto::Certificate& each : TRY(believe_authority(desk, file, is_believed)))
        std::cout << (is_believed ? "believed from now on: " : "no longer believed: ") << each.subject_common_name() << "\n    "
                  << exchange::spoken_fingerprint(each.fingerprint()) << "\n";
    return {};
}

Status certify_file(const Desk& desk, const std::string& request, const std::string& out) {
    const Bytes letter = TRY(read_file(request));
    const Bytes answer = TRY(answer_letter(desk, letter));
    return write_file(out, answer);
}

Status end_approvals(const Desk& desk, const std::string& device, const std::string& out) {
    const Bytes order = TRY(order_epoch(desk, base::DeviceId(device)));
    return out.empty() ? Status() : write_file(out, order);
}

Status order_work(const Desk& desk, const std::string& device, const std::string& envelope, const std::vector<std::string>& documents) {
    WorkOrderDraft draft;
    draft.device = base::DeviceId(device);
    const Bytes text = TRY(read_file(envelope));
    draft.envelope = std::string(base::as_text(text));
    for (const std::string& path : documents) draft.files.emplace_back().content = TRY(read_file(path));
    for (std::size_t i = 0; i < documents.size(); ++i) draft.files[i].name = std::filesystem::path(documents[i]).filename();
    for (exchange::ParcelFile& file : draft.files)
        if (file.name.ends_with(".code"))
            while (!file.content.empty() && file.content.back() == '\n') file.content.pop_back();
    const WorkOrderRow row = TRY(issue_work_order(desk, draft));
    std::cout << row.name << " " << base::to_hex(row.sha256) << std::endl;
    return {};
}

Status print_certificates(const Desk& desk, const std::string& device, bool as_json) {
    std::vector<CertificateRow> rows = TRY(desk.index.certificates(device));
    for (const RegistrationRow& row : TRY(desk.index.registrations(device))) rows.push_back(TRY(as_certificate(row)));
    if (!as_json) {
        for (const CertificateRow& row : rows) std::cout << spoken(row) << "\n";
        return {};
    }
    Json list = Json(Json::Array{});
    for (const CertificateRow& row : rows) list.push(to_json(row));
    std::cout << base::canonical_json(list) << "\n";
    return {};
}

Status revoke_by_hand(const Desk& desk, const Revoked& what, const std::string& reason) {
    const crypto::RevocationReason why = TRY(reason_from(reason));
    const base::DeviceId id(what.device);
    const std::int64_t now_ms = desk.clock.wall_ms();
    if (!what.key.empty()) {
        std::vector<std::string> serials;
        for (const CertificateRow& row : TRY(desk.index.certificates(what.device)))
            if (row.key == what.key && row.revoked_ms == 0) serials.push_back(row.serial);
        const std::size_t ended = TRY(end_registrations(desk, id, what.key));
        if (serials.empty() && ended == 0) return Failure{Fault::record_missing, "no certificate in force of a key " + what.key + " of " + what.device};
        for (const std::string& serial : serials) TRY(desk.index.revoke_certificate(id, serial, now_ms, why));
    } else if (!what.serial.empty()) {
        TRY(desk.index.revoke_certificate(id, what.serial, now_ms, why));
    } else {
        TRY(desk.index.revoke(id, now_ms, why));
        TRY(end_registrations(desk, id, {}));
    }
    return publish_crl(desk);
}

Status retire_by_files(const Desk& desk, const std::string& device, const std::string& certificate, const std::string& signature) {
    RetirementRow row;
    row.statement = TRY(read_file(certificate));
    row.signature = TRY(read_file(signature));
    const exchange::DestructionStatement statement = TRY(retire(desk, base::DeviceId(device), std::move(row)));
    std::cout << device << " is retired: " << statement.keys.size() << " keys ended on " << base::to_rfc3339(statement.at_ms) << ", by "
              << statement.officer.name << ", witnessed by " << statement.witness.name << "\n";
    if (statement.undelivered != 0)
        std::cout << "given up with it: " << statement.undelivered << " signed documents (" << statement.reason << ")\n";
    return {};
}

Status issue_roster(const Desk& desk, const std::string& people, const std::string& out, const std::vector<std::string>& devices) {
    const Bytes text = TRY(read_file(people));
    for (const std::string& device : devices)
        if (device != "all" && !TRY(desk.index.device(base::DeviceId(device))))
            return Failure{Fault::record_missing, device};
    const bool is_everybodys = std::find(devices.begin(), devices.end(), "all") != devices.end();
    const Bytes pack = TRY(make_roster(desk, base::as_text(text), is_everybodys ? std::vector<std::string>() : devices));
    TRY(write_file(out, pack));
    for (const std::string& device : devices)
        TRY(desk.index.put_paper(device == "all" ? std::string() : device, std::string(exchange::roster_name), pack));
    return {};
}

Status appoint_by_hand(const Desk& desk, const std::string& appointment, const std::string& name, const std::string& request,
                       const std::string& out, std::int64_t days) {
    const Appointment what = TRY(appointment_from(appointment));
    const Bytes asked = TRY(read_file(request));
    const std::string chain = TRY(appoint(desk, what, name, asked, days));
    return write_file(out, base::as_bytes(chain));
}

}  // namespace receiver

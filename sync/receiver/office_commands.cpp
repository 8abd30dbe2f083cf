// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/office_commands.h"

#include "appliance/base/calendar.h"
#include "sync/papers.h"
#include "sync/receiver/letters.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/roster.h"

#include <algorithm>
#include <fstream>
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
    return json;
}

std::string spoken(const CertificateRow& row) {
    std::string line = row.device.text + "  " + (row.key.empty() ? "?" : row.key) + "  " +
                       (row.origin.empty() ? "?" : row.origin) + "  " + row.serial;
    if (row.not_after_ms != 0) line += "  until " + base::to_rfc3339(row.not_after_ms);
    if (!row.replaces.empty()) line += "  replaces " + row.replaces;
    if (row.revoked_ms != 0) line += "  REVOKED " + base::to_rfc3339(row.revoked_ms);
    return line;
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

Status certify_file(const Desk& desk, const std::string& request, const std::string& out) {
    const Bytes letter = TRY(read_file(request));
    const Bytes answer = TRY(answer_letter(desk, letter));
    return write_file(out, answer);
}

Status end_approvals(const Desk& desk, const std::string& device, const std::string& out) {
    const Bytes order = TRY(order_epoch(desk, base::DeviceId(device)));
    return out.empty() ? Status() : write_file(out, order);
}

Status print_certificates(const Desk& desk, const std::string& device, bool as_json) {
    const std::vector<CertificateRow> rows = TRY(desk.index.certificates(device));
    if (!as_json) {
        for (const CertificateRow& row : rows) std::cout << spoken(row) << "\n";
        return {};
    }
    Json list = Json(Json::Array{});
    for (const CertificateRow& row : rows) list.push(to_json(row));
    std::cout << base::canonical_json(list) << "\n";
    return {};
}

Status revoke_by_hand(const Desk& desk, const std::string& device, const std::string& serial, const std::string& reason) {
    const crypto::RevocationReason why = TRY(reason_from(reason));
    const base::DeviceId id(device);
    const std::int64_t now_ms = desk.clock.wall_ms();
    if (serial.empty()) {
        TRY(desk.index.revoke(id, now_ms, why));
    } else {
        TRY(desk.index.revoke_certificate(id, serial, now_ms, why));
    }
    return publish_crl(desk);
}

Status issue_roster(const Desk& desk, const std::string& people, const std::string& out, const std::vector<std::string>& devices) {
    const Bytes text = TRY(read_file(people));
    for (const std::string& device : devices)
        if (device != "all" && !TRY(desk.index.device(base::DeviceId(device))))
            return Failure{Fault::record_missing, device};
    const Bytes pack = TRY(make_roster(desk, base::as_text(text)));
    TRY(write_file(out, pack));
    for (const std::string& device : devices)
        TRY(desk.index.put_paper(device == "all" ? std::string() : device, std::string(exchange::roster_name), pack));
    return {};
}

}  // namespace receiver

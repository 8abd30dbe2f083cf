// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/registrations.h"

#include "appliance/crypto/message.h"
#include "sync/papers.h"
#include "sync/registration.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using crypto::Certificate;

std::string path_of(const Certificate& authority) { return std::string(authorities_folder) + "/" + base::to_hex(authority.fingerprint()) + ".der"; }

Result<crypto::TrustStore> authorities(const Desk& desk) {
    crypto::TrustStore trust;
    for (const std::string& name : TRY(desk.disk.list(authorities_folder))) {
        const Bytes der = TRY(desk.disk.read(std::string(authorities_folder) + "/" + name));
        trust.add_anchor(TRY(Certificate::from_der(der)));
    }
    if (!trust.has_anchors()) return Failure{Fault::server_refused, "this platform knows no other authorities: inkseal-receiver authority"};
    return trust;
}

// `number` was drawn before the rows were read: of two at once the one with the newer rows
// does not get the older number.
Result<Bytes> signed_list(const Desk& desk, const base::DeviceId& device, std::uint64_t number, const std::vector<RegistrationRow>& rows) {
    exchange::RegistrationList list{.device = device, .number = number, .registered = {}, .ended = {}};
    for (const RegistrationRow& row : rows) {
        const Certificate certificate = TRY(Certificate::from_der(row.der));
        if (row.ended_ms != 0 && certificate.not_after_ms() < desk.clock.wall_ms()) continue;  // nobody takes it any more
        if (row.ended_ms == 0) list.registered.push_back({row.key, certificate.fingerprint(), row.anchor, row.since_ms});
        else list.ended.push_back({certificate.fingerprint(), row.ended_ms});
    }
    if (list.registered.size() > exchange::registrations_max) return Failure{Fault::server_refused, "this device has as many registered certificates as it may"};
    if (list.ended.size() > exchange::ended_max) return Failure{Fault::server_refused, "too many registrations of this device were ended; enrol it anew"};
    return exchange::sign_statement(exchange::to_json(list), desk.platform.receipt.signer());
}

}  // namespace

Result<std::vector<Certificate>> believe_authority(const Desk& desk, const std::string& path, bool is_believed) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Failure{Fault::disk_not_found, path};
    const Bytes content(std::istreambuf_iterator<char>(file), {});
    std::vector<Certificate> all;
    if (auto one = Certificate::from_der(content)) all.push_back(std::move(*one));
    else all = TRY(Certificate::all_from_pem(content));
    if (all.empty()) return Failure{Fault::certificate_invalid, path + " holds no certificate, neither PEM nor DER"};
    for (const Certificate& each : all) {
        if (!each.is_ca()) return Failure{Fault::certificate_invalid, "\"" + each.subject_common_name() + "\" is not an authority"};
        if (!is_believed) TRY(desk.disk.remove(path_of(each)));
        else TRY(desk.disk.write_atomically(path_of(each), each.der()));
    }
    return all;
}

Result<LetterAnswer> register_certificate(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter) {
    const exchange::RegistrationRequest request = TRY(exchange::registration_request_from(letter.content));
    const Certificate& certificate = request.chain.front();
    const crypto::TrustStore trust = TRY(authorities(desk));
    const std::int64_t now_ms = desk.clock.wall_ms();
    const std::vector<Certificate> path = TRY(trust.verify(certificate, crypto::Purpose::document_signing, now_ms, request.chain));
    if (crypto::is_test(path) != crypto::is_test({desk.platform.root}))
        return Failure{Fault::certificate_is_test, "a certificate of a rehearsal and a real platform do not mix"};
    const std::string proof = exchange::registration_proof(request.head, certificate);
    const crypto::VerifiedMessage proven = TRY(crypto::verify_detached(request.proof, base::as_bytes(proof), trust, crypto::Purpose::document_signing, now_ms));
    if (proven.signer.der() != certificate.der()) return Failure{Fault::signature_invalid, "the proof is by another certificate"};
    if (TRY(has_another_role(desk, device, certificate.public_key()))) return Failure{Fault::certificate_invalid, "a key with another role"};

    const std::uint64_t number = TRY(desk.index.next_number("registrations"));
    std::vector<RegistrationRow> rows = TRY(desk.index.registrations(device.device.text));
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const RegistrationRow& row) { return row.der == certificate.der(); });
    LetterAnswer answer;
    if (same == rows.end()) {
        answer.registration = RegistrationRow{device.device, request.key, certificate.der(), path.back().der(), now_ms, 0};
        rows.push_back(*answer.registration);
    } else if (same->ended_ms != 0) {
        return Failure{Fault::server_refused, "this certificate's registration was ended; it needs another one"};
    }
    const Bytes list = TRY(signed_list(desk, device.device, number, rows));
    answer.content = exchange::registration_answer(request.head, list);
    return answer;
}

Result<std::size_t> end_registrations(const Desk& desk, const base::DeviceId& device, const std::string& key) {
    std::size_t ended = 0;
    for (const RegistrationRow& row : TRY(desk.index.registrations(device.text))) {
        if (row.ended_ms != 0 || (!key.empty() && row.key != key)) continue;
        TRY(desk.index.end_registration(device, row.der, desk.clock.wall_ms()));
        ++ended;
    }
    if (ended == 0) return ended;
    const std::uint64_t number = TRY(desk.index.next_number("registrations"));
    const std::vector<RegistrationRow> rows = TRY(desk.index.registrations(device.text));
    const Bytes list = TRY(signed_list(desk, device, number, rows));
    TRY(desk.index.put_paper(device.text, std::string(exchange::registrations_name), list));
    return ended;
}

}  // namespace receiver

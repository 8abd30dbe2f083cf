// SPDX-License-Identifier: Apache-2.0
// A certificate for one more document key of a device that is enrolled already. The
// earlier certificates stay: a key is changed with overlap, and ended by a revocation.
#include "appliance/crypto/authority.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "sync/certificate_letter.h"
#include "sync/receiver/approval_policy.h"
#include "sync/receiver/document_key.h"
#include "sync/receiver/house_policy.h"
#include "sync/receiver/letters.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using crypto::Certificate;
using exchange::CertificateRequest;

constexpr std::int64_t day_ms = 86'400'000;

Result<KeyOrigin> origin_of(const Desk& desk, const DeviceRow& device, const CertificateRequest& request, base::ByteView public_key) {
    if (!request.statement) return KeyOrigin::imported;
    if (device.attestation_public.empty())
        return Failure{Fault::server_refused, "this device's attestation key is not known here: enrol it again"};
    // The same storage key as that of the key which the device was born with.
    if (!device.signing_attested.empty()) TRY(check_storage_key(request.statement->policy.storage_key_name, device.signing_attested));
    return judge_document_key(*request.statement, device.attestation_public, public_key,
                              exchange::certificate_binding(request.head.request), desk.platform.approval_key);
}

base::Status check_granted(const HousePolicy& policy, KeyOrigin origin, unsigned needed) {
    if (origin == KeyOrigin::imported && !policy.certifies_imported)
        return Failure{Fault::server_refused, "this platform certifies no imported keys"};
    if (origin == KeyOrigin::exportable && !policy.certifies_exportable)
        return Failure{Fault::server_refused, "this platform certifies no keys that can be exported"};
    // Otherwise one person could be all the custodians that a key has.
    if (origin == KeyOrigin::exportable && needed < policy.custodians_needed_min)
        return Failure{Fault::server_refused, "this key leaves when " + std::to_string(needed) + " of its custodians agree; this platform asks for " +
                                                  std::to_string(policy.custodians_needed_min)};
    return {};
}

}  // namespace

Result<bool> has_another_role(const Desk& desk, const DeviceRow& device, base::ByteView public_key) {
    const audit::NoteKey log_key = TRY(audit::parse_vkey(device.log_vkey));
    if (log_key.public_key == base::to_bytes(public_key)) return true;
    for (const CertificateRow& row : TRY(desk.index.certificates(device.device.text))) {
        if (row.key != "tls" && row.key != "parcel") continue;
        const Certificate certificate = TRY(Certificate::from_der(row.der));
        if (certificate.public_key() == base::to_bytes(public_key)) return true;
    }
    return false;
}

Result<LetterAnswer> certify(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter) {
    const CertificateRequest request = TRY(exchange::certificate_request_from(letter.content));
    const crypto::ParsedCsr csr = TRY(crypto::verify_csr(request.csr));
    const KeyOrigin origin = TRY(origin_of(desk, device, request, csr.public_key));
    const HousePolicy policy = TRY(read_house_policy(desk.disk));
    TRY(check_granted(policy, origin, request.statement ? request.statement->policy.needed : 0));
    if (TRY(has_another_role(desk, device, csr.public_key))) return Failure{Fault::certificate_invalid, "a key with another role"};
    const std::vector<CertificateRow> issued = TRY(desk.index.certificates(device.device.text));
    const auto is_replaced = [&](const CertificateRow& row) { return row.serial == request.replaces; };
    if (!request.replaces.empty() && std::none_of(issued.begin(), issued.end(), is_replaced))
        return Failure{Fault::message_invalid, "it replaces a certificate that this device never had"};

    const Platform& platform = desk.platform;
    const std::int64_t now_ms = desk.clock.wall_ms();
    const crypto::Issuer issuer{platform.issuing.certificate, *platform.issuing.key, platform.plan.public_url + "/crl/issuing.crl"};
    // The common name is the device, whatever the request says.
    const Certificate certificate =
        TRY(crypto::issue_signer(issuer, csr.public_key, {device.device.text, platform.plan.name},
                                 {now_ms - day_ms, now_ms + std::int64_t{policy.certificate_days} * day_ms}));
    const exchange::CertificateAnswer answer{
        request.key, std::string(name_of(origin)), {certificate, platform.issuing.certificate}, {platform.root}};
    CertificateRow row = row_of(certificate, device.device, request.key, name_of(origin), now_ms);
    row.replaces = request.replaces;
    if (origin == KeyOrigin::exportable) {
        row.needed = request.statement->policy.needed;
        for (const base::Bytes& custodian : request.statement->policy.custodians) row.custodians.push_back(crypto::sha256(custodian));
    }
    return LetterAnswer{exchange::to_json(answer, request.head), std::move(row)};
}

CertificateRow row_of(const Certificate& certificate, const base::DeviceId& device, std::string_view key, std::string_view origin,
                      std::int64_t now_ms) {
    CertificateRow row;
    row.serial = certificate.serial_hex();
    row.device = device;
    row.key = key;
    row.origin = origin;
    row.fingerprint = base::to_hex(certificate.fingerprint());
    row.issued_ms = now_ms;
    row.not_after_ms = certificate.not_after_ms();
    row.der = certificate.der();
    return row;
}

}  // namespace receiver

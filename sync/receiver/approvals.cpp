// SPDX-License-Identifier: Apache-2.0
// Renews a device's approval to sign documents, from where its TPM says that it stands
// and as far as the house's policy goes; and orders earlier approvals to end.
#include "sync/receiver/approval_policy.h"
#include "sync/receiver/house_policy.h"
#include "sync/receiver/letters.h"
#include "sync/papers.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using exchange::ApprovalRequest;
using exchange::ApprovalTerms;

constexpr std::int64_t hour_ms = 3'600'000;

Result<std::shared_ptr<crypto::SoftwareKey>> approval_key(const Desk& desk) {
    Bytes pem = TRY(desk.disk.read("keys/approval.key"));
    const base::SecretBytes secret{base::ByteView(pem)};
    base::wipe(pem.data(), pem.size());
    return crypto::SoftwareKey::from_pem(secret);
}

// What the device asks for beyond where it stands, and at most `most`.
std::uint64_t reach(std::uint64_t asked, std::uint64_t stands, std::uint64_t most) {
    return stands + std::min(asked > stands ? asked - stands : 0, most);
}

base::Status check_history(const Desk& desk, const DeviceRow& device, const ApprovalRow& now) {
    const auto before = TRY(desk.index.approval(device.device));
    if (!before) return {};
    if (now.serial < before->serial || now.epoch < before->epoch) {
        (void)desk.index.add_alarm(device.device, {"counter_rollback", "a counter stands lower than before", desk.clock.wall_ms()}, {});
        return Failure{Fault::server_refused, "a counter stands lower than before"};
    }
    if (now.epoch < before->epoch_ordered) return Failure{Fault::server_refused, "the order to end earlier approvals was not obeyed yet"};
    return {};
}

}  // namespace

Result<LetterAnswer> renew_approval(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter) {
    const ApprovalRequest request = TRY(exchange::approval_request_from(letter.content));
    if (device.attestation_public.empty()) return Failure{Fault::server_refused, "no TPM of this device is known here: enrol it again"};
    const base::Digest binding = exchange::approval_binding(request.head.request);
    const Bytes& by = device.attestation_public;
    const Bytes& authority = desk.platform.approval_key;
    TRY(check_platform(request.proposal, request.platform_signature, authority));
    TRY(check_storage_key(request.proposal.storage_key_name, device.signing_attested));
    const TpmClock clock = TRY(read_time(request.clock, by, binding));
    ApprovalRow now;
    now.serial = TRY(read_counter(request.serial, DeviceCounter::serial, by, authority, binding));
    now.epoch = TRY(read_counter(request.epoch, DeviceCounter::approval_epoch, by, authority, binding));
    TRY(check_history(desk, device, now));

    const HousePolicy policy = TRY(read_house_policy(desk.disk));
    ApprovalTerms terms = request.proposal;
    terms.clock_limit_ms = reach(terms.clock_limit_ms, clock.clock_ms, std::uint64_t{policy.lease_hours_max} * hour_ms);
    terms.reset_limit = static_cast<std::uint32_t>(reach(terms.reset_limit, clock.reset_count, policy.resets_max));
    terms.serial_budget = reach(terms.serial_budget, now.serial, policy.signatures_max);
    terms.approval_epoch = now.epoch;
    const auto key = TRY(approval_key(desk));
    TRY(sign_terms(terms, *key));
    TRY(desk.index.keep_approval(device.device, now));
    base::Json content = exchange::letter_with(request.head);
    content.set("kind", exchange::approval_answer_kind)
        .set("approval", exchange::to_json(terms))
        .set("lease_ms", static_cast<std::int64_t>(terms.clock_limit_ms - clock.clock_ms))
        .set("signatures", static_cast<std::int64_t>(terms.serial_budget - now.serial));
    return LetterAnswer{std::move(content), std::nullopt};
}

Result<Bytes> order_epoch(const Desk& desk, const base::DeviceId& device) {
    auto row = TRY(desk.index.approval(device));
    if (!row) return Failure{Fault::record_missing, "this device has asked for no approval yet, so its epoch is not known"};
    row->epoch_ordered = std::max(row->epoch_ordered, row->epoch + 1);
    TRY(desk.index.keep_approval(device, *row));
    const Bytes order = TRY(exchange::sign_statement(exchange::epoch_order(device, row->epoch_ordered), desk.platform.receipt.signer()));
    TRY(desk.index.put_paper(device.text, std::string(exchange::epoch_order_name), order));
    return order;
}

}  // namespace receiver

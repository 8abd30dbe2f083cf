// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/leaving.h"

#include "appliance/admin/stick_files.h"
#include "appliance/crypto/arrival.h"
#include "appliance/crypto/password_strength.h"
#include "appliance/keys/leaving_bundle.h"
#include "appliance/keys/shipment.h"

#include <algorithm>

namespace admin {
namespace {

using base::Failure;
using base::Fault;
using base::Status;

constexpr std::size_t receiver_max = 64;
constexpr std::size_t destination_size_max = 64U << 10U;

// Of the key that approves with this token; empty when it has none.
base::Bytes approval_key(ports::StaffToken& token) {
    const auto der = token.approval_certificate();
    if (!der) return {};
    const auto certificate = crypto::Certificate::from_der(*der);
    return certificate ? certificate->public_key() : base::Bytes();
}

}  // namespace

Leaving::Leaving(keys::KeyLife& life, keys::KeyView view)
    : m_life(life), m_view(std::move(view)), m_password(std::make_shared<const base::SecretBytes>(crypto::make_password())), m_release(life) {}

bool Leaving::is_receiver_fit() const {
    return crypto::is_transfer_name(receiver) && receiver.size() <= receiver_max && receiver != m_life.device().identity.device.text;
}

Status Leaving::choose_destination(ports::ExchangeFolder& stick, const std::string& file) {
    const app::Device& device = m_life.device();
    const base::Bytes message = TRY(stick.read(file, destination_size_max));
    keys::Destination there = TRY(keys::open_destination(message, device.identity.trust, device.clock.wall_ms()));
    if (there.device.text == device.identity.device.text) return Failure{Fault::parcel_not_for_us, "where keys for this device itself go"};
    receiver = there.device.text;
    m_there = std::move(there);
    return {};
}

Status Leaving::ask(const staff::Actor& who, ports::StaffToken& token) {
    const ports::KeyDestination to = m_there ? m_there->chip : ports::KeyDestination{};
    m_request = TRY(m_release.begin(who, key(), to, m_there ? receiver : "file", approval_key(token)));
    m_asked_by = who.id();
    m_asked_ms = m_life.device().clock.boot_ms();
    return {};
}

std::int64_t Leaving::remaining_ms() const {
    return std::max<std::int64_t>(0, m_asked_ms + ports::KeyKeeper::release_max_ms - m_life.device().clock.boot_ms());
}

bool Leaving::is_wanted(ports::StaffToken& token) const {
    const base::Bytes key = approval_key(token);
    const auto is_in = [&key](const std::vector<base::Bytes>& keys) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    return !key.empty() && !is_complete() && is_in(m_release.quorum().custodians) && !is_in(m_release.approved_by());
}

Status Leaving::approve(ports::StaffToken& token) {
    const auto signature = token.approve(code, m_request.digest);
    code.clear();
    if (!signature) return signature.failure();
    const std::size_t index = TRY(keys::custodian_of(m_release.quorum(), m_request.digest, *signature));
    return m_release.approve(index, *signature);
}

Status Leaving::write(const staff::Actor& who, CertificateDesk& desk, ports::ExchangeFolder& stick) {
    if (m_there) return write_duplicate(who, desk, stick);
    std::vector<crypto::NamedFile> files;
    // A stick that is not there costs nobody their approval.
    TRY(stick.files());
    m_asked_ms = 0;  // from here on the chip has answered, whatever comes of it
    const keys::LeavingBundle bundle{.reason = reason, .destination = receiver, .form = {}};
    const auto sign = [&](base::ByteView json) { return desk.sign_detached(json); };
    const auto keep = [&](const std::string& ending, base::ByteView content) -> Status {
        TRY(stick.write(key() + ending, content));
        files.emplace_back(key() + ending, base::to_bytes(content));
        return {};
    };
    TRY(keys::write_bundle(m_release, m_view, *m_password, bundle, sign, keep));
    TRY(keys::Shipments(m_life).begin(who, receiver, "stick", files, *m_password));
    return {};
}

// What is signed names both devices; only the other's chip opens what is in it.
Status Leaving::write_duplicate(const staff::Actor& who, CertificateDesk& desk, ports::ExchangeFolder& stick) {
    const std::string name = TRY(free_file_name(stick, key(), ".key"));  // before the chip's answer is used up
    m_asked_ms = 0;
    ports::Duplicate left = TRY(m_release.to_device());
    const keys::TravellingKey travelling{m_life.device().identity.device, m_there->device, std::move(left), m_view.chain};
    const base::Bytes sealed = TRY(desk.sign_message(base::as_bytes(base::canonical_json(to_json(travelling)))));
    TRY(stick.write(name, sealed));
    TRY(keys::Shipments(m_life).begin(who, receiver, "stick", {{name, sealed}}, {}));
    return {};
}

SendScreen Leaving::send_screen() const {
    return {.key = key(), .receiver = receiver, .needed = m_view.facts.quorum->needed,
            .custodians = static_cast<std::uint8_t>(m_view.facts.quorum->custodians.size())};
}

ReleaseTextScreen Leaving::text_screen(ReleaseTextScreen::Asks asks) const {
    const bool is_receiver = asks == ReleaseTextScreen::Asks::receiver;
    return {.asks = asks, .key = key(), .text = is_receiver ? receiver : reason, .is_troubled = trouble.has_value()};
}

ReleasePasswordScreen Leaving::password_screen() const {
    return {.key = key(), .receiver = receiver, .reason = reason, .password = m_password, .needed = m_view.facts.quorum->needed,
            .custodians = static_cast<std::uint8_t>(m_view.facts.quorum->custodians.size())};
}

ApprovalsScreen Leaving::approvals_screen(bool is_officer_here) const {
    return {.key = key(), .receiver = receiver, .reason = reason, .given = static_cast<std::uint32_t>(m_release.approvals()),
            .needed = m_release.quorum().needed, .minutes = static_cast<std::uint32_t>((remaining_ms() + 59'999) / 60'000),
            .is_officer_here = is_officer_here};
}

ApproveScreen Leaving::approve_screen(ports::StaffToken& token) const {
    ApproveScreen screen{.token = token.title(), .key = key(), .receiver = receiver, .reason = reason,
                         .digits = static_cast<std::uint32_t>(code.length()), .tries_left = {}, .trouble = trouble};
    if (const auto tries = token.tries_left()) screen.tries_left = *tries;
    return screen;
}

}  // namespace admin

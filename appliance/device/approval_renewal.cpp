// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/approval_renewal.h"

#include "sync/approval_letter.h"
#include "sync/papers.h"

#include <algorithm>

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using exchange::LetterHead;

// What was asked and not answered yet: {"request":"..."}.
constexpr std::string_view asked_path = "device/approval-asked.json";
// How much the approval in force was worth when it came: {"lease_ms":n,"signatures":n}.
constexpr std::string_view granted_path = "device/approval-granted.json";

constexpr std::int64_t chip_every_ms = 60'000;
constexpr std::int64_t ask_again_ms = 3'600'000;
constexpr std::uint64_t epoch_step_max = 8;  // an order asks for one more; a counter is not to be worn out

std::optional<LetterHead> asked(const base::Disk& disk, const base::DeviceId& device) {
    const auto text = disk.read(asked_path);
    const auto json = text ? base::parse_json(base::as_text(*text), {.size_max = 1024, .depth_max = 1}) : Result<Json>(text.failure());
    const auto request = json ? json->text("request") : Result<std::string>(json.failure());
    if (!request || !exchange::is_request_name(*request)) return std::nullopt;
    return LetterHead{std::string(exchange::approval_request_kind), device, *request};
}

exchange::Statement statement_of(const Bytes& attested, const Bytes& signature) { return {attested, signature}; }

}  // namespace

Status note_worth(base::Disk& disk, std::uint64_t lease_ms, std::uint64_t signatures) {
    Json granted;
    granted.set("lease_ms", static_cast<std::int64_t>(lease_ms)).set("signatures", static_cast<std::int64_t>(signatures));
    return disk.write_atomically(granted_path, base::as_bytes(base::canonical_json(granted)));
}

// The first minute belongs to whoever stands before the device that just started.
ApprovalRenewal::ApprovalRenewal(tpm::DeviceTpm& tpm, base::Disk& disk, ports::Mailbox& mailbox, exchange::LetterDesk& letters,
                                 tpm::ApprovalReach wish)
    : m_tpm(tpm), m_disk(disk), m_mailbox(mailbox), m_letters(letters), m_wish(wish), m_next_chip_ms(letters.clock().boot_ms() + chip_every_ms) {}

Result<ApprovalRenewal::Look> ApprovalRenewal::look() {
    if (const auto epoch = TRY(obey_order())) return Look{Happened::epoch_advanced, {}, *epoch};
    Look found = TRY(take_answer());
    if (found.happened != Happened::nothing) return found;
    const std::int64_t now = m_letters.clock().boot_ms();
    if (now < m_next_chip_ms || now < m_next_ask_ms) return found;
    m_next_chip_ms = now + chip_every_ms;
    const base::DeviceId device = m_letters.begin(exchange::approval_request_kind).device;
    // The courier lays the answer down before it takes the letter away, so one of them is here.
    const auto waiting = asked(m_disk, device);
    if (waiting && m_mailbox.still_holds(exchange::letter_file(*waiting, exchange::letter_ending))) return found;
    if (!TRY(is_half_gone())) return found;
    TRY(ask());
    found.happened = Happened::asked;
    return found;
}

Result<std::optional<std::uint64_t>> ApprovalRenewal::obey_order() {
    const std::vector<std::string> arrivals = TRY(m_mailbox.arrivals());
    if (std::find(arrivals.begin(), arrivals.end(), exchange::epoch_order_name) == arrivals.end()) return std::optional<std::uint64_t>();
    const Bytes order = TRY(m_mailbox.fetch(exchange::epoch_order_name));
    const base::DeviceId device = m_letters.begin(exchange::approval_request_kind).device;
    const auto at_least = exchange::open_epoch_order(order, device, m_letters.platform(), m_letters.clock().wall_ms());
    if (!at_least) {
        TRY(m_mailbox.discard(exchange::epoch_order_name));
        return at_least.failure();
    }
    std::uint64_t epoch = TRY(m_tpm.approval_epoch().value());
    const std::uint64_t before = epoch;
    if (*at_least > epoch && *at_least - epoch > epoch_step_max) {
        TRY(m_mailbox.discard(exchange::epoch_order_name));
        return Failure{Fault::receipt_invalid, "an approval epoch far ahead"};
    }
    while (epoch < *at_least) epoch = TRY(m_tpm.approval_epoch().increment());
    TRY(m_mailbox.discard(exchange::epoch_order_name));
    if (epoch == before) return std::optional<std::uint64_t>();  // obeyed before
    m_tpm.key_guard().lock();  // a door that stood open under the old approval
    m_next_chip_ms = 0;
    return std::optional(epoch);
}

Result<tpm::Approval> ApprovalRenewal::install(base::ByteView answer) {
    const LetterHead head = *asked(m_disk, m_letters.begin(exchange::approval_request_kind).device);
    const Json content = TRY(exchange::open_answer(answer, exchange::approval_answer_kind, head, m_letters.platform(), m_letters.clock().wall_ms()));
    const Json* given = content.find("approval");
    if (given == nullptr) return Failure{Fault::message_invalid, "approval"};
    tpm::Approval approval = TRY(tpm::approval_from(*given));
    const std::int64_t lease_ms = TRY(content.number("lease_ms"));
    const std::int64_t signatures = TRY(content.number("signatures"));
    if (lease_ms < 0 || signatures < 0) return Failure{Fault::message_invalid, "lease_ms or signatures"};
    // The chip itself checks the authority's signature.
    TRY(m_tpm.install_approval(approval));
    TRY(note_worth(m_disk, static_cast<std::uint64_t>(lease_ms), static_cast<std::uint64_t>(signatures)));
    return approval;
}

Result<ApprovalRenewal::Look> ApprovalRenewal::take_answer() {
    Look found;
    const auto head = asked(m_disk, m_letters.begin(exchange::approval_request_kind).device);
    if (!head) return found;
    const auto answer = m_letters.answer(*head);
    if (answer && !answer->has_value()) return found;
    if (!answer && answer.fault() != Fault::server_refused) return answer.failure();
    const auto installed = answer ? install(**answer) : Result<tpm::Approval>(answer.failure());
    // A disk in trouble or an absent chip is not the answer's fault: it stays for another look.
    if (!installed && (installed.fault() == Fault::disk_full || installed.fault() == Fault::disk_failed || installed.fault() == Fault::tpm_absent))
        return installed.failure();
    TRY(m_letters.put_away(*head));
    // After an answer that is none, the question still stands.
    if (installed || !answer) TRY(m_disk.remove(asked_path));
    m_next_ask_ms = m_letters.clock().boot_ms() + (installed ? 0 : ask_again_ms);
    if (!answer) {
        found.happened = Happened::refused;
        return found;
    }
    found.approval = TRY(installed);
    found.happened = Happened::renewed;
    return found;
}

Result<bool> ApprovalRenewal::is_half_gone() {
    const auto in_force = m_tpm.approval();
    const auto text = m_disk.read(granted_path);
    const auto granted = text ? base::parse_json(base::as_text(*text), {.size_max = 1024, .depth_max = 1}) : Result<Json>(text.failure());
    if (!in_force || !granted) return true;  // none, or one whose worth was never written down
    const auto lease = granted->number("lease_ms");
    const auto signatures = granted->number("signatures");
    if (!lease || !signatures) return true;
    const tpm::Approval here = TRY(m_tpm.propose_approval({}));  // where the chip stands
    const auto left = [](std::uint64_t limit, std::uint64_t stands) { return limit > stands ? limit - stands : 0; };
    // After an update the registers stand elsewhere: what was given for the system before is
    // of no use to this one, however much of it is left.
    return here.platform != in_force->platform || here.approval_epoch != in_force->approval_epoch || here.reset_limit >= in_force->reset_limit ||
           left(in_force->clock_limit_ms, here.clock_limit_ms) * 2 < static_cast<std::uint64_t>(*lease) ||
           left(in_force->serial_budget, here.serial_budget) * 2 < static_cast<std::uint64_t>(*signatures);
}

Status ApprovalRenewal::ask() {
    exchange::ApprovalRequest request;
    request.head = m_letters.begin(exchange::approval_request_kind);
    const base::Digest binding = exchange::approval_binding(request.head.request);
    const tpm::Approval proposal = TRY(m_tpm.propose_approval(m_wish));
    request.proposal = TRY(exchange::approval_terms_from(tpm::to_json(proposal)));
    request.platform_signature = TRY(m_tpm.platform_approval()).signature;
    const ports::TimeStatement time = TRY(m_tpm.attestor().attest_time(binding));
    const ports::CounterStatement serial = TRY(m_tpm.attestor().attest_serial(binding));
    const ports::CounterStatement epoch = TRY(m_tpm.attest_approval_epoch(binding));
    request.clock = statement_of(time.attested, time.signature);
    request.serial = statement_of(serial.attested, serial.signature);
    request.epoch = statement_of(epoch.attested, epoch.signature);
    // Written down first: a cut in between leaves a question to ask again, and no answer
    // that nobody waits for.
    TRY(m_disk.write_atomically(asked_path, base::as_bytes(base::canonical_json(Json().set("request", request.head.request)))));
    return m_letters.post(exchange::to_json(request));
}

}  // namespace device

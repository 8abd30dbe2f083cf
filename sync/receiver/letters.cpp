// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/letters.h"

#include "appliance/crypto/digest.h"
#include "sync/approval_letter.h"
#include "sync/arrival_letter.h"
#include "sync/certificate_letter.h"
#include "sync/receiver/handlers.h"
#include "sync/registration.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

Result<DeviceRow> writer_of(const Desk& desk, const exchange::OpenedLetter& letter) {
    const auto row = TRY(desk.index.device(letter.head.device));
    if (!row) return Failure{Fault::server_refused, "not enrolled here"};
    if (row->revoked_ms != 0) return Failure{Fault::server_refused, "the device is revoked"};
    // The name alone is not enough: a unit that was replaced bears it too.
    if (std::find(row->serials.begin(), row->serials.end(), letter.sender.serial_hex()) == row->serials.end())
        return Failure{Fault::server_refused, "the letter's certificate is revoked"};
    return *row;
}

Result<Bytes> standing_answer(const LetterRow& row, const base::Digest& content) {
    if (row.content_sha256 != content) return Failure{Fault::server_conflict, "another letter bears that request's name"};
    return row.answer;
}

Result<LetterAnswer> judge(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter) {
    if (letter.head.kind == exchange::certificate_request_kind) return certify(desk, device, letter);
    if (letter.head.kind == exchange::approval_request_kind) return renew_approval(desk, device, letter);
    if (letter.head.kind == exchange::arrival_request_kind) return confirm_arrival(desk, device, letter);
    if (letter.head.kind == exchange::registration_request_kind) return register_certificate(desk, device, letter);
    return Failure{Fault::message_invalid, "no such kind of letter"};
}

}  // namespace

Result<Bytes> answer_letter(const Desk& desk, base::ByteView der) {
    const std::int64_t now_ms = desk.clock.wall_ms();
    const exchange::OpenedLetter letter = TRY(exchange::open_letter(der, desk.platform.trust(), now_ms));
    const DeviceRow device = TRY(writer_of(desk, letter));
    // A signature is made anew each time; what was said is the content.
    const base::Digest content = crypto::sha256(letter.text);
    if (const auto standing = TRY(desk.index.letter(device.device, letter.head.request))) return standing_answer(*standing, content);
    const LetterAnswer given = TRY(judge(desk, device, letter));
    const Bytes answer = TRY(exchange::sign_statement(given.content, desk.platform.receipt.signer()));
    const base::Status kept =
        desk.index.add_letter(device.device, letter.head.request, {letter.head.kind, content, answer}, now_ms, given.certificate, given.registration);
    if (kept) return answer;
    if (kept.fault() != Fault::server_conflict) return kept.failure();
    // Two at once: the first one's answer stands for both.
    const auto standing = TRY(desk.index.letter(device.device, letter.head.request));
    if (!standing) return kept.failure();
    return standing_answer(*standing, content);
}

HttpResponse answer_posted_letter(const Desk& desk, const HttpRequest& request) {
    const auto letter = exchange::open_letter(request.body, desk.platform.trust(), desk.clock.wall_ms());
    // One device does not post another's letter; a person with a stick may.
    if (letter && letter->head.device.text != request.device) return refuse(422, Fault::server_refused, "another device's letter");
    auto answered = answer_letter(desk, request.body);
    if (answered) return answer(200, "application/pkcs7-mime", std::move(*answered));
    HttpResponse response = refuse(answered.failure());
    // 401 and 403 speak of the device as a whole; a letter is refused by itself.
    return response.status == 403 ? refuse(422, answered.fault(), answered.failure().detail) : response;
}

}  // namespace receiver

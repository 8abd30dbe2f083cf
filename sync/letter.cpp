// SPDX-License-Identifier: Apache-2.0
#include "sync/letter.h"

#include "appliance/crypto/random.h"
#include "sync/names.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t request_digits = 32;
constexpr std::string_view request_word = ".request";

// [a-z]+ before ".request"
bool is_kind(std::string_view kind) {
    if (!kind.ends_with(request_word) || kind.size() > 40) return false;
    const std::string_view word = kind.substr(0, kind.size() - request_word.size());
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::string new_request_name() { return base::to_hex(crypto::random_bytes(request_digits / 2)); }

bool is_request_name(std::string_view text) {
    return text.size() == request_digits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Json letter_with(const LetterHead& head) {
    Json content;
    content.set("v", 1).set("kind", head.kind).set("device", head.device.text).set("request", head.request);
    return content;
}

Result<LetterHead> head_of(const Json& content) {
    LetterHead head;
    const std::int64_t version = TRY(content.number("v"));
    head.kind = TRY(content.text("kind"));
    head.device = base::DeviceId(TRY(content.text("device")));
    head.request = TRY(content.text("request"));
    if (version != 1 || !is_kind(head.kind) || !is_plain_name(head.device.text) || !is_request_name(head.request))
        return Failure{Fault::message_invalid, "the head of the letter"};
    return head;
}

Result<OpenedLetter> open_letter(base::ByteView der, const crypto::TrustStore& platform, std::int64_t at_ms) {
    if (der.size() > letter_size_max) return Failure{Fault::message_invalid, "too large for a letter"};
    crypto::VerifiedMessage message = TRY(crypto::verify_message(der, platform, crypto::Purpose::tls_client, at_ms));
    Json content = TRY(base::parse_json(base::as_text(message.content), {.size_max = letter_size_max, .depth_max = 4}));
    if (base::canonical_json(content) != base::as_text(message.content))
        return Failure{Fault::message_invalid, "not the canonical spelling"};
    LetterHead head = TRY(head_of(content));
    if (message.signer.subject_common_name() != head.device.text)
        return Failure{Fault::signature_invalid, "signed by another device"};
    return OpenedLetter{std::move(head), std::move(content), std::move(message.content), std::move(message.signer)};
}

Result<Json> open_answer(base::ByteView der, std::string_view kind, const LetterHead& asked, const crypto::TrustStore& platform,
                         std::int64_t at_ms) {
    Json content = TRY(open_statement(der, kind, platform, at_ms));
    const auto device = content.text("device");
    const auto request = content.text("request");
    if (!device || !request || *device != asked.device.text || *request != asked.request)
        return Failure{Fault::receipt_mismatch, "it answers another letter"};
    return content;
}

std::string answer_kind(std::string_view request_kind) {
    return std::string(request_kind.substr(0, request_kind.find('.'))) + ".answer";
}

std::string letter_file(const LetterHead& head, std::string_view ending) {
    return head.kind.substr(0, head.kind.find('.')) + "-" + head.request + std::string(ending);
}

}  // namespace exchange

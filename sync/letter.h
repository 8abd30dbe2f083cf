// SPDX-License-Identifier: Apache-2.0
// A letter from a device to its platform, and the answer. Each is whole in itself and
// signed, so it may travel with the courier or on a stick in somebody's pocket:
// canonical JSON in CMS SignedData, the letter by the device's TLS key, the answer by the
// platform's receipt key. A letter's `request` is random and names it for ever: the same
// letter gets the same answer, other words under the same name get none.
#pragma once

#include "appliance/base/ids.h"
#include "sync/statement.h"

#include <optional>
#include <string>
#include <string_view>

namespace exchange {

inline constexpr std::size_t letter_size_max = 64U << 10U;

struct LetterHead {
    std::string kind;     // "certificate.request", "approval.request", ...
    base::DeviceId device;
    std::string request;  // 32 hexadecimal digits
    bool operator==(const LetterHead&) const = default;
};

// Fresh.
std::string new_request_name();
bool is_request_name(std::string_view text);

// An object with the head's members, to be filled in.
base::Json letter_with(const LetterHead& head);
// The members of the head. Fault message_invalid, also for any version but 1.
base::Result<LetterHead> head_of(const base::Json& content);

struct OpenedLetter {
    LetterHead head;
    base::Json content;
    base::Bytes text;  // as it was signed
    crypto::Certificate sender;
};

// By whoever has a client certificate under the platform's root; the certificate's name is
// the device of the letter. Whether it was revoked is the index's knowledge, not asked here.
// Faults: message_invalid, cms_invalid, signature_invalid, certificate_*.
base::Result<OpenedLetter> open_letter(base::ByteView der, const crypto::TrustStore& platform, std::int64_t at_ms);

// The answer of kind `kind` to exactly this letter. Faults: receipt_invalid;
// receipt_mismatch when it answers another letter or another device.
base::Result<base::Json> open_answer(base::ByteView der, std::string_view kind, const LetterHead& asked,
                                     const crypto::TrustStore& platform, std::int64_t at_ms);

// "certificate.request" -> "certificate.answer".
std::string answer_kind(std::string_view request_kind);

// Files of the outbox and the inbox: "certificate-1f0c...e2.letter", ".answer", ".refused".
std::string letter_file(const LetterHead& head, std::string_view ending);
inline constexpr std::string_view letter_ending = ".letter";
inline constexpr std::string_view answer_ending = ".answer";
inline constexpr std::string_view refused_ending = ".refused";

}  // namespace exchange

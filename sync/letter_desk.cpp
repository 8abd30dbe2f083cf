// SPDX-License-Identifier: Apache-2.0
#include "sync/letter_desk.h"

#include <algorithm>

namespace exchange {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

LetterHead LetterDesk::begin(std::string_view kind) const {
    return {std::string(kind), base::DeviceId(m_signer.certificate.subject_common_name()), new_request_name()};
}

Status LetterDesk::post(const base::Json& content) {
    const LetterHead head = TRY(head_of(content));
    const Bytes letter = TRY(sign_statement(content, m_signer));
    return m_mailbox.post(letter_file(head, letter_ending), letter);
}

Result<std::optional<Bytes>> LetterDesk::answer(const LetterHead& head) {
    const std::vector<std::string> arrivals = TRY(m_mailbox.arrivals());
    const auto is_here = [&](const std::string& name) { return std::find(arrivals.begin(), arrivals.end(), name) != arrivals.end(); };
    if (const std::string name = letter_file(head, answer_ending); is_here(name))
        return std::optional(TRY(m_mailbox.fetch(name)));
    const std::string refused = letter_file(head, refused_ending);
    if (!is_here(refused)) return std::optional<Bytes>();
    const Bytes words = TRY(m_mailbox.fetch(refused));
    const auto json = base::parse_json(base::as_text(words), {.size_max = 4096, .depth_max = 2});
    const auto reason = json ? json->text("reason") : Result<std::string>(std::string());
    return Failure{Fault::server_refused, reason ? *reason : std::string()};
}

Status LetterDesk::put_away(const LetterHead& head) {
    TRY(m_mailbox.discard(letter_file(head, answer_ending)));
    return m_mailbox.discard(letter_file(head, refused_ending));
}

}  // namespace exchange

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/signed_data_writer.h"
#include "appliance/crypto/tst_info.h"

namespace crypto {

using base::Bytes;
using base::Result;

Result<Bytes> TimestampAuthority::answer(base::ByteView request, std::int64_t now_ms) const {
    const auto read = read_question(request);
    if (const auto* rejection = std::get_if<Rejection>(&read)) return write_rejected(*rejection);
    const auto& question = *std::get_if<TimestampQuestion>(&read);
    if (!question.policy.empty() && question.policy != timestamp_policy_oid) return write_rejected(Rejection::unaccepted_policy);

    TimestampClaim claim;
    claim.generated_ms = now_ms;
    claim.hash = question.hash;
    claim.imprint = question.imprint;
    claim.policy = timestamp_policy_oid;
    claim.nonce = question.nonce;
    const std::uint64_t serial = TRY(m_next_serial());
    const Bytes info = write_tst_info(claim, serial);

    SignedDataForm form;
    form.content_type = tst_info_oid;
    form.content = info;
    form.hash = natural_hash(m_key->algorithm());
    form.message_digest = digest(form.hash, info);
    form.has_certificates = question.wants_certificate;
    const Bytes token = TRY(write_signed_data(form, {m_certificate, m_chain, *m_key}));
    return write_granted(token);
}

}  // namespace crypto

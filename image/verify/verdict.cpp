// SPDX-License-Identifier: Apache-2.0
#include "image/verify/verdict.h"

#include "image/verify/der.h"
#include "image/verify/signature_field.h"
#include "image/verify/signed_data.h"

namespace verify {

Reason judge(base::ByteView pdf, const std::vector<base::Bytes>& anchors, std::int64_t at_seconds) {
    SignatureField field;
    if (const Reason reason = find_signature(pdf, field); reason != Reason::accepted) return reason;
    SignedData message;
    if (const Reason reason = read_signed_data(field.contents, message); reason != Reason::accepted) return reason;
    const base::Bytes document = digest_of(message.hash, {field.signed_before, field.signed_after});
    if (document.empty() || !are_equal(document, message.message_digest)) return Reason::signature_digest_mismatch;
    const base::Bytes digest = digest_of(message.hash, {message.signed_attributes});
    return check_signer({message.certificates, anchors, at_seconds, message.scheme, message.hash, digest,
                         message.signature});
}

}  // namespace verify

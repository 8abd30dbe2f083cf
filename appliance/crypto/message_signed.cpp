// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/signed_data.h"
#include "appliance/crypto/signed_data_writer.h"

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t message_size_max = std::size_t{2} * 1024 * 1024 * 1024 - 1;

}  // namespace

Result<Bytes> sign_message(ByteView content, const CmsSigner& signer) {
    SignedDataForm form;
    form.content = content;
    form.hash = natural_hash(signer.key.algorithm());
    form.message_digest = digest(form.hash, content);
    return write_signed_data(form, signer);
}

Result<Bytes> sign_detached(ByteView content, const CmsSigner& signer) {
    SignedDataForm form;
    form.hash = natural_hash(signer.key.algorithm());
    form.message_digest = digest(form.hash, content);
    return write_signed_data(form, signer);
}

Result<VerifiedMessage> verify_message(ByteView der, const TrustStore& trust, Purpose purpose, std::int64_t at_ms) {
    SignedData data = TRY(parse_signed_data(der, Padding::none, message_size_max));
    if (!data.content || data.content_type != data_oid) return Failure{Fault::cms_invalid, "no content inside"};
    if (!data.hash) return Failure{Fault::signature_invalid, "digest not accepted"};
    TRY(verify_signed_data(data, digest(*data.hash, *data.content)));
    auto chain = TRY(trust.verify(data.signer, purpose, at_ms, data.certificates));
    return VerifiedMessage{std::move(*data.content), data.signer, std::move(chain)};
}

Result<VerifiedMessage> verify_detached(ByteView der, ByteView content, const TrustStore& trust, Purpose purpose, std::int64_t at_ms) {
    const SignedData data = TRY(parse_signed_data(der, Padding::none, message_size_max));
    if (data.content || data.content_type != data_oid) return Failure{Fault::cms_invalid, "not a detached signature"};
    if (!data.hash) return Failure{Fault::signature_invalid, "digest not accepted"};
    TRY(verify_signed_data(data, digest(*data.hash, content)));
    auto chain = TRY(trust.verify(data.signer, purpose, at_ms, data.certificates));
    return VerifiedMessage{base::to_bytes(content), data.signer, std::move(chain)};
}

}  // namespace crypto

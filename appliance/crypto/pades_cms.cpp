// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/pades_cms.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/signed_data.h"
#include "appliance/crypto/signed_data_writer.h"

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::size_t contents_size_max = 4 * 1024 * 1024;

SignedDataForm form_of(const base::Digest& digest) {
    SignedDataForm form;
    form.message_digest = base::to_bytes(digest);
    return form;
}

// An ECDSA-Sig-Value is longest when both numbers need a leading zero byte.
std::size_t signature_value_max(ports::KeyAlgorithm algorithm) {
    switch (algorithm) {
    case ports::KeyAlgorithm::ecdsa_p256: return 72;
    case ports::KeyAlgorithm::ecdsa_p384: return 104;
    case ports::KeyAlgorithm::rsa_2048: return 256;
    case ports::KeyAlgorithm::rsa_3072: return 384;
    }
    CHECK(false);
}

}  // namespace

Result<Bytes> sign_byte_range_digest(const base::Digest& digest, const CmsSigner& signer) {
    return write_signed_data(form_of(digest), signer);
}

std::size_t signature_size_max(const CmsSigner& signer) {
    return write_unsigned_data(form_of({}), signer, signature_value_max(signer.key.algorithm())).size();
}

Result<SignatureCms> SignatureCms::parse(ByteView contents, const std::vector<Certificate>& extra) {
    SignedData data = TRY(parse_signed_data(contents, Padding::zeros, contents_size_max, extra));
    if (data.content) return Failure{Fault::cms_invalid, "the signed content is inside"};
    if (data.content_type != data_oid) return Failure{Fault::cms_invalid, "signs something else than data"};
    return SignatureCms(std::make_shared<const SignedData>(std::move(data)));
}

const Certificate& SignatureCms::signer_certificate() const { return m_data->signer; }
const std::vector<Certificate>& SignatureCms::certificates() const { return m_data->certificates; }
const std::vector<Bytes>& SignatureCms::crls() const { return m_data->crls; }
std::optional<ports::HashAlgorithm> SignatureCms::digest_algorithm() const { return m_data->hash; }
bool SignatureCms::has_weak_digest() const { return m_data->has_weak_digest; }
Bytes SignatureCms::digest_of(const std::vector<ByteView>& parts) const {
    if (m_data->md == nullptr) return {};
    const MdContextHandle context(EVP_MD_CTX_new());
    Bytes out(static_cast<std::size_t>(EVP_MD_get_size(m_data->md)));
    CHECK(context != nullptr && EVP_DigestInit_ex2(context.get(), m_data->md, nullptr) == 1);
    for (const ByteView part : parts) CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    CHECK(EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1);
    return out;
}

const Bytes& SignatureCms::message_digest() const { return m_data->message_digest; }
const Bytes& SignatureCms::signature_value() const { return m_data->signature_value; }
base::Digest SignatureCms::seal_id() const { return sha256(m_data->signature_value); }
const std::vector<Bytes>& SignatureCms::timestamps() const { return m_data->timestamps; }
bool SignatureCms::has_signing_time() const { return m_data->signing_time_ms.has_value(); }
std::optional<std::int64_t> SignatureCms::signing_time_ms() const { return m_data->signing_time_ms; }
bool SignatureCms::has_certificate_binding() const { return m_data->has_certificate_binding; }
bool SignatureCms::is_der() const { return m_data->is_der; }
std::size_t SignatureCms::size() const { return m_data->size; }

Status SignatureCms::verify(ByteView digest) const { return verify_signed_data(*m_data, digest); }

Result<Bytes> SignatureCms::with_timestamp(ByteView token) const {
    DerReader reader(token);
    if (reader.take_any().tag != 0x30 || !reader.is_finished()) return Failure{Fault::timestamp_invalid, "not a DER sequence"};
    // A fresh copy, because copies of this value share the parsed structure.
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(m_data->parsed.get(), &der);
    const unsigned char* cursor = der;
    const CmsHandle copy(size > 0 ? d2i_CMS_ContentInfo(nullptr, &cursor, size) : nullptr);
    OPENSSL_free(der);
    if (copy == nullptr) return openssl_failure(Fault::crypto_failed, "copy CMS");
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(copy.get()), 0);

    const int token_size = static_cast<int>(token.size());
    const int present = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1);
    const int added = present >= 0
        ? X509_ATTRIBUTE_set1_data(CMS_unsigned_get_attr(signer, present), V_ASN1_SEQUENCE, token.data(), token_size)
        : CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.data(), token_size);
    if (added != 1) return openssl_failure(Fault::crypto_failed, "add the time-stamp");

    unsigned char* out = nullptr;
    const int out_size = i2d_CMS_ContentInfo(copy.get(), &out);
    if (out_size <= 0) return openssl_failure(Fault::crypto_failed, "write CMS");
    Bytes result(out, out + out_size);
    OPENSSL_free(out);
    return result;
}

}  // namespace crypto

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/signed_data.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/openssl_error.h"

#include <algorithm>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::size_t certificates_max = 64;

std::string dotted(const ASN1_OBJECT* object) {
    char text[128];
    const int size = OBJ_obj2txt(text, sizeof text, object, 1);
    return size > 0 && size < static_cast<int>(sizeof text) ? text : std::string();
}

// The one value of an attribute that may occur once; null when it is absent, occurs
// twice, or has another type.
const ASN1_STRING* single_value(CMS_SignerInfo* signer, int nid, int type) {
    const void* value = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), -3, type);
    clear_openssl_errors();
    return static_cast<const ASN1_STRING*>(value);
}

bool is_present(CMS_SignerInfo* signer, int nid) { return CMS_signed_get_attr_by_NID(signer, nid, -1) >= 0; }

bool is_padding(ByteView rest, Padding padding) {
    if (padding == Padding::none) return rest.empty();
    return std::all_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return byte == 0; });
}

Status read_certificates(SignedData& data, const std::vector<Certificate>& extra) {
    const CertificatesHandle stack(CMS_get1_certs(data.parsed.get()));
    const int count = stack == nullptr ? 0 : sk_X509_num(stack.get());
    if (static_cast<std::size_t>(count) > certificates_max) return Failure{Fault::cms_invalid, "more than 64 certificates"};
    for (int i = 0; i < count; ++i) {
        X509* certificate = sk_X509_value(stack.get(), i);
        CHECK(X509_up_ref(certificate) == 1);
        data.certificates.emplace_back(std::shared_ptr<x509_st>(certificate, X509_free));
    }
    const std::vector<Certificate>* const sources[] = {&data.certificates, &extra};
    for (const auto* list : sources) {
        for (const Certificate& certificate : *list) {
            if (CMS_SignerInfo_cert_cmp(data.signer_info, certificate.raw()) != 0) continue;
            data.signer = certificate;
            CMS_SignerInfo_set1_signer_cert(data.signer_info, certificate.raw());
            return {};
        }
    }
    return Failure{Fault::certificate_invalid, "the signer's certificate is not inside"};
}

Status read_attributes(SignedData& data) {
    CMS_SignerInfo* signer = data.signer_info;
    data.has_attributes = CMS_signed_get_attr_count(signer) > 0;
    if (!data.has_attributes) return {};
    const ASN1_STRING* digest = single_value(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    if (digest == nullptr) return Failure{Fault::cms_invalid, "message-digest attribute"};
    data.message_digest = base::to_bytes(view_of(digest));
    const void* type = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
    if (type == nullptr || dotted(static_cast<const ASN1_OBJECT*>(type)) != data.content_type) {
        return openssl_failure(Fault::cms_invalid, "content-type attribute");
    }
    if (is_present(signer, NID_pkcs9_signingTime)) {
        const ASN1_STRING* time = single_value(signer, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
        if (time == nullptr) time = single_value(signer, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
        data.signing_time_ms = to_ms(time);
        if (!data.signing_time_ms) return Failure{Fault::cms_invalid, "signing-time attribute"};
    }
    data.has_certificate_binding = is_present(signer, NID_id_smime_aa_signingCertificate) ||
                                   is_present(signer, NID_id_smime_aa_signingCertificateV2);
    return {};
}

void read_timestamps(SignedData& data) {
    for (int i = 0; i < CMS_unsigned_get_attr_count(data.signer_info); ++i) {
        X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(data.signer_info, i);
        if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) != NID_id_smime_aa_timeStampToken) continue;
        for (int j = 0; j < X509_ATTRIBUTE_count(attribute); ++j) {
            const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(attribute, j);
            if (value != nullptr && ASN1_TYPE_get(value) == V_ASN1_SEQUENCE) {
                data.timestamps.push_back(base::to_bytes(view_of(value->value.sequence)));
            }
        }
    }
}

void read_crls(SignedData& data) {
    STACK_OF(X509_CRL)* lists = CMS_get1_crls(data.parsed.get());
    for (int i = 0; i < sk_X509_CRL_num(lists); ++i) {
        unsigned char* der = nullptr;
        const int size = i2d_X509_CRL(sk_X509_CRL_value(lists, i), &der);
        if (size > 0) data.crls.emplace_back(der, der + size);
        OPENSSL_free(der);
    }
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
}

void read_algorithms(SignedData& data) {
    X509_ALGOR* digest_algorithm = nullptr;
    CMS_SignerInfo_get0_algs(data.signer_info, nullptr, nullptr, &digest_algorithm, nullptr);
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, digest_algorithm);
    const int nid = OBJ_obj2nid(object);
    data.hash = hash_by_nid(nid);
    data.has_weak_digest = nid == NID_sha1 || nid == NID_md5;
    if (data.hash) data.md = evp_md(*data.hash);
    if (data.has_weak_digest) data.md = nid == NID_sha1 ? EVP_sha1() : EVP_md5();
}

bool is_der(const CMS_ContentInfo* parsed, ByteView original) {
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(parsed, &der);
    const bool is = size > 0 && std::equal(der, der + size, original.begin(), original.end());
    OPENSSL_free(der);
    return is;
}

}  // namespace

Result<SignedData> parse_signed_data(ByteView bytes, Padding padding, std::size_t size_max, const std::vector<Certificate>& extra) {
    clear_openssl_errors();
    if (bytes.size() > size_max) return Failure{Fault::cms_invalid, "too long"};
    const unsigned char* cursor = bytes.data();
    CmsHandle parsed(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(bytes.size())));
    if (parsed == nullptr) return openssl_failure(Fault::cms_invalid, "read CMS");
    SignedData data;
    data.size = static_cast<std::size_t>(cursor - bytes.data());
    if (!is_padding(bytes.subspan(data.size), padding)) return Failure{Fault::cms_invalid, "bytes after the structure"};
    if (OBJ_obj2nid(CMS_get0_type(parsed.get())) != NID_pkcs7_signed) return Failure{Fault::cms_invalid, "not SignedData"};
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(parsed.get());
    if (sk_CMS_SignerInfo_num(signers) != 1) return Failure{Fault::cms_invalid, "not exactly one signer"};
    data.signer_info = sk_CMS_SignerInfo_value(signers, 0);
    data.content_type = dotted(CMS_get0_eContentType(parsed.get()));
    if (data.content_type.empty()) return Failure{Fault::cms_invalid, "content type"};
    ASN1_OCTET_STRING** content = CMS_get0_content(parsed.get());
    if (content != nullptr && *content != nullptr) data.content = base::to_bytes(view_of(*content));
    data.parsed = std::move(parsed);
    data.signature_value = base::to_bytes(view_of(CMS_SignerInfo_get0_signature(data.signer_info)));
    read_algorithms(data);
    TRY(read_certificates(data, extra));
    TRY(read_attributes(data));
    read_timestamps(data);
    read_crls(data);
    data.is_der = is_der(data.parsed.get(), bytes.first(data.size));
    clear_openssl_errors();
    return data;
}

}  // namespace crypto

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/borrowed_key.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

Status add_revocation(X509_CRL* crl, const Revocation& revocation) {
    const IntegerHandle serial = serial_from_hex(revocation.serial_hex);
    const TimeHandle time = to_asn1_time(revocation.revoked_ms);
    if (serial == nullptr || time == nullptr) return Failure{Fault::usage_invalid, "revoked serial or time"};
    RevokedHandle entry(X509_REVOKED_new());
    CHECK(entry != nullptr);
    if (X509_REVOKED_set_serialNumber(entry.get(), serial.get()) != 1 ||
        X509_REVOKED_set_revocationDate(entry.get(), time.get()) != 1 || X509_CRL_add0_revoked(crl, entry.get()) != 1) {
        return openssl_failure(Fault::crypto_failed, "list a revoked certificate");
    }
    X509_REVOKED* const listed = entry.release();  // the list owns it now
    if (revocation.reason == RevocationReason::unspecified) return {};
    const Handle<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(ASN1_ENUMERATED_new());
    if (reason == nullptr || ASN1_ENUMERATED_set(reason.get(), static_cast<long>(revocation.reason)) != 1 ||
        X509_REVOKED_add1_ext_i2d(listed, NID_crl_reason, reason.get(), 0, 0) != 1) {
        return openssl_failure(Fault::crypto_failed, "reason of a revocation");
    }
    return {};
}

Status add_extensions(X509_CRL* crl, const Issuer& issuer, std::uint64_t number) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer.certificate.raw(), nullptr, nullptr, crl, 0);
    X509V3_set_ctx_nodb(&context);
    const ExtensionHandle key_id(X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
    const IntegerHandle crl_number(ASN1_INTEGER_new());
    if (key_id == nullptr || X509_CRL_add_ext(crl, key_id.get(), -1) != 1 || crl_number == nullptr ||
        ASN1_INTEGER_set_uint64(crl_number.get(), number) != 1 ||
        X509_CRL_add1_ext_i2d(crl, NID_crl_number, crl_number.get(), 0, 0) != 1) {
        return openssl_failure(Fault::crypto_failed, "extensions of the CRL");
    }
    return {};
}

}  // namespace

Result<Bytes> issue_crl(const Issuer& issuer, std::uint64_t number, std::int64_t this_update_ms, std::int64_t next_update_ms,
                        const std::vector<Revocation>& revoked) {
    const EvpKey lent = TRY(borrowed_evp_key(issuer.key));
    if (!is_same_key(issuer.certificate.public_key(), issuer.key.public_key())) {
        return Failure{Fault::certificate_invalid, "the issuer's certificate is not this key's"};
    }
    const TimeHandle this_update = to_asn1_time(this_update_ms);
    const TimeHandle next_update = to_asn1_time(next_update_ms);
    if (this_update == nullptr || next_update == nullptr || next_update_ms <= this_update_ms) {
        return Failure{Fault::usage_invalid, "times of the CRL"};
    }
    clear_openssl_errors();
    const CrlHandle crl(X509_CRL_new());
    CHECK(crl != nullptr);
    if (X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) != 1 ||
        X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate.raw())) != 1 ||
        X509_CRL_set1_lastUpdate(crl.get(), this_update.get()) != 1 || X509_CRL_set1_nextUpdate(crl.get(), next_update.get()) != 1) {
        return openssl_failure(Fault::crypto_failed, "fill the CRL");
    }
    for (const Revocation& revocation : revoked) TRY(add_revocation(crl.get(), revocation));
    TRY(add_extensions(crl.get(), issuer, number));
    if (X509_CRL_sort(crl.get()) != 1 || X509_CRL_sign(crl.get(), lent.raw(), evp_md(natural_hash(issuer.key.algorithm()))) <= 0) {
        return openssl_failure(Fault::crypto_failed, "sign the CRL");
    }
    unsigned char* der = nullptr;
    const int size = i2d_X509_CRL(crl.get(), &der);
    if (size <= 0) return openssl_failure(Fault::crypto_failed, "write the CRL");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

}  // namespace crypto

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/certificate.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <climits>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t certificate_size_max = 64 * 1024;
constexpr std::size_t pem_size_max = 16 * 1024 * 1024;

Result<Certificate> adopt(X509Handle parsed) {
    // Extensions are parsed lazily and cached inside the object; doing it now keeps the
    // object immutable afterwards, and refuses what cannot be parsed.
    X509_check_purpose(parsed.get(), -1, 0);
    if ((X509_get_extension_flags(parsed.get()) & EXFLAG_INVALID) != 0) {
        return openssl_failure(Fault::certificate_invalid, "extensions");
    }
    if (!to_ms(X509_get0_notBefore(parsed.get())) || !to_ms(X509_get0_notAfter(parsed.get()))) {
        return Failure{Fault::certificate_invalid, "validity"};
    }
    clear_openssl_errors();
    return Certificate(std::shared_ptr<x509_st>(std::move(parsed)));
}

}  // namespace

Result<Certificate> Certificate::from_der(ByteView der) {
    if (der.size() > certificate_size_max) return Failure{Fault::certificate_invalid, "longer than 64 KiB"};
    const unsigned char* cursor = der.data();
    X509Handle parsed(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
    if (parsed == nullptr) return openssl_failure(Fault::certificate_invalid, "read certificate");
    if (cursor != der.data() + der.size()) return Failure{Fault::certificate_invalid, "bytes after the certificate"};
    return adopt(std::move(parsed));
}

Result<std::vector<Certificate>> Certificate::all_from_pem(ByteView pem) {
    if (pem.size() > pem_size_max) return Failure{Fault::certificate_invalid, "PEM longer than 16 MiB"};
    const BioHandle source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::vector<Certificate> out;
    while (true) {
        X509Handle parsed(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
        if (parsed == nullptr) break;
        out.push_back(TRY(adopt(std::move(parsed))));
    }
    // "No start line" is how OpenSSL says that the blocks are used up.
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE || out.empty()) {
        return openssl_failure(Fault::certificate_invalid, "read PEM");
    }
    clear_openssl_errors();
    return out;
}

Bytes Certificate::der() const {
    unsigned char* der = nullptr;
    const int size = i2d_X509(raw(), &der);
    CHECK(size > 0);
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

std::string Certificate::to_pem() const {
    const std::string body = base::to_base64(der());
    std::string out = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t i = 0; i < body.size(); i += 64) out += body.substr(i, 64) + '\n';
    return out + "-----END CERTIFICATE-----\n";
}

base::Digest Certificate::fingerprint() const { return sha256(der()); }
std::string Certificate::subject_common_name() const { return common_name_of(X509_get_subject_name(raw())); }
std::string Certificate::issuer_common_name() const { return common_name_of(X509_get_issuer_name(raw())); }
Bytes Certificate::subject() const { return der_of(X509_get_subject_name(raw())); }
Bytes Certificate::issuer() const { return der_of(X509_get_issuer_name(raw())); }
std::string Certificate::serial_hex() const { return serial_hex_of(X509_get0_serialNumber(raw())); }

Bytes Certificate::public_key() const {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(raw()), &der);
    CHECK(size > 0);
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

base::Digest Certificate::key_id() const { return sha256(public_key()); }
Result<ports::KeyAlgorithm> Certificate::key_algorithm() const { return algorithm_of(X509_get0_pubkey(raw())); }

// Both were readable when the certificate was adopted; certificates that OpenSSL handed
// us elsewhere may be stranger, and count as never valid.
std::int64_t Certificate::not_before_ms() const { return to_ms(X509_get0_notBefore(raw())).value_or(INT64_MAX); }
std::int64_t Certificate::not_after_ms() const { return to_ms(X509_get0_notAfter(raw())).value_or(INT64_MIN); }

bool Certificate::is_self_signed() const {
    const bool is = X509_self_signed(raw(), 1) == 1;
    clear_openssl_errors();
    return is;
}

bool Certificate::is_ca() const {
    // 1 is a CA by basicConstraints; larger values are guesses about old certificates.
    return X509_check_ca(raw()) == 1;
}

bool Certificate::has_non_repudiation() const {
    return (X509_get_extension_flags(raw()) & EXFLAG_KUSAGE) != 0 && (X509_get_key_usage(raw()) & KU_NON_REPUDIATION) != 0;
}

bool Certificate::operator==(const Certificate& other) const {
    return m_parsed == other.m_parsed || X509_cmp(raw(), other.raw()) == 0;
}

}  // namespace crypto

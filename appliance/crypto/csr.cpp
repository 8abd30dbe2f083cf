// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/csr.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/borrowed_key.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t request_size_max = 64 * 1024;
constexpr std::size_t common_name_max = 64;  // RFC 5280, ub-common-name

}  // namespace

Result<Bytes> create_csr(ports::SigningKey& key, const std::string& common_name) {
    if (common_name.empty() || common_name.size() > common_name_max) return Failure{Fault::usage_invalid, "length of the common name"};
    const EvpKey lent = TRY(borrowed_evp_key(key));
    const EvpKey public_half = TRY(evp_public_key(key.public_key()));
    clear_openssl_errors();
    const RequestHandle request(X509_REQ_new());
    const NameHandle name(X509_NAME_new());
    CHECK(request != nullptr && name != nullptr);
    if (X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0) != 1) {
        return openssl_failure(Fault::usage_invalid, "common name");
    }
    if (X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 || X509_REQ_set_subject_name(request.get(), name.get()) != 1 ||
        X509_REQ_set_pubkey(request.get(), public_half.raw()) != 1 ||
        X509_REQ_sign(request.get(), lent.raw(), evp_md(natural_hash(key.algorithm()))) <= 0) {
        return openssl_failure(Fault::crypto_failed, "sign the request");
    }
    unsigned char* der = nullptr;
    const int size = i2d_X509_REQ(request.get(), &der);
    if (size <= 0) return openssl_failure(Fault::crypto_failed, "write the request");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

std::string csr_to_pem(base::ByteView der) {
    constexpr std::size_t line_length = 64;
    const std::string text = base::to_base64(der);
    std::string pem = "-----BEGIN CERTIFICATE REQUEST-----\n";
    for (std::size_t at = 0; at < text.size(); at += line_length) pem += text.substr(at, line_length) + "\n";
    return pem + "-----END CERTIFICATE REQUEST-----\n";
}

Result<Bytes> csr_from_file(base::ByteView file) {
    constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE REQUEST-----", end_line = "-----END CERTIFICATE REQUEST-----";
    const std::string_view text = base::as_text(file);
    const std::size_t begin = text.find(begin_line);
    if (begin == std::string_view::npos) return base::to_bytes(file);
    const std::size_t end = text.find(end_line, begin);
    std::string inside;
    if (end != std::string_view::npos)
        for (const char one : text.substr(begin + begin_line.size(), end - begin - begin_line.size()))
            if (one != '\n' && one != '\r') inside += one;
    Bytes der;
    if (inside.empty() || !base::from_base64(inside, der)) return Failure{Fault::certificate_invalid, "the request's PEM is damaged"};
    return der;
}

Result<ParsedCsr> verify_csr(base::ByteView der) {
    clear_openssl_errors();
    if (der.size() > request_size_max) return Failure{Fault::certificate_invalid, "request longer than 64 KiB"};
    const unsigned char* cursor = der.data();
    const RequestHandle request(d2i_X509_REQ(nullptr, &cursor, static_cast<long>(der.size())));
    if (request == nullptr) return openssl_failure(Fault::certificate_invalid, "read the request");
    if (cursor != der.data() + der.size()) return Failure{Fault::certificate_invalid, "bytes after the request"};
    EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
    if (key == nullptr) return openssl_failure(Fault::key_algorithm_unsupported, "key of the request");
    TRY(algorithm_of(key));
    if (X509_REQ_verify(request.get(), key) != 1) return openssl_failure(Fault::signature_invalid, "proof of possession");
    ParsedCsr parsed;
    parsed.common_name = common_name_of(X509_REQ_get_subject_name(request.get()));
    parsed.public_key = TRY(public_key_of(key));
    return parsed;
}

}  // namespace crypto

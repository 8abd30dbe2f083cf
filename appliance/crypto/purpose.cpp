// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/purpose.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace crypto {
namespace {

struct ReleaseUsages {
    void operator()(EXTENDED_KEY_USAGE* usages) const { EXTENDED_KEY_USAGE_free(usages); }
};

bool may_sign(const Certificate& leaf) {
    // Without the extension OpenSSL reports every usage as allowed (RFC 5280, 4.2.1.3).
    return (X509_get_key_usage(leaf.raw()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

bool may_authenticate(const Certificate& leaf) { return (X509_get_key_usage(leaf.raw()) & KU_DIGITAL_SIGNATURE) != 0; }

// Dotted extended usages; empty when the certificate has no such extension.
std::vector<std::string> extended_usages(const Certificate& leaf) {
    const std::unique_ptr<EXTENDED_KEY_USAGE, ReleaseUsages> usages(
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(leaf.raw(), NID_ext_key_usage, nullptr, nullptr)));
    clear_openssl_errors();
    std::vector<std::string> out;
    for (int i = 0; usages != nullptr && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
        char dotted[128];
        OBJ_obj2txt(dotted, sizeof dotted, sk_ASN1_OBJECT_value(usages.get(), i), 1);
        out.emplace_back(dotted);
    }
    return out;
}

constexpr std::array document_usages = {
    "2.5.29.37.0",                 // anyExtendedKeyUsage
    "1.3.6.1.5.5.7.3.4",           // emailProtection: what CAs wrote before there was a better one
    "1.3.6.1.5.5.7.3.36",          // documentSigning (RFC 9336)
    "1.2.840.113583.1.1.5",        // Adobe authentic documents
    "1.3.6.1.4.1.311.10.3.12",     // Microsoft document signing
};

}  // namespace

int openssl_purpose(Purpose purpose) {
    switch (purpose) {
    case Purpose::tls_client: return X509_PURPOSE_SSL_CLIENT;
    case Purpose::tls_server: return X509_PURPOSE_SSL_SERVER;
    case Purpose::timestamping: return X509_PURPOSE_TIMESTAMP_SIGN;
    case Purpose::document_signing:
    case Purpose::receipt:
    case Purpose::provisioning:
    case Purpose::rehearsal:
    case Purpose::any: return X509_PURPOSE_ANY;
    }
    CHECK(false);
}

bool is_leaf_fit(const Certificate& leaf, Purpose purpose) {
    const auto usages = extended_usages(leaf);
    const auto has = [&usages](std::string_view usage) { return std::find(usages.begin(), usages.end(), usage) != usages.end(); };
    switch (purpose) {
    case Purpose::document_signing:
        return may_sign(leaf) && (usages.empty() || std::any_of(document_usages.begin(), document_usages.end(), has));
    case Purpose::receipt: return may_sign(leaf) && has(receipt_usage_oid);
    case Purpose::provisioning: return may_sign(leaf) && has(provisioning_usage_oid);
    case Purpose::rehearsal: return may_sign(leaf) && has(rehearsal_usage_oid);
    // TLS 1.3 only ever signs, and a certificate without an extended usage was not meant for it.
    case Purpose::tls_client: return may_authenticate(leaf) && has("1.3.6.1.5.5.7.3.2");
    case Purpose::tls_server: return may_authenticate(leaf) && has("1.3.6.1.5.5.7.3.1");
    case Purpose::timestamping:
    case Purpose::any: break;
    }
    return true;
}

}  // namespace crypto

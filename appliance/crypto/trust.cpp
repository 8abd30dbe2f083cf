// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/trust.h"

#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/purpose.h"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <ctime>
#include <string_view>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr int security_level = 2;  // OpenSSL's scale: at least 112 bits
constexpr int depth_max = 10;

Fault fault_of(int error) {
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return Fault::certificate_expired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return Fault::certificate_not_yet_valid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED: return Fault::certificate_untrusted;
    default: return Fault::certificate_invalid;
    }
}

CertificatesHandle stack_of(const std::vector<Certificate>& first, const std::vector<Certificate>& second) {
    CertificatesHandle stack(sk_X509_new_null());
    CHECK(stack != nullptr);
    for (const auto* list : {&first, &second}) {
        for (const Certificate& certificate : *list) {
            CHECK(X509_add_cert(stack.get(), certificate.raw(), X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP) == 1);
        }
    }
    return stack;
}

bool is_by(X509_CRL* crl, const Certificate& issuer) {
    const bool is = X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.raw())) == 0 &&
                    X509_CRL_verify(crl, X509_get0_pubkey(issuer.raw())) == 1;
    clear_openssl_errors();
    return is;
}

bool is_revoked(X509_CRL* crl, const Certificate& certificate, std::int64_t at_ms) {
    X509_REVOKED* entry = nullptr;
    // 2 means "removed from the list", which only delta CRLs say.
    if (X509_CRL_get0_by_cert(crl, &entry, certificate.raw()) != 1) return false;
    return to_ms(X509_REVOKED_get0_revocationDate(entry)).value_or(INT64_MIN) <= at_ms;
}

void add_once(std::vector<Certificate>& list, const Certificate& certificate) {
    if (std::find(list.begin(), list.end(), certificate) == list.end()) list.push_back(certificate);
}

bool is_word(std::string_view text, std::string_view word) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || !is_letter(text[at - 1]);
        const bool ends = at + word.size() == text.size() || !is_letter(text[at + word.size()]);
        if (starts && ends) return true;
    }
    return false;
}

}  // namespace

void TrustStore::add_anchor(const Certificate& certificate) { add_once(m_anchors, certificate); }
void TrustStore::add_intermediate(const Certificate& certificate) { add_once(m_intermediates, certificate); }

Result<std::vector<Certificate>> TrustStore::verify(const Certificate& leaf, Purpose purpose, std::int64_t at_ms,
                                                    const std::vector<Certificate>& extra) const {
    clear_openssl_errors();
    const StoreHandle store(X509_STORE_new());
    const StoreContextHandle context(X509_STORE_CTX_new());
    const CertificatesHandle others = stack_of(m_intermediates, extra);
    CHECK(store != nullptr && context != nullptr);
    for (const Certificate& anchor : m_anchors) CHECK(X509_STORE_add_cert(store.get(), anchor.raw()) == 1);
    if (X509_STORE_CTX_init(context.get(), store.get(), leaf.raw(), others.get()) != 1) {
        return openssl_failure(Fault::crypto_failed, "prepare path validation");
    }
    X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(at_ms / 1000));
    X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
    X509_VERIFY_PARAM_set_depth(parameters, depth_max);
    // Anchors need not be self-signed; every one of ours was put there to be trusted.
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    CHECK(X509_VERIFY_PARAM_set_purpose(parameters, openssl_purpose(purpose)) == 1);
    if (X509_verify_cert(context.get()) != 1) {
        const int error = X509_STORE_CTX_get_error(context.get());
        return openssl_failure(fault_of(error), X509_verify_cert_error_string(error));
    }
    if (!is_leaf_fit(leaf, purpose)) return Failure{Fault::certificate_invalid, "not issued for this purpose"};

    std::vector<Certificate> chain;
    STACK_OF(X509)* found = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(found); ++i) {
        X509* certificate = sk_X509_value(found, i);
        CHECK(X509_up_ref(certificate) == 1);
        chain.emplace_back(std::shared_ptr<x509_st>(certificate, X509_free));
    }
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        for (const auto& crl : m_crls) {
            if (is_by(crl.get(), chain[i + 1]) && is_revoked(crl.get(), chain[i], at_ms)) {
                return Failure{Fault::certificate_revoked, "serial " + chain[i].serial_hex()};
            }
        }
    }
    clear_openssl_errors();
    return chain;
}

bool TrustStore::is_revocation_known(const std::vector<Certificate>& chain, std::int64_t at_ms) const {
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const bool known = std::any_of(m_crls.begin(), m_crls.end(), [&](const auto& crl) {
            const auto next_update = to_ms(X509_CRL_get0_nextUpdate(crl.get()));
            return next_update && *next_update >= at_ms && is_by(crl.get(), chain[i + 1]);
        });
        if (!known) return false;
    }
    return true;
}

std::vector<Bytes> TrustStore::crls_for(const std::vector<Certificate>& chain) const {
    std::vector<Bytes> out;
    for (const auto& crl : m_crls) {
        const bool wanted = std::any_of(chain.begin(), chain.end(), [&](const Certificate& issuer) { return is_by(crl.get(), issuer); });
        if (!wanted) continue;
        unsigned char* der = nullptr;
        const int size = i2d_X509_CRL(crl.get(), &der);
        CHECK(size > 0);
        out.emplace_back(der, der + size);
        OPENSSL_free(der);
    }
    return out;
}

namespace {

bool names_test(const X509_NAME* name) {
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const ByteView text = view_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
        if (is_word(base::as_text(text), "TEST")) return true;
    }
    return false;
}

}  // namespace

bool is_test(const std::vector<Certificate>& chain) { return !chain.empty() && names_test(X509_get_subject_name(chain.back().raw())); }

bool claims_test(const Certificate& leaf, const std::vector<Certificate>& others) {
    const auto by_test = [](const Certificate& one) { return names_test(X509_get_issuer_name(one.raw())); };
    return by_test(leaf) || std::any_of(others.begin(), others.end(), by_test);
}

}  // namespace crypto

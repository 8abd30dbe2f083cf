// SPDX-License-Identifier: Apache-2.0
#include "image/verify/cryptography.h"

#include "image/verify/der.h"
#include "image/verify/mbedtls_version.h"

#include <algorithm>
#include <ctime>
#include <mbedtls/md.h>
#include <mbedtls/rsa.h>

namespace verify {
namespace {

constexpr std::size_t rsa_bits_min = 2048;
constexpr std::size_t rsa_bits_max = 4096;

// SHA-2, P-256 and better, RSA from 2048 bits: for the signatures in certificates.
mbedtls_x509_crt_profile profile() {
    mbedtls_x509_crt_profile wanted{};
    wanted.allowed_mds = MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
                         MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512);
    wanted.allowed_pks = MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSA) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSASSA_PSS) |
                         MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA);
    wanted.allowed_curves = MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) |
                            MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1) |
                            MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP521R1);
    wanted.rsa_min_bitlen = rsa_bits_min;
    return wanted;
}

mbedtls_md_type_t type_of(Hash hash) {
    switch (hash) {
        case Hash::sha256: return MBEDTLS_MD_SHA256;
        case Hash::sha384: return MBEDTLS_MD_SHA384;
        case Hash::sha512: return MBEDTLS_MD_SHA512;
    }
    return MBEDTLS_MD_NONE;
}

class CertificateList {
public:
    CertificateList() { mbedtls_x509_crt_init(&m_first); }
    CertificateList(const CertificateList&) = delete;
    CertificateList& operator=(const CertificateList&) = delete;
    ~CertificateList() { mbedtls_x509_crt_free(&m_first); }

    bool add(base::ByteView der) { return mbedtls_x509_crt_parse_der(&m_first, der.data(), der.size()) == 0; }
    mbedtls_x509_crt* first() { return &m_first; }

private:
    mbedtls_x509_crt m_first;
};

base::ByteView der_of(const mbedtls_x509_crt& certificate) { return {certificate.raw.p, certificate.raw.len}; }

// What the library says about each certificate of the chain, from the anchor down.
struct Walk {
    mbedtls_x509_time now{};
    std::vector<base::Bytes> used;
    bool is_out_of_date = false;
};

mbedtls_x509_time broken_down(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    return {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec};
}

bool is_before(const mbedtls_x509_time& a, const mbedtls_x509_time& b) {
    const auto first = {a.year, a.mon, a.day, a.hour, a.min, a.sec};
    const auto second = {b.year, b.mon, b.day, b.hour, b.min, b.sec};
    return std::lexicographical_compare(first.begin(), first.end(), second.begin(), second.end());
}

// The library knows only the present, so its word on dates is replaced by our own.
int visit(void* context, mbedtls_x509_crt* certificate, int /*depth*/, std::uint32_t* flags) {
    Walk& walk = *static_cast<Walk*>(context);
    constexpr std::uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
    *flags &= ~dates;
    walk.used.push_back(base::to_bytes(der_of(*certificate)));
    if (is_before(walk.now, certificate->valid_from) || is_before(certificate->valid_to, walk.now)) {
        walk.is_out_of_date = true;
    }
    return 0;
}

bool contains(const std::vector<base::Bytes>& list, base::ByteView wanted) {
    return std::any_of(list.begin(), list.end(), [&](const base::Bytes& one) { return are_equal(one, wanted); });
}

Reason check_chain(const Question& question, CertificateList& certificates) {
    CertificateList anchors;
    for (const base::Bytes& anchor : question.anchors) {
        if (!anchors.add(anchor)) return Reason::certificate_untrusted;
    }
    Walk walk;
    walk.now = broken_down(question.at_seconds);
    std::uint32_t flags = 0;
    const mbedtls_x509_crt_profile wanted = profile();
    const int result = mbedtls_x509_crt_verify_with_profile(certificates.first(), anchors.first(), nullptr, &wanted,
                                                            nullptr, &flags, &visit, &walk);
    if (result != 0 || flags != 0) return Reason::certificate_untrusted;
    if (walk.is_out_of_date) return Reason::certificate_out_of_date;
    for (const base::ByteView certificate : question.certificates) {
        if (!contains(walk.used, certificate) && !contains(question.anchors, certificate)) {
            return Reason::certificate_superfluous;
        }
    }
    return Reason::accepted;
}

bool is_key_for(const mbedtls_pk_context& key, Scheme scheme) {
    if (scheme == Scheme::ecdsa) {
        if (mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA) == 0) return false;
        const mbedtls_ecp_group_id curve = curve_of(key);
        return curve == MBEDTLS_ECP_DP_SECP256R1 || curve == MBEDTLS_ECP_DP_SECP384R1;
    }
    const std::size_t bits = mbedtls_pk_get_bitlen(&key);
    return mbedtls_pk_can_do(&key, MBEDTLS_PK_RSA) != 0 && bits >= rsa_bits_min && bits <= rsa_bits_max;
}

bool is_signed_by(mbedtls_pk_context& key, const Question& question) {
    const mbedtls_md_type_t type = type_of(question.hash);
    if (question.scheme != Scheme::rsa_pss) {
        return mbedtls_pk_verify(&key, type, question.digest.data(), question.digest.size(),
                                 question.signature.data(), question.signature.size()) == 0;
    }
    const mbedtls_pk_rsassa_pss_options options{type, static_cast<int>(question.digest.size())};
    return mbedtls_pk_verify_ext(MBEDTLS_PK_RSASSA_PSS, &options, &key, type, question.digest.data(),
                                 question.digest.size(), question.signature.data(), question.signature.size()) == 0;
}

}  // namespace

base::Bytes digest_of(Hash hash, const std::vector<base::ByteView>& parts) {
    const mbedtls_md_info_t* info = mbedtls_md_info_from_type(type_of(hash));
    base::Bytes digest(mbedtls_md_get_size(info));
    mbedtls_md_context_t context;
    mbedtls_md_init(&context);
    bool is_done = mbedtls_md_setup(&context, info, 0) == 0 && mbedtls_md_starts(&context) == 0;
    for (const base::ByteView part : parts) {
        is_done = is_done && mbedtls_md_update(&context, part.data(), part.size()) == 0;
    }
    is_done = is_done && mbedtls_md_finish(&context, digest.data()) == 0;
    mbedtls_md_free(&context);
    if (!is_done) digest.clear();  // equals no digest
    return digest;
}

Reason check_signer(const Question& question) {
    if (!start_library()) return Reason::signature_wrong;
    CertificateList certificates;
    for (const base::ByteView certificate : question.certificates) {
        if (!certificates.add(certificate)) return Reason::certificate_malformed;
    }
    mbedtls_x509_crt& signer = *certificates.first();
    if (!is_key_for(signer.pk, question.scheme)) return Reason::certificate_key_unsupported;
    if (question.digest.empty() || !is_signed_by(signer.pk, question)) return Reason::signature_wrong;
    if (!has_key_usage(signer) || mbedtls_x509_crt_check_key_usage(&signer, MBEDTLS_X509_KU_NON_REPUDIATION) != 0) {
        return Reason::certificate_usage;
    }
    return check_chain(question, certificates);
}

std::vector<base::Bytes> read_anchors(base::ByteView file) {
    CertificateList list;
    const bool is_pem = base::as_text(file).find("-----BEGIN CERTIFICATE-----") != std::string_view::npos;
    if (is_pem) {
        base::Bytes text = base::to_bytes(file);
        text.push_back(0);  // the library wants the end marked
        if (mbedtls_x509_crt_parse(list.first(), text.data(), text.size()) != 0) return {};
    } else if (!list.add(file)) {
        return {};
    }
    std::vector<base::Bytes> anchors;
    for (const mbedtls_x509_crt* one = list.first(); one != nullptr; one = one->next) {
        if (one->raw.len > 0) anchors.push_back(base::to_bytes(der_of(*one)));
    }
    return anchors;
}

}  // namespace verify

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/revocation_list.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/openssl_error.h"

#include <algorithm>

namespace crypto {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

// A clock that was never set right must not keep a revocation out for ever; a list from
// next year is somebody's mistake.
constexpr std::int64_t early_max_ms = 86'400'000;

bool has_signed(const Certificate& issuer, X509_CRL* crl) {
    const bool has = X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.raw())) == 0 &&
                     X509_CRL_verify(crl, X509_get0_pubkey(issuer.raw())) == 1;
    clear_openssl_errors();
    return has;
}

Result<Certificate> issuer_of(X509_CRL* crl, const TrustStore& trust, std::int64_t now_ms) {
    for (const Certificate& anchor : trust.anchors())
        if (has_signed(anchor, crl)) return anchor;
    for (const Certificate& one : trust.intermediates()) {
        if (!has_signed(one, crl)) continue;
        TRY(trust.verify(one, Purpose::any, now_ms));
        return one;
    }
    return Failure{Fault::certificate_untrusted, "a CRL by nobody who is trusted here"};
}

Result<std::uint64_t> number_of(X509_CRL* crl) {
    const IntegerHandle number(static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(crl, NID_crl_number, nullptr, nullptr)));
    std::uint64_t value = 0;
    if (number == nullptr || ASN1_INTEGER_get_uint64(&value, number.get()) != 1 || value >> 53 != 0) {
        clear_openssl_errors();
        return Failure{Fault::certificate_invalid, "a CRL without a number"};
    }
    return value;
}

}  // namespace

Result<RevocationList> check_revocation_list(ByteView der, const TrustStore& trust, std::int64_t now_ms) {
    // Whether it speaks for a whole issuer is judged where all lists are taken in.
    TrustStore scratch;
    TRY(scratch.add_crl(der));
    const unsigned char* cursor = der.data();
    const CrlHandle crl(d2i_X509_CRL(nullptr, &cursor, static_cast<long>(der.size())));
    CHECK(crl != nullptr);
    const Certificate issuer = TRY(issuer_of(crl.get(), trust, now_ms));
    RevocationList list;
    list.issuer = sha256(issuer.public_key());
    list.number = TRY(number_of(crl.get()));
    const auto issued = to_ms(X509_CRL_get0_lastUpdate(crl.get()));
    if (!issued) return Failure{Fault::certificate_invalid, "a CRL without a date"};
    if (*issued > now_ms + early_max_ms) return Failure{Fault::certificate_not_yet_valid, "a CRL of " + base::to_rfc3339(*issued)};
    list.issued_ms = *issued;
    list.revoked = static_cast<std::size_t>(std::max(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl.get())), 0));
    return list;
}

}  // namespace crypto

// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/revocations.h"

#include "appliance/crypto/asn1_values.h"

#include <algorithm>
#include <memory>
#include <openssl/x509.h>

namespace receiver {
namespace {

bool is_good(base::ByteView der, std::size_t revoked, std::int64_t now_ms) {
    const unsigned char* at = der.data();
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())),
                                                                  X509_CRL_free);
    if (!crl) return false;
    const auto begins = crypto::to_ms(X509_CRL_get0_lastUpdate(crl.get()));
    const auto ends = crypto::to_ms(X509_CRL_get0_nextUpdate(crl.get()));
    const int listed = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl.get()));  // -1: an empty list
    if (!begins || !ends || static_cast<std::size_t>(std::max(listed, 0)) != revoked) return false;
    return *begins <= now_ms && now_ms < *begins + (*ends - *begins) / 2;
}

}  // namespace

base::Status publish_crl(const Desk& desk) {
    const std::vector<crypto::Revocation> revoked = TRY(desk.index.revocations());
    return renew_crl(desk.disk, desk.platform, revoked, desk.clock.wall_ms());
}

base::Status refresh_crl(const Desk& desk) {
    const std::vector<crypto::Revocation> revoked = TRY(desk.index.revocations());
    const auto published = desk.disk.read("public/issuing.crl");
    if (published && is_good(*published, revoked.size(), desk.clock.wall_ms())) return {};
    return publish_crl(desk);
}

}  // namespace receiver

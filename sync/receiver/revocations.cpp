// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/revocations.h"

namespace receiver {

base::Status publish_crl(const Desk& desk) {
    const std::vector<crypto::Revocation> revoked = TRY(desk.index.revocations());
    return renew_crl(desk.disk, desk.platform, revoked, desk.clock.wall_ms());
}

}  // namespace receiver

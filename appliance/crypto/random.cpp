// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/random.h"

#include "appliance/base/check.h"

#include <openssl/rand.h>

namespace crypto {

void fill_random(std::span<std::uint8_t> out) { CHECK(RAND_bytes_ex(nullptr, out.data(), out.size(), 256) == 1); }

base::Bytes random_bytes(std::size_t size) {
    base::Bytes out(size);
    fill_random(out);
    return out;
}

base::SecretBytes random_secret(std::size_t size) {
    base::SecretBytes out(size);
    // The private generator's state is apart from the one whose output becomes public.
    CHECK(RAND_priv_bytes_ex(nullptr, out.reveal_to_fill().data(), size, 256) == 1);
    return out;
}

}  // namespace crypto

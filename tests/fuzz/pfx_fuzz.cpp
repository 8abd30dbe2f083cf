// SPDX-License-Identifier: Apache-2.0
// PKCS#12 and DER that somebody brings. Few rounds are allowed, so that tries are many.
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/private_key.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::SecretBytes password(base::as_bytes("right"));
    const auto file = crypto::read_key_file({data, size}, password.clone(), 1'795'000'000'000, 5000);
    if (file) CHECK(crypto::evp_private_key(file->key));
    return 0;
}

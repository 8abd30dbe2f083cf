// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/randomness.h"

#include "appliance/base/check.h"

#include <algorithm>

namespace token {

Randomness::Randomness() {
    mbedtls_entropy_init(&m_entropy);
    mbedtls_ctr_drbg_init(&m_generator);
    CHECK(mbedtls_ctr_drbg_seed(&m_generator, mbedtls_entropy_func, &m_entropy, nullptr, 0) == 0);
}

Randomness::~Randomness() {
    mbedtls_ctr_drbg_free(&m_generator);
    mbedtls_entropy_free(&m_entropy);
}

base::Bytes Randomness::bytes(std::size_t size) {
    base::Bytes out(size);
    CHECK(fill(this, out.data(), size) == 0);
    return out;
}

int Randomness::fill(void* self, unsigned char* out, std::size_t size) {
    while (size > 0) {
        const std::size_t step = std::min<std::size_t>(size, MBEDTLS_CTR_DRBG_MAX_REQUEST);
        if (const int error = mbedtls_ctr_drbg_random(&static_cast<Randomness*>(self)->m_generator, out, step); error != 0) return error;
        out += step;
        size -= step;
    }
    return 0;
}

}  // namespace token

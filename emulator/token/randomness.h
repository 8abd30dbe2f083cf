// SPDX-License-Identifier: Apache-2.0
// The card's random numbers: mbedTLS's generator over the operating system's.
#pragma once

#include "appliance/base/bytes.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

namespace token {

class Randomness {
public:
    Randomness();
    ~Randomness();
    Randomness(const Randomness&) = delete;
    Randomness& operator=(const Randomness&) = delete;

    base::Bytes bytes(std::size_t size);

    // In the form that mbedTLS takes: function and first argument.
    static int fill(void* self, unsigned char* out, std::size_t size);

private:
    mbedtls_entropy_context m_entropy;
    mbedtls_ctr_drbg_context m_generator;
};

}  // namespace token

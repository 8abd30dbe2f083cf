// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/rsa.h"

#include "emulator/token/mbedtls_version.h"

#include "appliance/base/check.h"

namespace token {
namespace {

constexpr std::size_t modulus_size = 256, prime_size = 128;

class RsaContext {
public:
    RsaContext() { start_rsa(m_context); }
    ~RsaContext() { mbedtls_rsa_free(&m_context); }
    RsaContext(const RsaContext&) = delete;
    RsaContext& operator=(const RsaContext&) = delete;

    bool take(base::ByteView prime1, base::ByteView prime2) {
        return mbedtls_rsa_import_raw(&m_context, nullptr, 0, prime1.data(), prime1.size(), prime2.data(), prime2.size(), nullptr, 0,
                                      rsa_exponent.data(), rsa_exponent.size()) == 0 &&
               mbedtls_rsa_complete(&m_context) == 0 && mbedtls_rsa_get_len(&m_context) == modulus_size;
    }
    mbedtls_rsa_context* get() { return &m_context; }

private:
    mbedtls_rsa_context m_context;
};

std::optional<RsaNumbers> numbers_of(RsaContext& context) {
    RsaNumbers out{base::Bytes(2 * prime_size), base::Bytes(modulus_size)};
    if (mbedtls_rsa_export_raw(context.get(), out.modulus.data(), modulus_size, out.primes.data(), prime_size,
                               out.primes.data() + prime_size, prime_size, nullptr, 0, nullptr, 0) != 0)
        return std::nullopt;
    return out;
}

}  // namespace

RsaNumbers generate_rsa(Randomness& random) {
    RsaContext context;
    CHECK(mbedtls_rsa_gen_key(context.get(), Randomness::fill, &random, 2048, 65537) == 0);
    auto numbers = numbers_of(context);
    CHECK(numbers);
    return std::move(*numbers);
}

std::optional<RsaNumbers> rsa_of(base::ByteView prime1, base::ByteView prime2, Randomness& random) {
    if (prime1.size() != prime_size || prime2.size() != prime_size) return std::nullopt;
    RsaContext context;
    if (!context.take(prime1, prime2) || mbedtls_rsa_check_privkey(context.get()) != 0) return std::nullopt;
    auto numbers = numbers_of(context);
    // Numbers that are no primes give a context too; their signatures are wrong.
    base::Bytes block(modulus_size, 2), there(modulus_size), back(modulus_size);
    if (mbedtls_rsa_private(context.get(), Randomness::fill, &random, block.data(), there.data()) != 0 ||
        mbedtls_rsa_public(context.get(), there.data(), back.data()) != 0 || back != block)
        return std::nullopt;
    return numbers;
}

std::optional<base::Bytes> rsa_private(base::ByteView primes, base::ByteView block, Randomness& random) {
    if (block.size() != modulus_size) return std::nullopt;
    RsaContext context;
    CHECK(primes.size() == 2 * prime_size && context.take(primes.first(prime_size), primes.last(prime_size)));
    base::Bytes out(modulus_size);
    if (mbedtls_rsa_private(context.get(), Randomness::fill, &random, block.data(), out.data()) != 0) return std::nullopt;
    return out;
}

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/elliptic.h"

#include "emulator/token/tlv.h"

#include "appliance/base/check.h"

#include <mbedtls/ecdh.h>
#include <mbedtls/ecdsa.h>

namespace token {
namespace {

class Number {
public:
    Number() { mbedtls_mpi_init(&m_number); }
    ~Number() { mbedtls_mpi_free(&m_number); }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    mbedtls_mpi* get() { return &m_number; }

    base::Bytes bytes(std::size_t size) const {
        base::Bytes out(size);
        CHECK(mbedtls_mpi_write_binary(&m_number, out.data(), size) == 0);
        return out;
    }
    // As a DER INTEGER.
    base::Bytes integer() const { return tlv(0x02, bytes(mbedtls_mpi_bitlen(&m_number) / 8 + 1)); }

private:
    mbedtls_mpi m_number;
};

class Curve {
public:
    explicit Curve(mbedtls_ecp_group_id curve) {
        mbedtls_ecp_group_init(&m_group);
        mbedtls_ecp_point_init(&m_point);
        CHECK(mbedtls_ecp_group_load(&m_group, curve) == 0);
    }
    ~Curve() {
        mbedtls_ecp_point_free(&m_point);
        mbedtls_ecp_group_free(&m_group);
    }
    Curve(const Curve&) = delete;
    Curve& operator=(const Curve&) = delete;

    mbedtls_ecp_group* group() { return &m_group; }
    mbedtls_ecp_point* point() { return &m_point; }
    std::size_t size() const { return (m_group.pbits + 7) / 8; }
    base::Bytes point_bytes() const {
        base::Bytes out(1 + 2 * size());
        std::size_t written = 0;
        CHECK(mbedtls_ecp_point_write_binary(&m_group, &m_point, MBEDTLS_ECP_PF_UNCOMPRESSED, &written, out.data(), out.size()) == 0);
        return out;
    }

private:
    mbedtls_ecp_group m_group;
    mbedtls_ecp_point m_point;
};

}  // namespace

EllipticNumbers generate_elliptic(mbedtls_ecp_group_id id, Randomness& random) {
    Curve curve(id);
    Number scalar;
    CHECK(mbedtls_ecp_gen_keypair(curve.group(), scalar.get(), curve.point(), Randomness::fill, &random) == 0);
    return {scalar.bytes(curve.size()), curve.point_bytes()};
}

std::optional<EllipticNumbers> elliptic_of(mbedtls_ecp_group_id id, base::ByteView bytes, Randomness& random) {
    Curve curve(id);
    Number scalar;
    if (mbedtls_mpi_read_binary(scalar.get(), bytes.data(), bytes.size()) != 0 || mbedtls_ecp_check_privkey(curve.group(), scalar.get()) != 0)
        return std::nullopt;
    CHECK(mbedtls_ecp_mul(curve.group(), curve.point(), scalar.get(), &curve.group()->G, Randomness::fill, &random) == 0);
    return EllipticNumbers{scalar.bytes(curve.size()), curve.point_bytes()};
}

base::Bytes elliptic_sign(mbedtls_ecp_group_id id, base::ByteView bytes, base::ByteView digest, Randomness& random) {
    Curve curve(id);
    Number scalar, r, s;
    CHECK(mbedtls_mpi_read_binary(scalar.get(), bytes.data(), bytes.size()) == 0);
    CHECK(mbedtls_ecdsa_sign(curve.group(), r.get(), s.get(), scalar.get(), digest.data(), digest.size(), Randomness::fill, &random) == 0);
    base::Bytes both = r.integer();
    base::append(both, s.integer());
    return tlv(0x30, both);
}

std::optional<base::Bytes> elliptic_agree(mbedtls_ecp_group_id id, base::ByteView bytes, base::ByteView point, Randomness& random) {
    Curve curve(id);
    Number scalar, shared;
    CHECK(mbedtls_mpi_read_binary(scalar.get(), bytes.data(), bytes.size()) == 0);
    if (mbedtls_ecp_point_read_binary(curve.group(), curve.point(), point.data(), point.size()) != 0 ||
        mbedtls_ecp_check_pubkey(curve.group(), curve.point()) != 0 ||
        mbedtls_ecdh_compute_shared(curve.group(), shared.get(), curve.point(), scalar.get(), Randomness::fill, &random) != 0)
        return std::nullopt;
    return shared.bytes(curve.size());
}

}  // namespace token

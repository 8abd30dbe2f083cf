// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/emsa.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using ports::HashAlgorithm;
using ports::SignatureScheme;

Bytes mgf1(HashAlgorithm hash, ByteView seed, std::size_t size) {
    Bytes mask;
    for (std::uint32_t counter = 0; mask.size() < size; ++counter) {
        Bytes input = base::to_bytes(seed);
        base::append_number(input, counter, 4);
        base::append(mask, digest(hash, input));
    }
    mask.resize(size);
    return mask;
}

Result<Bytes> pkcs1_block(HashAlgorithm hash, ByteView digest, std::size_t modulus_size) {
    const Bytes info = der_sequence({Der(digest_identifier(hash)), der_octets(digest)}).flatten();
    constexpr std::size_t around = 11;  // 00 01, at least eight FF, 00
    if (modulus_size < info.size() + around) return Failure{Fault::key_algorithm_unsupported, "the modulus is too short for the digest"};
    Bytes block(modulus_size - info.size() - 1, 0xff);
    block[0] = 0x00;
    block[1] = 0x01;
    block.push_back(0x00);
    base::append(block, info);
    return block;
}

}  // namespace

Result<Bytes> emsa_pss_block(HashAlgorithm hash, ByteView message_digest, ByteView salt, std::size_t modulus_size) {
    const std::size_t hash_size = digest_size(hash);
    if (message_digest.size() != hash_size) return Failure{Fault::usage_invalid, "the digest is not as long as its hash"};
    if (modulus_size < hash_size + salt.size() + 2) return Failure{Fault::key_algorithm_unsupported, "the modulus is too short for the digest"};
    Bytes input(8, 0);
    base::append(input, message_digest);
    base::append(input, salt);
    const Bytes h = digest(hash, input);
    Bytes block(modulus_size - hash_size - salt.size() - 2, 0);  // PS, then 01, salt
    block.push_back(0x01);
    base::append(block, salt);
    const Bytes mask = mgf1(hash, h, block.size());
    for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= mask[i];
    block[0] &= 0x7f;  // one bit less than the modulus has
    base::append(block, h);
    block.push_back(0xbc);
    return block;
}

Result<Bytes> emsa_block(SignatureScheme scheme, HashAlgorithm hash, ByteView message_digest, std::size_t modulus_size) {
    if (message_digest.size() != digest_size(hash)) return Failure{Fault::usage_invalid, "the digest is not as long as its hash"};
    switch (scheme) {
    case SignatureScheme::rsa_pkcs1: return pkcs1_block(hash, message_digest, modulus_size);
    case SignatureScheme::rsa_pss: return emsa_pss_block(hash, message_digest, random_bytes(message_digest.size()), modulus_size);
    case SignatureScheme::ecdsa: break;
    }
    return Failure{Fault::key_algorithm_unsupported, "ECDSA has no block"};
}

}  // namespace crypto

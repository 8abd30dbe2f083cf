// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

const EVP_CIPHER* cipher_named(Cipher cipher) {
    switch (cipher) {
        case Cipher::tdes: return EVP_des_ede3_ecb();
        case Cipher::aes_128: return EVP_aes_128_ecb();
        case Cipher::aes_192: return EVP_aes_192_ecb();
        case Cipher::aes_256: return EVP_aes_256_ecb();
    }
    return nullptr;
}

Bytes one_block(Cipher cipher, ByteView key, ByteView block, int encrypts) {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    Bytes out(block.size() + 32);
    int size = 0;
    EXPECT_EQ(EVP_CipherInit_ex(context, cipher_named(cipher), nullptr, key.data(), nullptr, encrypts), 1);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EXPECT_EQ(EVP_CipherUpdate(context, out.data(), &size, block.data(), static_cast<int>(block.size())), 1);
    EVP_CIPHER_CTX_free(context);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

EVP_PKEY* key_of(Algorithm algorithm, ByteView public_template) {
    const auto parts = parse_tlvs(public_template);
    if (!parts) return nullptr;
    OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = nullptr, *exponent = nullptr;
    if (algorithm == Algorithm::rsa_2048) {
        const ByteView n = *find(*parts, 0x81), e = *find(*parts, 0x82);
        modulus = BN_bin2bn(n.data(), static_cast<int>(n.size()), nullptr);
        exponent = BN_bin2bn(e.data(), static_cast<int>(e.size()), nullptr);
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus);
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent);
    } else {
        const ByteView point = *find(*parts, 0x86);
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, algorithm == Algorithm::p256 ? "P-256" : "P-384", 0);
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    }
    OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, algorithm == Algorithm::rsa_2048 ? "RSA" : "EC", nullptr);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context);
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

}  // namespace

Hand::Hand(Cipher management) {
    m_birth.serial = 4711;
    m_birth.name = "Nora Berg";
    m_birth.management = management;
    pull();
}

void Hand::pull() {
    m_token.reset();
    auto applet = PivApplet::open(m_disk, "token.json", m_birth);
    if (!applet) {
        ADD_FAILURE() << applet.failure().detail;
        return;
    }
    m_token = std::make_unique<VirtualToken>(std::move(*applet));
    EXPECT_EQ(send(0xA4, 4, 0, Bytes{0xA0, 0, 0, 3, 8}).word, 0x9000U);
}

Said Hand::send(ByteView apdu) {
    Bytes answer = m_token->process(apdu);
    EXPECT_GE(answer.size(), 2U);
    Said said;
    said.word = static_cast<unsigned>(answer[answer.size() - 2]) << 8U | answer.back();
    said.data.assign(answer.begin(), answer.end() - 2);
    return said;
}

Said Hand::send(std::uint8_t ins, std::uint8_t p1, std::uint8_t p2, ByteView data) {
    Said said;
    do {
        const ByteView piece = data.first(std::min<std::size_t>(data.size(), 255));
        data = data.subspan(piece.size());
        Bytes apdu{data.empty() ? std::uint8_t{0x00} : std::uint8_t{0x10}, ins, p1, p2};
        if (!piece.empty()) apdu.push_back(static_cast<std::uint8_t>(piece.size()));
        base::append(apdu, piece);
        said = send(apdu);
    } while (!data.empty());
    while (said.word >> 8U == 0x61) {
        const Said more = send(Bytes{0x00, 0xC0, 0, 0, 0});
        base::append(said.data, more.data);
        said.word = more.word;
    }
    return said;
}

unsigned Hand::manage(Cipher cipher) { return manage(cipher, factory_key(cipher)); }

unsigned Hand::manage(Cipher cipher, ByteView key) {
    const auto p1 = static_cast<std::uint8_t>(cipher);
    const Said asked = send(0x87, p1, 0x9B, Bytes{0x7C, 2, 0x80, 0});
    if (asked.word != 0x9000) return asked.word;
    const Bytes witness = decrypted(cipher, key, ByteView(asked.data).subspan(4));
    const Bytes challenge(block_size(cipher), 0x5A);
    Bytes content = tlv(0x80, witness);
    base::append(content, tlv(0x81, challenge));
    const Said answered = send(0x87, p1, 0x9B, tlv(0x7C, content));
    if (answered.word == 0x9000) {
        EXPECT_EQ(answered.data, tlv(0x7C, tlv(0x82, encrypted(cipher, key, challenge))));
    }
    return answered.word;
}

Bytes Hand::generate(std::uint8_t slot, Algorithm algorithm, ByteView more) {
    Bytes content = tlv(0x80, static_cast<std::uint8_t>(algorithm));
    base::append(content, more);
    const Said said = send(0x47, 0, slot, tlv(0xAC, content));
    EXPECT_EQ(said.word, 0x9000U);
    const auto outer = parse_tlvs(said.data);
    if (!outer || outer->empty()) return {};
    EXPECT_EQ(outer->front().tag, 0x7F49U);
    return base::to_bytes(outer->front().value);
}

Said Hand::sign(std::uint8_t slot, Algorithm algorithm, ByteView input) {
    Bytes content = tlv(0x82, ByteView());
    base::append(content, tlv(0x81, input));
    Said said = send(0x87, static_cast<std::uint8_t>(algorithm), slot, tlv(0x7C, content));
    if (said.word != 0x9000) return said;
    const auto outer = parse_tlvs(said.data);
    const auto inner = outer && !outer->empty() ? parse_tlvs(outer->front().value) : std::nullopt;
    const ByteView* signature = inner ? find(*inner, 0x82) : nullptr;
    Bytes only = signature == nullptr ? Bytes() : base::to_bytes(*signature);
    said.data = std::move(only);
    return said;
}

Bytes Hand::metadata(std::uint8_t reference, std::uint32_t tag) {
    const Said said = send(0xF7, 0, reference);
    const auto parts = parse_tlvs(said.data);
    const ByteView* value = parts ? find(*parts, tag) : nullptr;
    return value == nullptr ? Bytes() : base::to_bytes(*value);
}

Bytes Hand::padded(std::string_view pin) {
    Bytes out = base::to_bytes(pin);
    out.resize(8, 0xFF);
    return out;
}

Bytes Hand::factory_key(Cipher cipher) {
    Bytes key;
    while (key.size() < key_size(cipher)) key.push_back(static_cast<std::uint8_t>(key.size() % 8 + 1));
    return key;
}

Bytes encrypted(Cipher cipher, ByteView key, ByteView block) { return one_block(cipher, key, block, 1); }
Bytes decrypted(Cipher cipher, ByteView key, ByteView block) { return one_block(cipher, key, block, 0); }

bool is_signed(Algorithm algorithm, ByteView public_template, ByteView digest, ByteView signature) {
    EVP_PKEY* key = key_of(algorithm, public_template);
    if (key == nullptr) return false;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(key, nullptr);
    EVP_PKEY_verify_init(context);
    EVP_PKEY_CTX_set_signature_md(context, digest.size() == 48 ? EVP_sha384() : EVP_sha256());
    const int result = EVP_PKEY_verify(context, signature.data(), signature.size(), digest.data(), digest.size());
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    return result == 1;
}

Bytes rsa_block(ByteView digest) {
    const Bytes information{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    Bytes block{0x00, 0x01};
    block.resize(256 - information.size() - digest.size() - 1, 0xFF);
    block.push_back(0x00);
    base::append(block, information);
    base::append(block, digest);
    return block;
}

}  // namespace token

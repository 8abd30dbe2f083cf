// SPDX-License-Identifier: Apache-2.0
// Keys of a PivToken: made there, described, brought in.
#include "appliance/crypto/key_parts.h"
#include "usb/piv_token.h"
#include "usb/tlv.h"

#include <algorithm>

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;
using ports::KeyAlgorithm;

bool is_elliptic(KeyAlgorithm algorithm) { return algorithm == KeyAlgorithm::ecdsa_p256 || algorithm == KeyAlgorithm::ecdsa_p384; }

// 86 { point }, or 81 { modulus } 82 { exponent } (SP 800-73-4, part 2, table 21).
Result<Bytes> public_key_of(KeyAlgorithm algorithm, ByteView content) {
    Result<Bytes> key = Failure{Fault::token_failed, "a public key without its parts"};
    if (is_elliptic(algorithm)) {
        if (const auto point = find_tlv(content, 0x86)) key = crypto::ec_public_key(algorithm, *point);
    } else {
        const auto modulus = find_tlv(content, 0x81);
        const auto exponent = find_tlv(content, 0x82);
        if (modulus && exponent) key = crypto::rsa_public_key(algorithm, *modulus, *exponent);
    }
    if (!key) return Failure{Fault::token_failed, "the token's public key: " + key.failure().detail};
    return key;
}

// A template of secrets, built in memory that wipes itself.
SecretBytes secret_template(std::initializer_list<std::pair<std::uint8_t, const SecretBytes*>> parts) {
    Bytes head;
    std::size_t size = 0;
    for (const auto& [tag, part] : parts) {
        head.clear();
        append_tlv_head(head, tag, part->size());
        size += head.size() + part->size();
    }
    SecretBytes out(size);
    auto at = out.reveal_to_fill().begin();
    for (const auto& [tag, part] : parts) {
        head.clear();
        append_tlv_head(head, tag, part->size());
        at = std::copy(head.begin(), head.end(), at);
        at = std::ranges::copy(part->reveal(), at).out;
    }
    return out;
}

Result<SecretBytes> import_template(const ports::PrivateKey& key) {
    if (is_elliptic(key.algorithm)) return secret_template({{std::uint8_t{0x06}, &key.secret}});
    const crypto::RsaParts parts = TRY(crypto::rsa_parts(key));
    return secret_template({{std::uint8_t{0x01}, &parts.p},
                            {std::uint8_t{0x02}, &parts.q},
                            {std::uint8_t{0x03}, &parts.dp},
                            {std::uint8_t{0x04}, &parts.dq},
                            {std::uint8_t{0x05}, &parts.q_inverse}});
}

bool means_unsupported(std::uint16_t status) {
    constexpr std::uint16_t wrong_data = 0x6a80, wrong_parameters = 0x6a86, not_supported = 0x6a81, wrong_parameter_bytes = 0x6b00;
    return status == wrong_data || status == wrong_parameters || status == not_supported || status == wrong_parameter_bytes;
}

}  // namespace

Result<Bytes> PivToken::generate(PivSlot slot, KeyAlgorithm algorithm) {
    const auto turn = take_turn();
    Bytes reference;
    append_tlv(reference, 0x80, std::array<std::uint8_t, 1>{piv_number(algorithm)});
    Bytes data;
    append_tlv(data, 0xac, reference);
    const Response response = TRY(m_card.transmit(
        {.ins = ins_generate, .p2 = static_cast<std::uint8_t>(slot), .data = SecretBytes(data), .expects_data = true}, generation_wait_ms));
    if (means_unsupported(response.status)) return Failure{Fault::key_algorithm_unsupported, "the token makes no such key"};
    if (response.status != status_done) return status_failure(response.status, "GENERATE ASYMMETRIC KEY PAIR");
    const auto content = find_tlv(response.data, 0x7f49);
    if (!content) return Failure{Fault::token_failed, "GENERATE ASYMMETRIC KEY PAIR: no public key"};
    return public_key_of(algorithm, *content);
}

Status PivToken::import_in_clear_over_usb(PivSlot slot, const ports::PrivateKey& key) {
    const auto turn = take_turn();
    SecretBytes data = TRY(import_template(key));
    const Response response =
        TRY(m_card.transmit({.ins = ins_import, .p1 = piv_number(key.algorithm), .p2 = static_cast<std::uint8_t>(slot), .data = std::move(data)}));
    if (response.status == status_no_such_command || means_unsupported(response.status))
        return Failure{Fault::key_algorithm_unsupported, "the token takes no such key in"};
    if (response.status != status_done) return status_failure(response.status, "IMPORT ASYMMETRIC KEY");
    return {};
}

Result<std::optional<Bytes>> PivToken::ask_metadata(std::uint8_t reference) {
    if (m_version.empty()) return std::optional<Bytes>();  // no extension at all
    const Response response = TRY(m_card.transmit({.ins = ins_metadata, .p2 = reference, .data = {}, .expects_data = true}));
    if (response.status != status_done) return std::optional<Bytes>();
    return std::optional<Bytes>(response.data);
}

// 01 { algorithm } 03 { origin } 04 { public key }
Result<std::optional<KeyMetadata>> PivToken::metadata(PivSlot slot) {
    const auto turn = take_turn();
    const auto about = TRY(ask_metadata(static_cast<std::uint8_t>(slot)));
    if (!about) return std::optional<KeyMetadata>();
    const auto number = find_tlv(*about, 0x01);
    const auto origin = find_tlv(*about, 0x03);
    const auto key = find_tlv(*about, 0x04);
    if (!number || number->size() != 1 || (origin && origin->size() != 1)) return Failure{Fault::token_failed, "metadata that cannot be read"};
    if (!key) return std::optional<KeyMetadata>();  // some tokens say the same of every slot, and give no key
    const auto algorithm = algorithm_by_number((*number)[0]);
    if (!algorithm) return std::optional<KeyMetadata>();  // a key that we could not use
    KeyMetadata metadata;
    metadata.algorithm = *algorithm;
    constexpr std::uint8_t generated = 0x01;
    metadata.is_born_here = origin && (*origin)[0] == generated;
    metadata.public_key = TRY(public_key_of(*algorithm, *key));
    return std::optional<KeyMetadata>(std::move(metadata));
}

}  // namespace usb

// SPDX-License-Identifier: Apache-2.0
// Codes and the management key of a PivToken.
#include "appliance/crypto/random.h"
#include "usb/piv_token.h"
#include "usb/tlv.h"

#include <algorithm>

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Pin;
using base::Result;
using base::SecretBytes;
using base::Status;
using crypto::BlockCipher;

constexpr std::size_t code_size = 8;  // with FF behind the digits (SP 800-73-4, part 2, 2.4.3)
constexpr std::size_t code_length_least = 6;

Status check_length(const Pin& code) {
    if (code.length() >= code_length_least && code.length() <= code_size) return {};
    return Failure{Fault::pin_malformed, "a token's code has 6 to 8 digits"};
}

SecretBytes padded(const Pin& first, const Pin* second = nullptr) {
    SecretBytes out(second == nullptr ? code_size : 2 * code_size);
    const auto bytes = out.reveal_to_fill();
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0xff});
    std::ranges::copy(first.reveal(), bytes.begin());
    if (second != nullptr) std::ranges::copy(second->reveal(), bytes.begin() + code_size);
    return out;
}

}  // namespace

Result<std::optional<unsigned>> PivToken::tries_left() {
    const auto turn = take_turn();
    // Where there is metadata it also answers after a code was shown: 06 { of, left }.
    if (const auto about = TRY(ask_metadata(reference_pin))) {
        const auto tries = find_tlv(*about, 0x06);
        if (tries && tries->size() == 2) return std::optional<unsigned>((*tries)[1]);
    }
    const Response response = TRY(m_card.transmit({.ins = ins_verify, .p2 = reference_pin, .data = {}}));
    if (response.status == status_done) return std::optional<unsigned>();
    const Failure failure = status_failure(response.status, "VERIFY");
    if (failure.fault == Fault::pin_locked) return std::optional<unsigned>(0U);
    if (failure.fault == Fault::pin_wrong) return std::optional<unsigned>(response.status & 0x0fU);
    return failure;
}

Status PivToken::verify(const Pin& pin) {
    const auto turn = take_turn();
    TRY(check_length(pin));
    const Response response = TRY(m_card.transmit({.ins = ins_verify, .p2 = reference_pin, .data = padded(pin)}));
    if (response.status != status_done) return status_failure(response.status, "VERIFY");
    return {};
}

Status PivToken::change(std::uint8_t instruction, std::uint8_t reference, const Pin& first, const Pin& second, const char* step) {
    const auto turn = take_turn();
    TRY(check_length(first));
    TRY(check_length(second));
    const Response response = TRY(m_card.transmit({.ins = instruction, .p2 = reference, .data = padded(first, &second)}));
    if (response.status != status_done) return status_failure(response.status, step);
    return {};
}

Status PivToken::change_pin(const Pin& old_pin, const Pin& new_pin) {
    return change(ins_change_reference, reference_pin, old_pin, new_pin, "CHANGE REFERENCE DATA");
}

Status PivToken::change_puk(const Pin& old_puk, const Pin& new_puk) {
    return change(ins_change_reference, reference_puk, old_puk, new_puk, "CHANGE REFERENCE DATA");
}

Status PivToken::unblock(const Pin& puk, const Pin& new_pin) {
    return change(ins_reset_retry, reference_pin, puk, new_pin, "RESET RETRY COUNTER");
}

Result<BlockCipher> PivToken::management_cipher(std::size_t key_size) {
    if (const auto about = TRY(ask_metadata(reference_management))) {
        const auto number = find_tlv(*about, 0x01);
        const auto cipher = number && number->size() == 1 ? cipher_by_number((*number)[0]) : std::nullopt;
        if (!cipher) return Failure{Fault::token_failed, "a management key of an unknown cipher"};
        if (crypto::block_key_size(*cipher) != key_size) return Failure{Fault::pin_malformed, "the token's management key has another length"};
        return *cipher;
    }
    for (const BlockCipher cipher : {BlockCipher::triple_des, BlockCipher::aes_128, BlockCipher::aes_256})
        if (crypto::block_key_size(cipher) == key_size) return cipher;
    return Failure{Fault::pin_malformed, "a management key has 16, 24 or 32 bytes"};
}

Result<Bytes> PivToken::authenticate_round(BlockCipher cipher, ByteView sent, std::uint8_t tag) {
    Bytes data;
    append_tlv(data, 0x7c, sent);
    const Response response =
        TRY(m_card.transmit({.ins = ins_authenticate, .p1 = piv_number(cipher), .p2 = reference_management, .data = SecretBytes(data), .expects_data = true}));
    if (response.status == status_not_allowed) return Failure{Fault::pin_wrong, "this is not the token's management key"};
    if (response.status != status_done) return status_failure(response.status, "GENERAL AUTHENTICATE");
    const auto content = find_tlv(response.data, 0x7c);
    const auto element = content ? find_tlv(*content, tag) : std::nullopt;
    if (!element || element->size() != crypto::block_size(cipher)) return Failure{Fault::token_failed, "GENERAL AUTHENTICATE: not one block"};
    return base::to_bytes(*element);
}

// The token's witness is decrypted for it, our challenge it must encrypt for us: neither
// side can have merely repeated what it saw of the other.
Status PivToken::authenticate(const SecretBytes& management_key) {
    const auto turn = take_turn();
    const BlockCipher cipher = TRY(management_cipher(management_key.size()));
    Bytes question;
    append_tlv(question, 0x80, {});
    const Bytes witness = TRY(authenticate_round(cipher, question, 0x80));
    const Bytes opened = TRY(crypto::decrypt_block(cipher, management_key, witness));
    const Bytes challenge = crypto::random_bytes(crypto::block_size(cipher));
    Bytes answer;
    append_tlv(answer, 0x80, opened);
    append_tlv(answer, 0x81, challenge);
    append_tlv(answer, 0x82, {});
    const Bytes proof = TRY(authenticate_round(cipher, answer, 0x82));
    const Bytes expected = TRY(crypto::encrypt_block(cipher, management_key, challenge));
    if (!base::equal_constant_time(proof, expected)) return Failure{Fault::token_failed, "the token does not have the management key"};
    return {};
}

Status PivToken::set_management_key(const SecretBytes& key) {
    const auto turn = take_turn();
    std::optional<BlockCipher> cipher;
    for (const BlockCipher one : {BlockCipher::aes_128, BlockCipher::aes_192, BlockCipher::aes_256})
        if (crypto::block_key_size(one) == key.size()) cipher = one;
    if (!cipher) return Failure{Fault::pin_malformed, "a management key has 16, 24 or 32 bytes"};
    SecretBytes data(key.size() + 3);
    const auto bytes = data.reveal_to_fill();
    bytes[0] = piv_number(*cipher);
    bytes[1] = reference_management;
    bytes[2] = static_cast<std::uint8_t>(key.size());
    std::ranges::copy(key.reveal(), bytes.begin() + 3);
    const Response response = TRY(m_card.transmit({.ins = ins_set_management_key, .p1 = 0xff, .p2 = 0xff, .data = std::move(data)}));
    if (response.status == status_no_such_command) return Failure{Fault::key_algorithm_unsupported, "this token has no command for it"};
    if (response.status != status_done) return status_failure(response.status, "SET MANAGEMENT KEY");
    return {};
}

}  // namespace usb

// SPDX-License-Identifier: Apache-2.0
// A token with the PIV application (SP 800-73-4, part 2): codes, keys, certificates. What
// the vendor's extension adds is used where the token has it and asked for plainly.
//
// One conversation at a time: whoever sends several commands that belong together holds a
// turn. Codes are 6 to 8 digits; they cross USB in the clear, as every PIV card wants it.
#pragma once

#include "appliance/ports/private_key.h"
#include "usb/card.h"
#include "usb/piv_names.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace usb {

// What the token says of a key it holds (extension).
struct KeyMetadata {
    ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256;
    bool is_born_here = false;   // otherwise some program had it once
    base::Bytes public_key;      // DER SubjectPublicKeyInfo
};

class PivToken {
public:
    // Selects the application. Faults: token_not_ours (it has none), token_*.
    static base::Result<std::shared_ptr<PivToken>> open(std::unique_ptr<Wire> wire);

    std::unique_lock<std::recursive_mutex> take_turn() { return std::unique_lock(m_turn); }
    bool is_there() { return m_card.is_there(); }

    // The maker's number in decimal, or else the card holder's unique identifier in
    // hexadecimal, or empty: names the token for people, proves nothing.
    const std::string& serial() const { return m_serial; }
    // "5.4.3"; empty without the extension.
    const std::string& version() const { return m_version; }

    // ---- Codes ---------------------------------------------------------------------------
    // Without spending one. Absent when the token does not say (a code was shown already).
    base::Result<std::optional<unsigned>> tries_left();
    // Faults: pin_malformed (not 6..8 digits; nothing was spent), pin_wrong, pin_locked, token_*.
    base::Status verify(const base::Pin& pin);
    base::Status change_pin(const base::Pin& old_pin, const base::Pin& new_pin);
    base::Status change_puk(const base::Pin& old_puk, const base::Pin& new_puk);
    // A new code by the unblocking key, which has tries of its own.
    base::Status unblock(const base::Pin& puk, const base::Pin& new_pin);
    // What a code opened closes again: the card is powered anew and selected.
    base::Status forget();

    // ---- Administration: after authenticate(), until forget() ------------------------------
    // Both sides prove that they have the key (SP 800-73-4, part 2, A.1). The cipher is what
    // the token says; when it does not, what the key's length says (24 bytes: 3DES).
    // Faults: pin_wrong (another key), pin_malformed (a length no cipher has), token_*.
    base::Status authenticate(const base::SecretBytes& management_key);
    // Extension. AES by its length (16, 24, 32).
    base::Status set_management_key(const base::SecretBytes& key);
    // The public key, DER. May take minutes. Faults: key_algorithm_unsupported, token_*.
    base::Result<base::Bytes> generate(PivSlot slot, ports::KeyAlgorithm algorithm);
    // Extension: THE PRIVATE KEY CROSSES USB IN THE CLEAR. Whoever listens on the bus has it.
    // Faults: key_algorithm_unsupported (also: the token has no such extension), key_file_mismatch, token_*.
    base::Status import_in_clear_over_usb(PivSlot slot, const ports::PrivateKey& key);
    base::Status put_certificate(PivSlot slot, base::ByteView der);

    // ---- Reading ---------------------------------------------------------------------------
    // DER; absent when there is none. Faults: certificate_invalid (compressed, or not to be read), token_*.
    base::Result<std::optional<base::Bytes>> certificate(PivSlot slot);
    // Extension; absent when the token does not have it, or the slot no key.
    base::Result<std::optional<KeyMetadata>> metadata(PivSlot slot);

    // The bare operation of the slot's key over a block as long as its field or modulus
    // (SP 800-73-4, part 2, 3.2.4). Absent: a code must be shown first. Faults: token_*.
    base::Result<std::optional<base::Bytes>> sign_block(PivSlot slot, ports::KeyAlgorithm algorithm, base::ByteView block);

    explicit PivToken(std::unique_ptr<Wire> wire) : m_card(std::move(wire)) {}

private:
    base::Status select();
    base::Status read_identity();
    base::Result<std::optional<base::Bytes>> object(std::uint32_t tag);
    base::Result<crypto::BlockCipher> management_cipher(std::size_t key_size);
    base::Result<std::optional<base::Bytes>> ask_metadata(std::uint8_t reference);
    base::Status change(std::uint8_t instruction, std::uint8_t reference, const base::Pin& first, const base::Pin& second, const char* step);
    // One round of GENERAL AUTHENTICATE for the management key: the answer's element `tag`.
    base::Result<base::Bytes> authenticate_round(crypto::BlockCipher cipher, base::ByteView sent, std::uint8_t tag);

    Card m_card;
    std::recursive_mutex m_turn;
    std::string m_serial, m_version;
};

}  // namespace usb

// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/escrow.h"

#include "appliance/crypto/message.h"

#include <algorithm>

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;

constexpr std::string_view head = "inkseal-escrow 1\nchip ";
constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t chip_length = 68;  // hexadecimal of a Name: two bytes and a SHA-256
constexpr std::size_t secret_size = 32;

std::string beginning(std::string_view chip, std::string_view field) { return std::string(head) + std::string(chip) + "\n" + std::string(field) + " "; }

// Hexadecimal without a copy that nobody wipes.
SecretBytes in_clear(std::string_view chip, const SecretBytes& lockout) {
    const std::string begin = beginning(chip, "lockout");
    SecretBytes out(begin.size() + 2 * lockout.size() + 1);
    const std::span<std::uint8_t> text = out.reveal_to_fill();
    std::size_t at = 0;
    for (const char c : begin) text[at++] = static_cast<std::uint8_t>(c);
    for (const std::uint8_t byte : lockout.reveal()) {
        text[at++] = static_cast<std::uint8_t>(digits[byte >> 4U]);
        text[at++] = static_cast<std::uint8_t>(digits[byte & 15U]);
    }
    text[at] = '\n';
    return out;
}

int value_of(std::uint8_t digit) {
    const std::size_t at = digits.find(static_cast<char>(digit));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

Status EscrowFile::keep(std::string_view chip, const SecretBytes& lockout_auth) {
    CHECK(chip.size() == chip_length && lockout_auth.size() == secret_size);
    const auto before = m_disk.read(m_path);
    if (!before && before.fault() != Fault::disk_not_found) return before.failure();
    if (before && !base::as_text(*before).starts_with(std::string(head) + std::string(chip) + "\n"))
        return Failure{Fault::output_exists, "the escrow file is another chip's, or none: " + m_path};
    const SecretBytes clear = in_clear(chip, lockout_auth);
    if (!m_escrow) return m_disk.write_atomically(m_path, clear.reveal());
    const Bytes sealed = TRY(crypto::encrypt_message(clear.reveal(), {*m_escrow}));
    return m_disk.write_atomically(m_path, base::as_bytes(beginning(chip, "cms") + base::to_base64(sealed) + "\n"));
}

Result<Escrowed> read_escrow(base::ByteView file) {
    const Failure wrong{Fault::message_invalid, "not an escrow file in clear"};
    const std::size_t field = head.size() + chip_length;
    constexpr std::string_view name = "\nlockout ";
    if (file.size() != field + name.size() + 2 * secret_size + 1 || file.back() != '\n') return wrong;
    const std::string_view text = base::as_text(file);
    if (!text.starts_with(head) || text.substr(field, name.size()) != name) return wrong;
    Escrowed out{std::string(text.substr(head.size(), chip_length)), SecretBytes(secret_size)};
    if (out.chip.find_first_not_of(digits) != std::string::npos) return wrong;
    const base::ByteView hex = file.subspan(field + name.size());
    for (std::size_t i = 0; i < secret_size; ++i) {
        const int high = value_of(hex[2 * i]), low = value_of(hex[2 * i + 1]);
        if (high < 0 || low < 0) return wrong;
        out.lockout_auth.reveal_to_fill()[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return out;
}

bool is_encrypted_escrow(base::ByteView file) {
    const std::string_view text = base::as_text(file);
    return text.starts_with(head) && text.substr(std::min(text.size(), head.size() + chip_length)).starts_with("\ncms ");
}

Result<Escrowed> open_escrow(base::ByteView file, const crypto::Certificate& escrow, ports::AgreementKey& key) {
    constexpr std::string_view name = "\ncms ";
    const std::size_t begin = head.size() + chip_length + name.size();
    if (!is_encrypted_escrow(file) || file.size() <= begin || file.back() != '\n') return Failure{Fault::message_invalid, "not an encrypted escrow file"};
    const std::string_view text = base::as_text(file);
    Bytes sealed;
    if (!base::from_base64(text.substr(begin, text.size() - begin - 1), sealed)) return Failure{Fault::message_invalid, "not an encrypted escrow file"};
    Bytes clear = TRY(crypto::decrypt_message(sealed, escrow, key));
    auto inside = read_escrow(clear);
    base::wipe(clear.data(), clear.size());
    if (inside && inside->chip != text.substr(head.size(), chip_length)) return Failure{Fault::message_invalid, "outside it names another chip than inside"};
    return inside;
}

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
// A hand with a token in it, and the disk that is the token's memory.
#pragma once

#include "emulator/token/tlv.h"
#include "emulator/token/virtual_token.h"

#include "appliance/base/disk.h"

#include <map>
#include <memory>
#include <string>

namespace token {

// Keeps what was written; can lose its power after so many writes.
class CuttableDisk final : public base::Disk {
public:
    int writes_left = -1;  // -1: all
    int writes = 0;

    base::Result<base::Bytes> read(std::string_view path) const override {
        const auto found = m_files.find(std::string(path));
        if (found == m_files.end()) return base::Fault::disk_not_found;
        return found->second;
    }
    bool exists(std::string_view path) const override { return m_files.contains(std::string(path)); }
    base::Result<std::vector<std::string>> list(std::string_view) const override { return std::vector<std::string>{}; }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        if (writes_left == 0) return base::Fault::disk_failed;
        if (writes_left > 0) --writes_left;
        ++writes;
        m_files[std::string(path)] = base::to_bytes(content);
        return {};
    }
    base::Status remove(std::string_view path) override {
        m_files.erase(std::string(path));
        return {};
    }
    base::Result<std::uint64_t> free_bytes() const override { return std::uint64_t{1} << 30U; }

private:
    std::map<std::string, base::Bytes> m_files;
};

struct Said {
    base::Bytes data;
    unsigned word = 0;
};

class Hand {
public:
    explicit Hand(Cipher management = Cipher::aes_192);

    // The token comes out and goes in again; its memory stays.
    void pull();
    VirtualToken& token() { return *m_token; }
    CuttableDisk& disk() { return m_disk; }

    Said send(base::ByteView apdu);
    // Chained in pieces of 255 bytes; the whole answer is fetched.
    Said send(std::uint8_t ins, std::uint8_t p1, std::uint8_t p2, base::ByteView data = {});
    unsigned verify(std::string_view pin) { return send(0x20, 0, 0x80, padded(pin)).word; }
    // Without spending one.
    unsigned tries() { return send(0x20, 0, 0x80).word; }
    // With the factory's key or another; the cipher is computed with OpenSSL.
    unsigned manage(Cipher cipher = Cipher::aes_192);
    unsigned manage(Cipher cipher, base::ByteView key);
    // The public key's template content.
    base::Bytes generate(std::uint8_t slot, Algorithm algorithm, base::ByteView more = {});
    Said sign(std::uint8_t slot, Algorithm algorithm, base::ByteView input);
    base::Bytes metadata(std::uint8_t reference, std::uint32_t tag);

    static base::Bytes padded(std::string_view pin);
    static base::Bytes factory_key(Cipher cipher);

private:
    CuttableDisk m_disk;
    Birth m_birth;
    std::unique_ptr<VirtualToken> m_token;
};

// By OpenSSL, one block.
base::Bytes encrypted(Cipher cipher, base::ByteView key, base::ByteView block);
base::Bytes decrypted(Cipher cipher, base::ByteView key, base::ByteView block);

// By OpenSSL: whether `signature` is one over `digest` (SHA-256 or SHA-384) by the key of
// this template. RSA: PKCS#1 v1.5.
bool is_signed(Algorithm algorithm, base::ByteView public_template, base::ByteView digest, base::ByteView signature);

// The block that a host makes for an RSA signature over a SHA-256 digest.
base::Bytes rsa_block(base::ByteView digest);

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
// Keys in PEM (RFC 7468, and the encrypted blocks of RFC 1421 that OpenSSL used to write)
// and single ones in DER.
#include "appliance/crypto/der.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_file_content.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/password_cipher.h"
#include "appliance/crypto/private_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cstring>

namespace crypto {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::SecretBytes;
using base::Status;

struct Block {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;

    Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    ~Block() {
        OPENSSL_secure_free(name);
        OPENSSL_secure_free(header);
        OPENSSL_secure_clear_free(data, static_cast<std::size_t>(size));
    }
    ByteView content() const { return {data, static_cast<std::size_t>(size)}; }
};

int give_password(char* buffer, int size, int, void* given) {
    const auto& password = *static_cast<const KeyFilePassword*>(given);
    if (!password || password->size() > static_cast<std::size_t>(size)) return -1;
    if (!password->is_empty()) std::memcpy(buffer, password->reveal().data(), password->size());
    return static_cast<int>(password->size());
}

// The block's own encryption: a key from one round of MD5, and no MAC.
Status open_block(Block& block, const KeyFilePassword& password, KeyFileContent& out) {
    EVP_CIPHER_INFO cipher{};
    if (PEM_get_EVP_CIPHER_INFO(block.header, &cipher) != 1) {
        const std::string_view header(block.header);
        const std::size_t begin = header.find("DEK-Info:");
        const std::string named(begin == std::string_view::npos ? header : header.substr(begin, header.find(',', begin) - begin));
        clear_openssl_errors();
        return Failure{Fault::key_file_cipher, named.substr(0, 80)};
    }
    if (cipher.cipher == nullptr) return {};
    const int nid = EVP_CIPHER_get_nid(cipher.cipher);
    const std::string name = std::string("PEM ") + EVP_CIPHER_get0_name(cipher.cipher) + " MD5";
    if (nid != NID_aes_128_cbc && nid != NID_aes_192_cbc && nid != NID_aes_256_cbc && nid != NID_des_ede3_cbc)
        return Failure{Fault::key_file_cipher, name};
    out.note_cipher(name);
    TRY(out.spend(1));
    out.warn(KeyFileWarning::legacy_cipher);
    if (!password) return Failure{Fault::key_file_password, "a password is needed"};
    long size = block.size;
    if (PEM_do_header(&cipher, block.data, &size, give_password, const_cast<KeyFilePassword*>(&password)) != 1)
        return openssl_failure(Fault::key_file_password, "open a PEM block");
    base::wipe(block.data + size, static_cast<std::size_t>(block.size - size));
    block.size = size;
    return {};
}

Status read_plain_key(ByteView der, KeyFileContent& out) {
    auto key = read_private_key_info(der);
    if (!key) return key.failure();
    out.warn(KeyFileWarning::key_not_encrypted);
    return out.add(std::move(*key));
}

Status read_old_block(int type, Block& block, const KeyFilePassword& password, KeyFileContent& out) {
    const bool is_encrypted = block.header != nullptr && *block.header != '\0';
    if (!is_encrypted) {
        out.warn(KeyFileWarning::key_not_encrypted);
        return read_old_key(type, block.content(), out);
    }
    TRY(open_block(block, password, out));
    const Status read = read_old_key(type, block.content(), out);
    // Nothing but its form says whether it opened.
    if (!read && read.fault() == Fault::key_file_unreadable) return Failure{Fault::key_file_password, read.failure().detail};
    return read;
}

Status read_block(Block& block, const KeyFilePassword& password, KeyFileContent& out) {
    const std::string_view name(block.name);
    if (name == PEM_STRING_PKCS8) return read_encrypted_key(block.content(), password, out);
    if (name == PEM_STRING_PKCS8INF) return read_plain_key(block.content(), out);
    if (name == PEM_STRING_ECPRIVATEKEY) return read_old_block(EVP_PKEY_EC, block, password, out);
    if (name == PEM_STRING_RSA) return read_old_block(EVP_PKEY_RSA, block, password, out);
    if (name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD) {
        auto certificate = Certificate::from_der(block.content());
        if (!certificate) return Failure{Fault::key_file_unreadable, certificate.failure().detail};
        return out.add(std::move(*certificate));
    }
    constexpr std::string_view ending = "PRIVATE KEY";
    const bool is_some_key = name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
    if (is_some_key) return Failure{Fault::key_algorithm_unsupported, std::string(name.substr(0, 40))};
    return {};  // parameters, requests, revocations: not what was asked for
}

}  // namespace

Status read_old_key(int type, ByteView der, KeyFileContent& out) {
    clear_openssl_errors();
    const unsigned char* cursor = der.data();
    const KeyHandle key(d2i_PrivateKey(type, nullptr, &cursor, static_cast<long>(der.size())));
    if (key == nullptr || cursor != der.data() + der.size()) return openssl_failure(Fault::key_file_unreadable, "an old form of key");
    auto read = private_key_of(key.get());
    if (!read) return read.failure();
    return out.add(std::move(*read));
}

Status read_encrypted_key(ByteView der, const KeyFilePassword& password, KeyFileContent& out) {
    clear_openssl_errors();
    const unsigned char* cursor = der.data();
    const Handle<X509_SIG, X509_SIG_free> parsed(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    if (parsed == nullptr || cursor != der.data() + der.size()) return openssl_failure(Fault::key_file_unreadable, "EncryptedPrivateKeyInfo");
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_OCTET_STRING* encrypted = nullptr;
    X509_SIG_get0(parsed.get(), &algorithm, &encrypted);
    const SecretBytes plain = TRY(decrypt_with_password(
        algorithm, {ASN1_STRING_get0_data(encrypted), static_cast<std::size_t>(ASN1_STRING_length(encrypted))}, password, out));
    if (!password || password->is_empty()) out.warn(KeyFileWarning::empty_password);
    auto key = read_private_key_info(plain.reveal());
    // The padding was right by chance: there is no MAC here that would have told.
    if (!key && key.fault() == Fault::key_file_unreadable) return Failure{Fault::key_file_password, key.failure().detail};
    if (!key) return key.failure();
    return out.add(std::move(*key));
}

Status read_pem_blocks(ByteView file, const KeyFilePassword& password, KeyFileContent& out) {
    clear_openssl_errors();
    const BioHandle source(BIO_new_mem_buf(file.data(), static_cast<int>(file.size())));
    if (source == nullptr) return openssl_failure(Fault::crypto_failed, "read PEM");
    for (std::size_t count = 0;; ++count) {
        Block block;
        // The flag also wipes what OpenSSL reads each line into: a key may stand there in the clear.
        if (PEM_read_bio_ex(source.get(), &block.name, &block.header, &block.data, &block.size, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) != 1) {
            // "No start line" is how OpenSSL says that the blocks are used up.
            const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE && count > 0;
            if (!is_end) return openssl_failure(Fault::key_file_unreadable, count == 0 ? "not a key file" : "a PEM block");
            clear_openssl_errors();
            return {};
        }
        if (count >= key_file_bags_max) return Failure{Fault::key_file_unreadable, "too many blocks"};
        TRY(read_block(block, password, out));
    }
}

Status read_der(ByteView file, const KeyFilePassword& password, KeyFileContent& out) {
    DerReader outside(file);
    DerReader inside(outside.take(0x30));
    if (!outside.is_finished()) return Failure{Fault::key_file_unreadable, "not one DER structure"};
    if (inside.is_next(0x30)) {
        inside.take_any();
        if (inside.is_next(0x04)) return read_encrypted_key(file, password, out);
        auto certificate = Certificate::from_der(file);
        if (!certificate) return Failure{Fault::key_file_unreadable, "neither a key nor a certificate"};
        return out.add(std::move(*certificate));
    }
    inside.take(0x02);  // a version
    if (inside.is_next(0x30)) return read_plain_key(file, out);
    out.warn(KeyFileWarning::key_not_encrypted);
    return read_old_key(inside.is_next(0x04) ? EVP_PKEY_EC : EVP_PKEY_RSA, file, out);
}

}  // namespace crypto

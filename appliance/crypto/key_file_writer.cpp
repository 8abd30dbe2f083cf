// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/key_file_writer.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/password_strength.h"
#include "appliance/crypto/pkcs12_mac.h"
#include "appliance/crypto/private_key.h"
#include "appliance/crypto/random.h"

#include <openssl/pkcs12.h>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

using BagHandle = Handle<PKCS12_SAFEBAG, PKCS12_SAFEBAG_free>;
using SafeHandle = Handle<PKCS7, PKCS7_free>;
using AlgorithmHandle = Handle<X509_ALGOR, X509_ALGOR_free>;
using SealedKeyHandle = Handle<X509_SIG, X509_SIG_free>;
using InfoHandle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using PfxHandle = Handle<PKCS12, PKCS12_free>;

struct ReleaseBags {
    void operator()(STACK_OF(PKCS12_SAFEBAG)* bags) const { sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free); }
};
struct ReleaseSafes {
    void operator()(STACK_OF(PKCS7)* safes) const { sk_PKCS7_pop_free(safes, PKCS7_free); }
};
using BagsHandle = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), ReleaseBags>;
using SafesHandle = std::unique_ptr<STACK_OF(PKCS7), ReleaseSafes>;

constexpr std::uint32_t iterations_most = 2'000'000;
constexpr std::size_t chain_max = 10;
constexpr int salt_size = 16;  // SP 800-132, 5.1

Failure failed(const char* what) { return openssl_failure(Fault::crypto_failed, what); }

const char* text_of(const SecretBytes& password) { return reinterpret_cast<const char*>(password.reveal().data()); }

base::Status check(const SecretBytes& password, std::uint32_t iterations) {
    if (iterations < pfx_iterations || iterations > iterations_most) return Failure{Fault::usage_invalid, "rounds"};
    const PasswordStrength strength = password_strength(password);
    if (strength.bits < password_bits_min)
        return Failure{Fault::password_weak, "about " + std::to_string(static_cast<int>(strength.bits)) + " bits, and " +
                                                 std::to_string(static_cast<int>(password_bits_min)) + " are needed"};
    return {};
}

Result<SealedKeyHandle> seal_key(const ports::PrivateKey& key, const SecretBytes& password, std::uint32_t iterations) {
    const EvpKey built = TRY(evp_private_key(key));
    const InfoHandle info(EVP_PKEY2PKCS8(built.raw()));
    Bytes salt = random_bytes(salt_size);
    AlgorithmHandle scheme(PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), static_cast<int>(iterations), salt.data(), salt_size, nullptr,
                                             NID_hmacWithSHA256));
    if (info == nullptr || scheme == nullptr) return failed("prepare a key's encryption");
    SealedKeyHandle sealed(PKCS8_set0_pbe(text_of(password), static_cast<int>(password.size()), info.get(), scheme.get()));
    if (sealed == nullptr) return failed("encrypt a key");
    static_cast<void>(scheme.release());  // set0: it is the sealed key's now
    return sealed;
}

Result<BagHandle> key_bag(const ports::PrivateKey& key, const SecretBytes& password, std::uint32_t iterations) {
    SealedKeyHandle sealed = TRY(seal_key(key, password, iterations));
    BagHandle bag(PKCS12_SAFEBAG_create0_pkcs8(sealed.get()));
    if (bag == nullptr) return failed("a key bag");
    static_cast<void>(sealed.release());
    return bag;
}

// Other programs find a key's certificate by the same localKeyID in both bags.
base::Status label(PKCS12_SAFEBAG* bag, const ports::PrivateKey& key, const std::string& friendly_name) {
    base::Digest id = sha256(key.public_key);
    if (PKCS12_add_localkeyid(bag, id.data(), 20) != 1) return failed("label a bag");
    if (!friendly_name.empty() && PKCS12_add_friendlyname_utf8(bag, friendly_name.data(), static_cast<int>(friendly_name.size())) != 1)
        return failed("name a bag");
    return {};
}

base::Status add_safe(STACK_OF(PKCS7)* safes, SafeHandle safe) {
    if (safe == nullptr || sk_PKCS7_push(safes, safe.get()) <= 0) return failed("a safe");
    static_cast<void>(safe.release());
    return {};
}

base::Status add_bag(STACK_OF(PKCS12_SAFEBAG)* bags, BagHandle bag) {
    if (bag == nullptr || sk_PKCS12_SAFEBAG_push(bags, bag.get()) <= 0) return failed("a bag");
    static_cast<void>(bag.release());
    return {};
}

Result<PfxHandle> assemble(const ports::PrivateKey& key, const std::vector<Certificate>& chain, const SecretBytes& password,
                           const PfxOptions& options) {
    const int iterations = static_cast<int>(options.iterations);
    const SafesHandle safes(sk_PKCS7_new_null());
    const BagsHandle certificates(sk_PKCS12_SAFEBAG_new_null());
    const BagsHandle keys(sk_PKCS12_SAFEBAG_new_null());
    if (safes == nullptr || certificates == nullptr || keys == nullptr) return failed("memory");
    for (const Certificate& one : chain) {
        BagHandle bag(PKCS12_SAFEBAG_create_cert(one.raw()));
        if (bag == nullptr) return failed("a certificate bag");
        if (&one == &chain.front()) TRY(label(bag.get(), key, options.friendly_name));
        TRY(add_bag(certificates.get(), std::move(bag)));
    }
    if (!chain.empty()) {
        // A null salt of this length: a random one. The PRF is HMAC-SHA256 without being asked.
        TRY(add_safe(safes.get(), SafeHandle(PKCS12_pack_p7encdata(NID_aes_256_cbc, text_of(password), static_cast<int>(password.size()),
                                                                   nullptr, salt_size, iterations, certificates.get()))));
    }
    BagHandle bag = TRY(key_bag(key, password, options.iterations));
    TRY(label(bag.get(), key, options.friendly_name));
    TRY(add_bag(keys.get(), std::move(bag)));
    TRY(add_safe(safes.get(), SafeHandle(PKCS12_pack_p7data(keys.get()))));
    PfxHandle pfx(PKCS12_add_safes(safes.get(), 0));
    if (pfx == nullptr) return failed("a PFX");
    if (options.mac == PfxMac::hmac_sha256 && PKCS12_set_mac(pfx.get(), text_of(password), static_cast<int>(password.size()), nullptr,
                                                             salt_size, iterations, EVP_sha256()) != 1)
        return failed("the MAC");
    return pfx;
}

// Opens the finished PFX once more, to put our MacData behind its content.
Result<Bytes> add_pbmac1(ByteView pfx, const SecretBytes& password, std::uint32_t iterations) {
    DerReader outside(pfx);
    DerReader parts(outside.take(0x30));
    const ByteView version = parts.take_any().whole;
    const ByteView info = parts.take_any().whole;
    DerReader inner(info);
    DerReader fields(inner.take(0x30));
    fields.take(0x06);
    DerReader explicitly(fields.take(0xa0));
    const ByteView content = explicitly.take(0x04);
    if (!explicitly.is_finished() || !parts.is_finished()) return failed("read the PFX again");
    const Bytes salt = random_bytes(salt_size);
    const Bytes mac = TRY(write_pbmac1(content, password.reveal(), salt, iterations));
    return der_sequence({Der::borrowed(version), Der::borrowed(info), Der::borrowed(mac)}).flatten();
}

base::Status read_back(const Bytes& file, const ports::PrivateKey& key, const std::vector<Certificate>& chain, const SecretBytes& password) {
    const auto read = read_key_file(file, password.clone(), 0);
    if (!read) return Failure{Fault::crypto_failed, "what was written does not read: " + read.failure().detail};
    std::size_t certificates = read->chain.size() + read->unrelated.size();
    const bool is_same = is_same_key(read->key.public_key, key.public_key) && certificates == chain.size() &&
                         (chain.empty() || read->chain.front() == chain.front());
    if (!is_same) return Failure{Fault::crypto_failed, "what was written reads differently"};
    return {};
}

}  // namespace

Result<Bytes> write_pfx(const ports::PrivateKey& key, const std::vector<Certificate>& chain, const SecretBytes& password,
                        const PfxOptions& options) {
    TRY(check(password, options.iterations));
    if (chain.size() > chain_max) return Failure{Fault::usage_invalid, "too many certificates"};
    for (std::size_t i = 0; i < chain.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (chain[i] == chain[j]) return Failure{Fault::usage_invalid, "a certificate twice"};
    if (!chain.empty() && !is_same_key(chain.front().public_key(), key.public_key))
        return Failure{Fault::key_file_mismatch, "the first certificate is not of this key"};
    clear_openssl_errors();
    const PfxHandle pfx = TRY(assemble(key, chain, password, options));
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(pfx.get(), &der);
    if (size <= 0) return failed("write the PFX");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    if (options.mac == PfxMac::pbmac1) out = TRY(add_pbmac1(out, password, options.iterations));
    TRY(read_back(out, key, chain, password));
    return out;
}

Result<Bytes> write_encrypted_key_der(const ports::PrivateKey& key, const SecretBytes& password, std::uint32_t iterations) {
    TRY(check(password, iterations));
    clear_openssl_errors();
    const SealedKeyHandle sealed = TRY(seal_key(key, password, iterations));
    unsigned char* der = nullptr;
    const int size = i2d_X509_SIG(sealed.get(), &der);
    if (size <= 0) return failed("write EncryptedPrivateKeyInfo");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    TRY(read_back(out, key, {}, password));
    return out;
}

Result<std::string> write_encrypted_key_pem(const ports::PrivateKey& key, const SecretBytes& password, std::uint32_t iterations) {
    const std::string body = base::to_base64(TRY(write_encrypted_key_der(key, password, iterations)));
    std::string out = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
    for (std::size_t i = 0; i < body.size(); i += 64) out += body.substr(i, 64) + '\n';
    return out + "-----END ENCRYPTED PRIVATE KEY-----\n";
}

std::string write_pem_certificates(const std::vector<Certificate>& certificates) {
    std::string out;
    for (const Certificate& one : certificates) out += one.to_pem();
    return out;
}

}  // namespace crypto

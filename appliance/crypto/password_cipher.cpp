// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/password_cipher.h"

#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/pkcs12.h>
#include <openssl/provider.h>

namespace crypto {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

using LibraryHandle = Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free>;
using ProviderHandle = Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload>;

std::string object_name(const ASN1_OBJECT* object) {
    char name[80] = {};
    OBJ_obj2txt(name, sizeof name, object, 0);
    return name;
}

struct Scheme {
    std::string name;
    std::uint64_t iterations = 0;
    bool is_legacy = false;
    bool needs_legacy_provider = false;
};

Result<std::uint64_t> count_of(const ASN1_INTEGER* number) {
    std::uint64_t count = 0;
    if (number == nullptr || ASN1_INTEGER_get_uint64(&count, number) != 1) {
        clear_openssl_errors();
        return Failure{Fault::key_file_unreadable, "a count of rounds that is none"};
    }
    return count;
}

bool is_known_cipher(int nid) {
    return nid == NID_aes_128_cbc || nid == NID_aes_192_cbc || nid == NID_aes_256_cbc || nid == NID_des_ede3_cbc;
}

// HMACs that PBKDF2 may be asked for; the default of RFC 8018 is the one with SHA-1.
bool is_known_prf(int nid) {
    return nid == NID_hmacWithSHA1 || nid == NID_hmacWithSHA224 || nid == NID_hmacWithSHA256 || nid == NID_hmacWithSHA384 ||
           nid == NID_hmacWithSHA512;
}

Result<Scheme> scheme_of_pbes2(const ASN1_TYPE* parameter) {
    const Handle<PBE2PARAM, PBE2PARAM_free> pbes2(
        static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), parameter)));
    if (pbes2 == nullptr) return openssl_failure(Fault::key_file_unreadable, "PBES2 parameters");
    Scheme scheme;
    scheme.name = "PBES2 " + object_name(pbes2->encryption->algorithm) + " " + object_name(pbes2->keyfunc->algorithm);
    const int cipher = OBJ_obj2nid(pbes2->encryption->algorithm);
    if (!is_known_cipher(cipher) || OBJ_obj2nid(pbes2->keyfunc->algorithm) != NID_id_pbkdf2) return Failure{Fault::key_file_cipher, scheme.name};
    const Handle<PBKDF2PARAM, PBKDF2PARAM_free> pbkdf2(
        static_cast<PBKDF2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbes2->keyfunc->parameter)));
    if (pbkdf2 == nullptr) return openssl_failure(Fault::key_file_unreadable, "PBKDF2 parameters");
    const int prf = pbkdf2->prf != nullptr ? OBJ_obj2nid(pbkdf2->prf->algorithm) : NID_hmacWithSHA1;
    scheme.name += " " + (pbkdf2->prf != nullptr ? object_name(pbkdf2->prf->algorithm) : std::string("hmacWithSHA1"));
    if (!is_known_prf(prf) || pbkdf2->salt->type != V_ASN1_OCTET_STRING) return Failure{Fault::key_file_cipher, scheme.name};
    scheme.iterations = TRY(count_of(pbkdf2->iter));
    scheme.is_legacy = cipher == NID_des_ede3_cbc;
    return scheme;
}

Result<Scheme> scheme_of(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    int type = 0;
    X509_ALGOR_get0(&object, &type, nullptr, algorithm);
    const int nid = OBJ_obj2nid(object);
    if (type != V_ASN1_SEQUENCE) return Failure{Fault::key_file_cipher, object_name(object)};
    if (nid == NID_pbes2) return scheme_of_pbes2(algorithm->parameter);
    Scheme scheme;
    scheme.name = object_name(object);
    const bool is_rc2 = nid == NID_pbe_WithSHA1And40BitRC2_CBC || nid == NID_pbe_WithSHA1And128BitRC2_CBC;
    const bool is_3des = nid == NID_pbe_WithSHA1And3_Key_TripleDES_CBC || nid == NID_pbe_WithSHA1And2_Key_TripleDES_CBC;
    if (!is_rc2 && !is_3des) return Failure{Fault::key_file_cipher, scheme.name};
    const Handle<PBEPARAM, PBEPARAM_free> parameters(
        static_cast<PBEPARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter)));
    if (parameters == nullptr) return openssl_failure(Fault::key_file_unreadable, "parameters of password encryption");
    scheme.iterations = TRY(count_of(parameters->iter));
    scheme.is_legacy = true;
    scheme.needs_legacy_provider = is_rc2;
    return scheme;
}

Result<SecretBytes> decrypt_in(OSSL_LIB_CTX* library, const X509_ALGOR* algorithm, ByteView encrypted, ByteView password) {
    unsigned char* data = nullptr;
    int size = 0;
    if (PKCS12_pbe_crypt_ex(algorithm, reinterpret_cast<const char*>(password.data()), static_cast<int>(password.size()), encrypted.data(),
                            static_cast<int>(encrypted.size()), &data, &size, 0, library, nullptr) == nullptr)
        return openssl_failure(Fault::key_file_password, "decrypt");
    SecretBytes out(ByteView(data, static_cast<std::size_t>(size)));
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    return out;
}

}  // namespace

Result<SecretBytes> decrypt_with_password(const X509_ALGOR* algorithm, ByteView encrypted, const KeyFilePassword& password,
                                          KeyFileContent& out) {
    clear_openssl_errors();
    const Scheme scheme = TRY(scheme_of(algorithm));
    out.note_cipher(scheme.name);
    TRY(out.spend(scheme.iterations));
    if (scheme.is_legacy) out.warn(KeyFileWarning::legacy_cipher);
    static constexpr std::uint8_t nothing[1] = {0};  // OpenSSL tells the empty password from none by its address
    const ByteView secret = password && !password->is_empty() ? password->reveal() : ByteView(nothing, 0);
    if (!scheme.needs_legacy_provider) return decrypt_in(nullptr, algorithm, encrypted, secret);
    // RC2 exists for this call only: nothing else in the process can reach it.
    const LibraryHandle library(OSSL_LIB_CTX_new());
    const ProviderHandle usual(library != nullptr ? OSSL_PROVIDER_load(library.get(), "default") : nullptr);
    const ProviderHandle legacy(library != nullptr ? OSSL_PROVIDER_load(library.get(), "legacy") : nullptr);
    if (usual == nullptr || legacy == nullptr)
        return openssl_failure(Fault::key_file_cipher, scheme.name + " needs OpenSSL's legacy provider, which is not installed");
    return decrypt_in(library.get(), algorithm, encrypted, secret);
}

}  // namespace crypto

// SPDX-License-Identifier: Apache-2.0
#include "tpm/signing_key.h"

#include "appliance/crypto/digest.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"

namespace tpm {

using base::Bytes;
using base::ByteView;
using base::Result;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

TPM2_ALG_ID tpm_scheme(SignatureScheme scheme) {
    switch (scheme) {
    case SignatureScheme::ecdsa: return TPM2_ALG_ECDSA;
    case SignatureScheme::rsa_pkcs1: return TPM2_ALG_RSASSA;
    case SignatureScheme::rsa_pss: return TPM2_ALG_RSAPSS;
    }
    CHECK(false);
}

TPM2_ALG_ID tpm_hash(HashAlgorithm hash) {
    switch (hash) {
    case HashAlgorithm::sha256: return TPM2_ALG_SHA256;
    case HashAlgorithm::sha384: return TPM2_ALG_SHA384;
    case HashAlgorithm::sha512: return TPM2_ALG_SHA512;
    }
    CHECK(false);
}

}  // namespace

base::Status require_p256(ports::SignatureScheme scheme, ports::HashAlgorithm hash, ByteView digest) {
    if (scheme == ports::SignatureScheme::ecdsa && hash == ports::HashAlgorithm::sha256 && digest.size() == 32)
        return {};
    return base::Failure{base::Fault::key_algorithm_unsupported, "this key signs ECDSA over SHA-256"};
}

base::Status require_fits(KeyAlgorithm algorithm, SignatureScheme scheme, HashAlgorithm hash, ByteView digest) {
    if (algorithm == KeyAlgorithm::ecdsa_p256) return require_p256(scheme, hash, digest);
    const bool is_p384 = algorithm == KeyAlgorithm::ecdsa_p384;
    const bool fits = is_p384 ? scheme == SignatureScheme::ecdsa && hash == HashAlgorithm::sha384 : scheme != SignatureScheme::ecdsa;
    if (fits && digest.size() == crypto::digest_size(hash)) return {};
    return base::Failure{base::Fault::key_algorithm_unsupported, is_p384 ? "this key signs ECDSA over SHA-384" : "this key signs RSA"};
}

Result<Bytes> sign_by(Context& context, ESYS_TR key, ESYS_TR policy, ESYS_TR protection, SignatureScheme scheme,
                      HashAlgorithm hash, ByteView digest) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_DIGEST data{};
    fill(data, digest);
    TPMT_SIG_SCHEME with{};
    with.scheme = tpm_scheme(scheme);
    with.details.any.hashAlg = tpm_hash(hash);
    TPMT_TK_HASHCHECK not_hashed_here{};
    not_hashed_here.tag = TPM2_ST_HASHCHECK;
    not_hashed_here.hierarchy = TPM2_RH_NULL;
    TPMT_SIGNATURE* raw = nullptr;
    TRY(context.check(Esys_Sign(esys, key, policy, protection, ESYS_TR_NONE, &data, &with, &not_hashed_here, &raw),
                      Errand::other, "Esys_Sign"));
    const EsysMemory<TPMT_SIGNATURE> signature(raw);
    if (scheme == SignatureScheme::ecdsa) return signature_to_der(*signature);
    if (signature->sigAlg != with.scheme) return base::Failure{base::Fault::tpm_failed, "another kind of signature"};
    return base::to_bytes(view(signature->signature.rsassa.sig));  // RSASSA and RSAPSS have one layout
}

Result<Bytes> sign_digest(Context& context, std::uint32_t handle, ESYS_TR policy, ESYS_TR protection, ByteView digest) {
    const ESYS_TR key = TRY(context.resolve(handle));
    return sign_by(context, key, policy, protection, SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
}

Result<Bytes> PlatformSigningKey::sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, ByteView digest) {
    TRY(require_p256(scheme, hash, digest));
    const auto turn = m_platform.context().take_turn();
    const Slot policy = TRY(m_platform.open());
    const ESYS_TR protection = TRY(m_platform.sessions().hmac(Protect::command));
    return sign_digest(m_platform.context(), m_handle, policy.handle(), protection, digest);
}

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "tpm/signing_key.h"

#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"

namespace tpm {

using base::Bytes;
using base::ByteView;
using base::Result;

base::Status require_p256(ports::SignatureScheme scheme, ports::HashAlgorithm hash, ByteView digest) {
    if (scheme == ports::SignatureScheme::ecdsa && hash == ports::HashAlgorithm::sha256 && digest.size() == 32)
        return {};
    return base::Failure{base::Fault::key_algorithm_unsupported, "this key signs ECDSA over SHA-256"};
}

Result<Bytes> sign_digest(Context& context, std::uint32_t handle, ESYS_TR policy, ESYS_TR protection, ByteView digest) {
    const ESYS_TR key = TRY(context.resolve(handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_DIGEST data{};
    fill(data, digest);
    TPMT_SIG_SCHEME scheme{};
    scheme.scheme = TPM2_ALG_ECDSA;
    scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
    TPMT_TK_HASHCHECK not_hashed_here{};
    not_hashed_here.tag = TPM2_ST_HASHCHECK;
    not_hashed_here.hierarchy = TPM2_RH_NULL;
    TPMT_SIGNATURE* raw = nullptr;
    TRY(context.check(Esys_Sign(esys, key, policy, protection, ESYS_TR_NONE, &data, &scheme, &not_hashed_here, &raw),
                      Errand::other, "Esys_Sign"));
    const EsysMemory<TPMT_SIGNATURE> signature(raw);
    return signature_to_der(*signature);
}

Result<Bytes> PlatformSigningKey::sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, ByteView digest) {
    TRY(require_p256(scheme, hash, digest));
    const auto turn = m_platform.context().take_turn();
    const Slot policy = TRY(m_platform.open());
    const ESYS_TR protection = TRY(m_platform.sessions().hmac(Protect::command));
    return sign_digest(m_platform.context(), m_handle, policy.handle(), protection, digest);
}

}  // namespace tpm

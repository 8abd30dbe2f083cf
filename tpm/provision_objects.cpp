// SPDX-License-Identifier: Apache-2.0
#include "tpm/provision_objects.h"

#include <algorithm>

#include "tpm/counter.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"

namespace tpm {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Status clear_leftovers(Context& context) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    for (const KeyRow& row : key_rows()) {
        const auto found = context.resolve(row.handle);
        if (!found && found.fault() == Fault::key_missing) continue;
        const ESYS_TR key = TRY(found);
        ESYS_TR none = ESYS_TR_NONE;
        TRY(context.check(Esys_EvictControl(esys, ESYS_TR_RH_OWNER, key, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                                            row.handle, &none),
                          Errand::other, "Esys_EvictControl"));
        context.forget(row.handle);
    }
    for (const IndexRow& row : index_rows()) {
        const auto found = context.resolve(row.handle);
        if (!found && found.fault() == Fault::key_missing) continue;
        const ESYS_TR index = TRY(found);
        TRY(context.check(Esys_NV_UndefineSpace(esys, ESYS_TR_RH_OWNER, index, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                                ESYS_TR_NONE),
                          Errand::other, "Esys_NV_UndefineSpace"));
        context.forget(row.handle);
    }
    return {};
}

Status persist(Context& context, const Slot& key, KeyId id) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    ESYS_TR kept = ESYS_TR_NONE;
    TRY(context.check(Esys_EvictControl(esys, ESYS_TR_RH_OWNER, key.handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                        ESYS_TR_NONE, row_of(id).handle, &kept),
                      Errand::other, "Esys_EvictControl"));
    Esys_TR_Close(esys, &kept);  // resolve() finds it again, as on every later boot
    return {};
}

Status define_counter(PlatformPolicy& platform, std::uint32_t handle) {
    Context& context = platform.context();
    const ESYS_TR session = TRY(platform.sessions().hmac(Protect::command));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_NV_PUBLIC area{};
    area.nvPublic = counter_area(handle, platform.digest(), false);
    const TPM2B_AUTH empty{};
    ESYS_TR defined = ESYS_TR_NONE;
    TRY(context.check(Esys_NV_DefineSpace(esys, ESYS_TR_RH_OWNER, session, ESYS_TR_NONE, ESYS_TR_NONE, &empty, &area,
                                          &defined),
                      Errand::other, "Esys_NV_DefineSpace"));
    Esys_TR_Close(esys, &defined);
    TRY(IndexCounter(platform, handle).increment());
    return {};
}

Result<CertifiedStatement> certify_loaded(PlatformPolicy& platform, ESYS_TR key, base::ByteView binding) {
    Context& context = platform.context();
    const Slot policy = TRY(platform.open());
    const ESYS_TR session = TRY(platform.sessions().hmac(Protect::nothing));
    const ESYS_TR attestation = TRY(context.resolve(row_of(KeyId::attestation).handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_DATA qualifying{};
    if (binding.size() > 32) return base::Failure{base::Fault::tpm_failed, "qualifying data too long"};
    fill(qualifying, binding);
    TPMT_SIG_SCHEME scheme{};
    scheme.scheme = TPM2_ALG_ECDSA;
    scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
    TPM2B_ATTEST* raw_attest = nullptr;
    TPMT_SIGNATURE* raw_signature = nullptr;
    TRY(context.check(Esys_Certify(esys, key, attestation, session, policy.handle(), ESYS_TR_NONE, &qualifying, &scheme,
                                   &raw_attest, &raw_signature),
                      Errand::other, "Esys_Certify"));
    const EsysMemory<TPM2B_ATTEST> attest(raw_attest);
    const EsysMemory<TPMT_SIGNATURE> signature(raw_signature);
    CertifiedStatement out;
    out.attested.assign(attest->attestationData, attest->attestationData + attest->size);
    out.signature = TRY(signature_to_der(*signature));
    return out;
}

Result<KeyEvidence> certify(PlatformPolicy& platform, KeyId id, Bytes public_area, base::ByteView binding) {
    const ESYS_TR key = TRY(platform.context().resolve(row_of(id).handle));
    CertifiedStatement statement = TRY(certify_loaded(platform, key, binding));
    return KeyEvidence{std::string(row_of(id).name), std::move(public_area), std::move(statement.attested), std::move(statement.signature)};
}

Status set_lockout_parameters(Sessions& sessions) {
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(sessions.context().esys());
    return sessions.context().check(Esys_DictionaryAttackParameters(esys, ESYS_TR_RH_LOCKOUT, session, ESYS_TR_NONE,
                                                                    ESYS_TR_NONE, 32, 600, 86'400),
                                    Errand::other, "Esys_DictionaryAttackParameters");
}

Status set_hierarchy_secret(Sessions& sessions, ESYS_TR hierarchy, const base::SecretBytes& secret) {
    Context& context = sessions.context();
    const ESYS_TR session = TRY(sessions.hmac(Protect::command));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    Wiped<TPM2B_AUTH> value;
    fill(*value.pointer(), secret.reveal());
    const TSS2_RC rc = Esys_HierarchyChangeAuth(esys, hierarchy, session, ESYS_TR_NONE, ESYS_TR_NONE, value.pointer());
    // ESYS remembers the new secret for its next use; there shall be none.
    forget_auth(esys, hierarchy);
    return context.check(rc, Errand::other, "Esys_HierarchyChangeAuth");
}

}  // namespace tpm

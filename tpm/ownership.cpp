// SPDX-License-Identifier: Apache-2.0
#include "tpm/ownership.h"

#include "appliance/crypto/random.h"
#include "tpm/esys_memory.h"
#include "tpm/provision_objects.h"
#include "tpm/sealed.h"

namespace tpm {

using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;

namespace {

Status set_sealed(PlatformPolicy& platform, const TpmFolder& folder, std::string_view name, ESYS_TR hierarchy) {
    const base::Bytes blob = TRY(folder.sealed(name));
    const Slot session = TRY(platform.open());
    const SecretBytes secret = TRY(unseal(platform.sessions(), blob, session, Errand::sealed_secret));
    return set_hierarchy_secret(platform.sessions(), hierarchy, secret);
}

}  // namespace

Result<Ownership> read_ownership(Context& context) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPMS_CAPABILITY_DATA* raw = nullptr;
    TRY(context.check(Esys_GetCapability(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP_TPM_PROPERTIES,
                                         TPM2_PT_PERMANENT, 1, nullptr, &raw),
                      Errand::other, "Esys_GetCapability"));
    const EsysMemory<TPMS_CAPABILITY_DATA> data(raw);
    const TPML_TAGGED_TPM_PROPERTY& properties = data->data.tpmProperties;
    if (properties.count != 1 || properties.tpmProperty[0].property != TPM2_PT_PERMANENT)
        return Failure{Fault::tpm_failed, "TPM_PT_PERMANENT is not reported"};
    const std::uint32_t value = properties.tpmProperty[0].value;
    return Ownership{.owner = (value & TPMA_PERMANENT_OWNERAUTHSET) != 0,
                     .endorsement = (value & TPMA_PERMANENT_ENDORSEMENTAUTHSET) != 0,
                     .lockout = (value & TPMA_PERMANENT_LOCKOUTAUTHSET) != 0};
}

Status take_ownership(PlatformPolicy& platform, const TpmFolder& folder, const Ownership& owned, const Escrow& escrow) {
    Sessions& sessions = platform.sessions();
    SecretBytes lockout;
    if (!owned.lockout) {
        // A new one each time: what an earlier run put into escrow was never set.
        lockout = crypto::random_secret(hierarchy_secret_size);
        TRY(escrow(base::to_hex(sessions.storage_key_name()), lockout));
        TRY(set_lockout_parameters(sessions));
    }
    if (!owned.endorsement) TRY(set_sealed(platform, folder, "endorsement", ESYS_TR_RH_ENDORSEMENT));
    if (!owned.owner) TRY(set_sealed(platform, folder, "owner", ESYS_TR_RH_OWNER));
    if (!owned.lockout) TRY(set_hierarchy_secret(sessions, ESYS_TR_RH_LOCKOUT, lockout));
    return {};
}

}  // namespace tpm

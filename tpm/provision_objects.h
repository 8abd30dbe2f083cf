// SPDX-License-Identifier: Apache-2.0
// The single steps of provisioning. All need hierarchies that have no secret yet,
// or have it lent.
#pragma once

#include "appliance/base/secret.h"
#include "tpm/enrolment.h"
#include "tpm/objects.h"
#include "tpm/platform_policy.h"

namespace tpm {

// Takes away whatever lies at our handles: what an interrupted run left.
base::Status clear_leftovers(Context& context);

// Makes a loaded key persistent at its row's handle.
base::Status persist(Context& context, const Slot& key, KeyId id);

// Defines a counter and moves it once, so that it can be read.
base::Status define_counter(PlatformPolicy& platform, std::uint32_t handle);

// TPM2_Certify of a key that is loaded or persistent, by the attestation key.
struct CertifiedStatement {
    base::Bytes attested, signature;
};
base::Result<CertifiedStatement> certify_loaded(PlatformPolicy& platform, ESYS_TR key, base::ByteView binding);

// TPM2_Certify of a key by the attestation key; `binding` becomes the statement's
// qualifying data (at most 32 bytes).
base::Result<KeyEvidence> certify(PlatformPolicy& platform, KeyId id, base::Bytes public_area, base::ByteView binding);

// Lockout parameters: 32 tries, one forgiven every 600 s, a day for the lockout secret itself.
base::Status set_lockout_parameters(Sessions& sessions);

// From an empty secret to `secret`, which travels encrypted.
base::Status set_hierarchy_secret(Sessions& sessions, ESYS_TR hierarchy, const base::SecretBytes& secret);

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "tpm/hierarchy_secrets.h"

#include "tpm/sealed.h"

namespace tpm {

base::Result<LentAuth> HierarchySecrets::lend(std::string_view name, ESYS_TR hierarchy) {
    const base::Bytes blob = TRY(m_folder.sealed(name));
    const Slot session = TRY(m_platform.open());
    const base::SecretBytes secret = TRY(unseal(m_platform.sessions(), blob, session, Errand::sealed_secret));
    return LentAuth::lend(m_platform.context(), hierarchy, secret.reveal());
}

}  // namespace tpm

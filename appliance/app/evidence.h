// SPDX-License-Identifier: Apache-2.0
// evidence.json: what is needed, beside the signed PDF, to prove how a signature came
// about. It holds the record key that opens the log's blinded leaves, so it travels
// only inside an encrypted parcel and rests only in the vault and the archive.
#pragma once

#include "appliance/app/language.h"
#include "appliance/app/seal_task.h"
#include "appliance/app/session.h"
#include "appliance/base/json.h"
#include "appliance/base/secret.h"

namespace app {

// RFC 8785, both. They hold the record key: the result is wiped when it goes.
base::SecretBytes ceremony_evidence(const Session& session, Language language, const SealFacts& facts);

// Of the institution's own seal: there was no person, and it says so.
struct InstitutionOrder;
base::SecretBytes institution_evidence(const InstitutionOrder& order, const SealFacts& facts);

}  // namespace app

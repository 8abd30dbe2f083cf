// SPDX-License-Identifier: Apache-2.0
// The device's own papers, sealed in its own name: a document that tries a key, the report
// of a runbook. The same steps as a person's signature: an intent in the log, the key, both
// verifiers, one transaction. File and evidence travel to the platform like all others.
#pragma once

#include "appliance/documents/placement.h"
#include "appliance/keys/key_life.h"

namespace keys {

struct PaperOrder {
    std::string title;         // for the evidence
    std::string meaning;       // stands in /Reason; says that no person signed
    std::string envelope;      // how its order's id begins: "test-"
    documents::SeenArea spot;  // where it is seen
    bool is_test = false;      // TEST on its face
};

struct SealedPaper {
    base::Bytes pdf;
    base::Digest seal_id{};
};

// With the key of that name, which has a certificate. Faults: certificate_*, key_missing,
// verifiers_disagree, and those of app::Sealing.
base::Result<SealedPaper> seal_paper(KeyLife& life, const std::string& key, base::Bytes pdf, const PaperOrder& order);

}  // namespace keys

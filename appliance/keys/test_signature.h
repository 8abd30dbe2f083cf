// SPDX-License-Identifier: Apache-2.0
// Trying a key: a document of our own, marked TEST on its face and in its meaning, is
// sealed with it by the same steps as a person's, accepted by both verifiers, and the log
// is read to see that it holds exactly the entries of that and no other.
#pragma once

#include "appliance/keys/key_life.h"

namespace keys {

struct TestResult {
    base::Bytes signed_pdf;
    base::Digest seal_id{};
    std::vector<std::string> events;  // what the log gained, in order, as it should
};

// One page that says what it is. Never evidence, whatever certificate stands behind it.
base::Bytes test_page(const std::string& device, const std::string& key, std::int64_t wall_ms);

// The key needs a certificate; it need not be the active one. The file is kept, and goes
// to the platform like every other. Faults: role_refused, certificate_*, verifiers_disagree,
// audit_broken (the log holds something else; the detail names it), and those of Sealing.
base::Result<TestResult> test_sign(KeyLife& life, const staff::Actor& who, const std::string& name);

}  // namespace keys

// SPDX-License-Identifier: Apache-2.0
// A verifier that shares no code with the one in this process. Its word can only
// refuse: what it accepts still needs our own acceptance.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <vector>

namespace ports {

struct SecondOpinion {
    virtual ~SecondOpinion() = default;
    // Checks the last signature of `pdf`: ByteRange and coverage, digest, signed
    // attributes, signature, chain to one of the DER `anchors`.
    // Faults: signature_invalid, signature_coverage, certificate_untrusted, cms_invalid,
    // program_*, sandbox_unavailable.
    virtual base::Status check(base::ByteView pdf, const std::vector<base::Bytes>& anchors) = 0;
};

}  // namespace ports

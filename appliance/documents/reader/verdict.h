// SPDX-License-Identifier: Apache-2.0
// From findings to one answer: sign, rewrite first, or refuse with a reason. Pure.
#pragma once

#include "appliance/documents/description.h"

namespace documents {

// The fault a refusing finding stands for.
base::Fault fault_of(const Finding& finding, const Description& description);

Verdict judge_document(const Description& description);

}  // namespace documents

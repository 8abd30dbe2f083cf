// SPDX-License-Identifier: Apache-2.0
// Chosen by CMake for sanitizer builds: shadow memory needs address space without
// limit, and everything takes longer.
#include "appliance/host/sandbox_profile.h"

namespace host {

SandboxProfile default_profile() { return {0, 300, 60'000}; }

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/sandbox_profile.h"

namespace host {

SandboxProfile default_profile() { return {std::size_t{1} << 30U, 60, 10'000}; }

}  // namespace host

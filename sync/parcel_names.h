// SPDX-License-Identifier: Apache-2.0
// Which files a parcel of a kind must and may hold (table in README.md).
#pragma once

#include "appliance/base/result.h"
#include "sync/manifest.h"

#include <string>
#include <vector>

namespace exchange {

// Every required name once, every other name allowed and once. Fault parcel_invalid.
base::Status check_parcel_names(ParcelKind kind, const std::vector<std::string_view>& names);

}  // namespace exchange

// SPDX-License-Identifier: Apache-2.0
// The fuzzers call by this name; everything else about them is one short file each.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

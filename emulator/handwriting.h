// SPDX-License-Identifier: Apache-2.0
// A signature to replay: strokes as a pen gives them, with time and pressure.
#pragma once

#include "emulator/remote_kiosk.h"

namespace emulator {

std::vector<PenStroke> handwriting();

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
// Chosen by CMake where there is no SSE2.
#include "ui/spans.h"

namespace ui {

const Spans& best_spans() { return plain_spans(); }

}  // namespace ui

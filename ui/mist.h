// SPDX-License-Identifier: Apache-2.0
// The background: warm paper turning into cool mist, baked once for a screen size and
// dithered, because eight bits alone would show bands.
#pragma once

#include "ui/theme.h"
#include "ui/texture.h"

namespace ui {

Texture make_background(int width, int height, Contrast contrast);

}  // namespace ui

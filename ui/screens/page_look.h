// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/screens/parts.h"

#include <span>

namespace screens {

// A rendered page with its marks; labels are isolated.
ui::PageLook page_look(const std::shared_ptr<const ports::PageImage>& image, std::span<const app::PageMark> marks);

}  // namespace screens

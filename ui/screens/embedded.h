// SPDX-License-Identifier: Apache-2.0
// Message catalogues as msgfmt compiled them; CMake writes the definitions.
#pragma once

#include "appliance/base/bytes.h"

namespace screens {

base::ByteView embedded_english();
base::ByteView embedded_spanish();
base::ByteView embedded_arabic();

}  // namespace screens

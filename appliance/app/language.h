// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace app {

enum class Language { english, spanish, arabic };

}  // namespace app

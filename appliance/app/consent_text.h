// SPDX-License-Identifier: Apache-2.0
// What a person is told before agreeing to electronic records: the items of the
// US ESIGN Act, 15 U.S.C. 7001(c)(1). The screen shows these words and the log commits
// to their digest, so both take them from here.
#pragma once

#include "appliance/app/language.h"

#include <span>
#include <string>
#include <string_view>

namespace app {

struct ConsentItem {
    std::string_view title;
    std::string_view text;
};

// In the order of the screen.
std::span<const ConsentItem> consent_items(Language language);
// All of them as one text: title, newline, text, newline.
std::string consent_text(Language language);

}  // namespace app

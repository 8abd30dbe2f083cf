// SPDX-License-Identifier: Apache-2.0
// Values to draw: a page, a signature, and one screen of every kind.
#pragma once

#include "appliance/app/screen.h"

#include <string>
#include <vector>

namespace sample {

// A page of a consent form, drawn with the kit itself.
std::shared_ptr<const ports::PageImage> page(std::uint32_t width);

// "Mara Keller", as a pen would have written it at 125 samples a second.
std::shared_ptr<const app::Ink> signature();

struct Named {
    std::string name;
    app::Screen screen;
};
// Every alternative of app::Content at least once.
std::vector<Named> screens();

// The same screen for a person of this language, with the product's own words in it.
app::Screen in_language(app::Screen screen, app::Language language);

}  // namespace sample

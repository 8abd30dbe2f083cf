// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/screens.h"

#include "ui/screens/embedded.h"

namespace screens {

base::Result<Languages> Languages::open() {
    Languages languages;
    languages.m_catalogues[static_cast<std::size_t>(app::Language::english)] = TRY(ui::Catalogue::read(embedded_english()));
    languages.m_catalogues[static_cast<std::size_t>(app::Language::spanish)] = TRY(ui::Catalogue::read(embedded_spanish()));
    languages.m_catalogues[static_cast<std::size_t>(app::Language::arabic)] = TRY(ui::Catalogue::read(embedded_arabic()));
    return languages;
}

}  // namespace screens

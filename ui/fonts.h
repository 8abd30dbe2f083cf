// SPDX-License-Identifier: Apache-2.0
// The fonts of the device and no others: a private fontconfig configuration that
// names our directories, so that no font of the system leaks in and text breaks in
// the same places everywhere.
#pragma once

#include "appliance/base/result.h"

#include <memory>
#include <string>
#include <vector>

typedef struct _FcConfig FcConfig;
typedef struct _PangoFontMap PangoFontMap;

namespace ui {

class Fonts {
public:
    // Where Debian puts the fonts that image/build-packages.txt names.
    static std::vector<std::string> usual_directories();

    // Faults: font_missing when Inter is not in any directory.
    static base::Result<Fonts> open(const std::vector<std::string>& directories = usual_directories());

    PangoFontMap* map() const { return m_map.get(); }

private:
    struct DestroyConfig {
        void operator()(FcConfig* config) const;
    };
    struct DestroyMap {
        void operator()(PangoFontMap* map) const;
    };
    Fonts() = default;

    std::unique_ptr<FcConfig, DestroyConfig> m_config;
    std::unique_ptr<PangoFontMap, DestroyMap> m_map;
};

}  // namespace ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

namespace ui {
namespace {

// Families in the order Pango tries them; everything else is not shown at all.
constexpr const char* configuration_head =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\"><fontconfig>";
constexpr const char* configuration_tail =
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "<selectfont><rejectfont><glob>*</glob></rejectfont>"
    "<acceptfont><glob>*/Inter*</glob><glob>*/NotoSans-*</glob><glob>*/NotoSansArabic-*</glob>"
    "<glob>*/NotoSansHebrew-*</glob><glob>*/NotoSansDevanagari-*</glob><glob>*/NotoSansCJK-*</glob>"
    "<glob>*/DancingScript-*</glob></acceptfont></selectfont>"
    // Left to itself fontconfig prefers whichever fallback it met first.
    "<match><test name=\"family\"><string>Inter</string></test><edit name=\"family\" mode=\"append\" binding=\"strong\">"
    "<string>Noto Sans</string><string>Noto Sans Arabic</string><string>Noto Sans Hebrew</string>"
    "<string>Noto Sans Devanagari</string><string>Noto Sans CJK SC</string></edit></match>"
    "<match><edit name=\"hinting\" mode=\"assign\"><bool>false</bool></edit></match></fontconfig>";

bool has_family(FcConfig* config, const char* family) {
    FcPattern* pattern = FcPatternBuild(nullptr, FC_FAMILY, FcTypeString, family, nullptr);
    FcObjectSet* wanted = FcObjectSetBuild(FC_FAMILY, nullptr);
    FcFontSet* found = FcFontList(config, pattern, wanted);
    const bool has = found != nullptr && found->nfont > 0;
    if (found != nullptr) FcFontSetDestroy(found);
    FcObjectSetDestroy(wanted);
    FcPatternDestroy(pattern);
    return has;
}

}  // namespace

void Fonts::DestroyConfig::operator()(FcConfig* config) const { FcConfigDestroy(config); }
void Fonts::DestroyMap::operator()(PangoFontMap* map) const { g_object_unref(map); }

std::vector<std::string> Fonts::usual_directories() {
    return {"/usr/share/fonts/opentype/inter", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/opentype/noto",
            "/usr/share/fonts/opentype/dancingscript"};
}

base::Result<Fonts> Fonts::open(const std::vector<std::string>& directories) {
    std::string text = configuration_head;
    for (const std::string& directory : directories) text += "<dir>" + directory + "</dir>";
    text += configuration_tail;
    Fonts fonts;
    fonts.m_config.reset(FcConfigCreate());
    if (FcConfigParseAndLoadFromMemory(fonts.m_config.get(), reinterpret_cast<const FcChar8*>(text.c_str()), FcFalse) == FcFalse ||
        FcConfigBuildFonts(fonts.m_config.get()) == FcFalse) {
        return base::Failure{base::Fault::font_missing, "fontconfig refused its configuration"};
    }
    if (!has_family(fonts.m_config.get(), "Inter")) return base::Failure{base::Fault::font_missing, "Inter"};
    fonts.m_map.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts.m_map.get()), fonts.m_config.get());
    return fonts;
}

}  // namespace ui

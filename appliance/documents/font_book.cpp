// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/font_book.h"

#include "appliance/documents/cff_table.h"

#include <hb-ot.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace documents {
namespace {

struct KnownFont {
    std::string_view path;
    unsigned face;
    std::string_view scripts;  // separated by blanks
};

// NotoSansCJK-Regular.ttc: 0 Japanese, 1 Korean, 2 simplified, 3 traditional Chinese.
constexpr std::array<KnownFont, 24> k_known{{
    {"opentype/inter/Inter-Regular.otf", 0, "Latn Grek Cyrl"},
    {"truetype/noto/NotoSans-Regular.ttf", 0, "Latn Grek Cyrl Deva"},
    {"truetype/noto/NotoSansArabic-Regular.ttf", 0, "Arab"},
    {"truetype/noto/NotoSansHebrew-Regular.ttf", 0, "Hebr"},
    {"truetype/noto/NotoSansDevanagari-Regular.ttf", 0, "Deva"},
    {"truetype/noto/NotoSansBengali-Regular.ttf", 0, "Beng"},
    {"truetype/noto/NotoSansGurmukhi-Regular.ttf", 0, "Guru"},
    {"truetype/noto/NotoSansGujarati-Regular.ttf", 0, "Gujr"},
    {"truetype/noto/NotoSansTamil-Regular.ttf", 0, "Taml"},
    {"truetype/noto/NotoSansTelugu-Regular.ttf", 0, "Telu"},
    {"truetype/noto/NotoSansKannada-Regular.ttf", 0, "Knda"},
    {"truetype/noto/NotoSansMalayalam-Regular.ttf", 0, "Mlym"},
    {"truetype/noto/NotoSansSinhala-Regular.ttf", 0, "Sinh"},
    {"truetype/noto/NotoSansThai-Regular.ttf", 0, "Thai"},
    {"truetype/noto/NotoSansLao-Regular.ttf", 0, "Laoo"},
    {"truetype/noto/NotoSansMyanmar-Regular.ttf", 0, "Mymr"},
    {"truetype/noto/NotoSansKhmer-Regular.ttf", 0, "Khmr"},
    {"truetype/noto/NotoSansGeorgian-Regular.ttf", 0, "Geor"},
    {"truetype/noto/NotoSansArmenian-Regular.ttf", 0, "Armn"},
    {"truetype/noto/NotoSansEthiopic-Regular.ttf", 0, "Ethi"},
    {"opentype/noto/NotoSansCJK-Regular.ttc", 0, "Hani Hira Kana Hang Bopo"},
    {"opentype/noto/NotoSansCJK-Regular.ttc", 2, "Hani"},
    {"truetype/noto/NotoSansMath-Regular.ttf", 0, ""},
    {"truetype/noto/NotoSansSymbols2-Regular.ttf", 0, ""},
}};

double metric(hb_font_t* font, hb_ot_metrics_tag_t tag, double otherwise) {
    hb_position_t value = 0;
    return hb_ot_metrics_get_position(font, tag, &value) != 0 ? static_cast<double>(value) : otherwise;
}

bool has_table(hb_face_t* face, const char* tag) {
    const std::unique_ptr<hb_blob_t, decltype(&hb_blob_destroy)> blob(
        hb_face_reference_table(face, hb_tag_from_string(tag, 4)), &hb_blob_destroy);
    return hb_blob_get_length(blob.get()) > 0;
}

CffFacts cff_facts_of(hb_face_t* face) {
    const std::unique_ptr<hb_blob_t, decltype(&hb_blob_destroy)> blob(
        hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' ')), &hb_blob_destroy);
    unsigned length = 0;
    const auto* data = reinterpret_cast<const std::uint8_t*>(hb_blob_get_data(blob.get(), &length));
    return cff_facts({data, length}, hb_face_get_glyph_count(face));
}

std::string post_script_name(hb_face_t* face) {
    std::array<char, 64> text{};
    auto size = static_cast<unsigned>(text.size());
    hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, text.data());
    std::string name;
    for (const char c : std::string_view(text.data())) {
        const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (is_safe) name += c;
    }
    return name.empty() ? "Font" : name;
}

}  // namespace

std::vector<FontSource> known_fonts(const std::string& folder) {
    std::vector<FontSource> found;
    for (const KnownFont& row : k_known) {
        FontSource source{folder + "/" + std::string(row.path), row.face, {}};
        for (std::size_t at = 0; at + 4 <= row.scripts.size(); at += 5) source.scripts.emplace_back(row.scripts.substr(at, 4));
        std::error_code error;
        if (std::filesystem::exists(source.path, error)) found.push_back(std::move(source));
    }
    return found;
}

bool FontFace::is_for(hb_script_t script) const {
    if (scripts.empty() || script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN) return true;
    return std::find(scripts.begin(), scripts.end(), script) != scripts.end();
}

base::Result<FontBook> FontBook::open(const std::vector<FontSource>& sources) {
    if (sources.empty()) return base::Failure{base::Fault::font_missing, "no fonts were given"};
    FontBook book;
    for (const FontSource& source : sources) {
        const std::unique_ptr<hb_blob_t, decltype(&hb_blob_destroy)> blob(
            hb_blob_create_from_file_or_fail(source.path.c_str()), &hb_blob_destroy);
        if (blob == nullptr) return base::Failure{base::Fault::font_missing, source.path};
        FontFace face;
        face.face.reset(hb_face_create(blob.get(), source.face));
        if (source.face >= hb_face_count(blob.get()) || hb_face_get_glyph_count(face.face.get()) == 0) {
            return base::Failure{base::Fault::font_missing, source.path + " holds no such font"};
        }
        hb_face_make_immutable(face.face.get());
        face.font.reset(hb_font_create(face.face.get()));
        face.units_per_em = std::max(1U, hb_face_get_upem(face.face.get()));
        const auto scale = static_cast<int>(face.units_per_em);
        hb_font_set_scale(face.font.get(), scale, scale);
        hb_font_make_immutable(face.font.get());
        const double em = face.units_per_em;
        face.name = post_script_name(face.face.get());
        face.ascent = metric(face.font.get(), HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 0.8 * em) / em;
        face.descent = -metric(face.font.get(), HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -0.2 * em) / em;
        face.cap_height = metric(face.font.get(), HB_OT_METRICS_TAG_CAP_HEIGHT, 0.7 * em) / em;
        if (has_table(face.face.get(), "CFF ")) {
            const CffFacts facts = cff_facts_of(face.face.get());
            if (!facts.is_valid || (facts.is_cid_keyed && !facts.is_identity)) {
                return base::Failure{base::Fault::font_missing, source.path + " numbers its glyphs in an unsupported way"};
            }
            face.outlines = facts.is_cid_keyed ? Outlines::cff_cid : Outlines::cff;
        } else if (!has_table(face.face.get(), "glyf")) {
            return base::Failure{base::Fault::font_missing, source.path + " has no outlines that a PDF can hold"};
        }
        for (const std::string& script : source.scripts) {
            face.scripts.push_back(hb_script_from_string(script.c_str(), static_cast<int>(script.size())));
        }
        book.m_faces.push_back(std::move(face));
    }
    return book;
}

}  // namespace documents

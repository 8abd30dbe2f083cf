// SPDX-License-Identifier: Apache-2.0
// The fonts a device has. Which ones, and in which order they are tried, is data
// that the caller brings: nothing is looked up in the system's configuration, so the
// same list gives the same pixels everywhere.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <hb.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

struct FontSource {
    std::string path;
    unsigned face = 0;                  // within a collection (.ttc)
    std::vector<std::string> scripts;   // ISO 15924 codes, "Arab"; empty: any script
};

// The fonts of Debian's fonts-inter, fonts-noto-core and fonts-noto-cjk that are there
// below `folder` (/usr/share/fonts), best first.
std::vector<FontSource> known_fonts(const std::string& folder);

enum class Outlines { truetype, cff, cff_cid };

struct FontFace {
    std::string name;                   // PostScript name
    std::vector<hb_script_t> scripts;
    Outlines outlines = Outlines::truetype;
    unsigned units_per_em = 1000;
    double ascent = 0;                  // of an em, above the base line
    double descent = 0;                 // of an em, below it; positive
    double cap_height = 0;
    std::unique_ptr<hb_face_t, decltype(&hb_face_destroy)> face{nullptr, &hb_face_destroy};
    std::unique_ptr<hb_font_t, decltype(&hb_font_destroy)> font{nullptr, &hb_font_destroy};

    bool is_for(hb_script_t script) const;
};

// Files stay mapped, not read, for the book's life. Not to be shared between threads.
class FontBook {
public:
    // Faults: font_missing for a file that is absent or no font, or an empty list.
    static base::Result<FontBook> open(const std::vector<FontSource>& sources);

    std::size_t size() const { return m_faces.size(); }
    const FontFace& operator[](std::size_t index) const { return m_faces[index]; }

private:
    std::vector<FontFace> m_faces;
};

}  // namespace documents

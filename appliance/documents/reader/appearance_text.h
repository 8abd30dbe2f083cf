// SPDX-License-Identifier: Apache-2.0
// The text that an appearance stream draws, as far as it can be told from its fonts.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace documents {

// Codes to UTF-8, from a /ToUnicode stream (ISO 32000-1, 9.10.3).
struct ToUnicode {
    std::size_t code_size = 1;  // bytes
    std::map<std::uint32_t, std::string> texts;
};
ToUnicode parse_to_unicode(std::string_view cmap);

struct AppearanceText {
    std::string text;        // UTF-8
    bool is_exact = true;    // false: only the ASCII letters and digits can be trusted
};

class FontDecoders;  // fonts already looked at: forms use few of them, many times

class AppearanceReader {
public:
    // `form_resources`: the form's /DR, where viewers look for what the appearance's own
    // resources lack.
    explicit AppearanceReader(Handle form_resources);
    ~AppearanceReader();

    // Nothing when a font does not tell what its codes mean, or a picture is drawn.
    std::optional<AppearanceText> text_of(Handle appearance);

private:
    std::unique_ptr<FontDecoders> m_fonts;
};

}  // namespace documents

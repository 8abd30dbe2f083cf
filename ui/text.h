// SPDX-License-Identifier: Apache-2.0
// Shaped text in any script, as blocks of coverage in the atlas. Pango shapes, breaks
// and orders; outlines are filled at sub-pixel positions, so letters stand where the
// designer of the font put them.
//
// Blocks are cached by everything that decides how they look except colour.
#pragma once

#include "ui/atlas.h"
#include "ui/fonts.h"
#include "ui/geometry.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

typedef struct _PangoContext PangoContext;
typedef struct _PangoLayout PangoLayout;

namespace ui {

enum class Family : std::uint8_t { text, display, mono, script };
enum class Align : std::uint8_t { start, center, end, stretch };
enum class Direction : std::uint8_t { left_to_right, right_to_left };

struct TextStyle {
    Family family = Family::text;
    float size = 24;         // pixels per em
    int weight = 400;
    float tracking = 0;      // of an em, added between letters
    float line_height = 1.4F;  // of an em, between baselines
    bool is_tabular = false;   // digits of one width

    bool operator==(const TextStyle&) const = default;
};

struct TextRequest {
    std::string_view text;
    TextStyle style;
    float width = 0;     // lines break here; 0: one line, however long
    Align align = Align::start;
    Direction direction = Direction::left_to_right;  // of the paragraph; isolated text finds its own
    int lines_max = 0;   // then an ellipsis; 0: no limit
};

struct TextBlock {
    Size size;        // as lines of text take it, in whole pixels
    Point ink;        // from the block's top left to the place's top left
    std::optional<PixelRect> place;  // in the atlas; nothing for blank text
};

class TextEngine {
public:
    TextEngine(const Fonts& fonts, Atlas& atlas);
    ~TextEngine();
    TextEngine(const TextEngine&) = delete;
    TextEngine& operator=(const TextEngine&) = delete;

    // BCP 47; chooses between forms of shared characters.
    void use_language(const std::string& tag);

    Size measure(const TextRequest& request);
    // Of the longest word.
    float widest_word(const TextRequest& request);
    // Null when the atlas is full: wipe it, call wipe() here, and draw the frame again.
    const TextBlock* block(const TextRequest& request);

    // Forgets all text and overwrites the copies of it. For the door between two people;
    // the atlas is wiped by its owner.
    void wipe();
    std::size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        TextBlock block;
        bool is_drawn = false;
    };
    struct Unref {
        void operator()(PangoContext* context) const;
        void operator()(PangoLayout* layout) const;
    };
    using Layout = std::unique_ptr<PangoLayout, Unref>;

    enum class Breaks : std::uint8_t { between_words_or_letters, between_words };

    static std::string key_of(const TextRequest& request);
    Layout lay_out(const TextRequest& request, Breaks breaks = Breaks::between_words_or_letters);
    Entry& entry(const TextRequest& request);
    bool rasterise(const TextRequest& request, Entry& entry);

    Atlas& m_atlas;
    std::unique_ptr<PangoContext, Unref> m_context;
    std::unordered_map<std::string, Entry> m_entries;
    std::unordered_map<std::string, float> m_widest_words;
};

}  // namespace ui

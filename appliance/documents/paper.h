// SPDX-License-Identifier: Apache-2.0
// A paper of the device's own, such as a report: headings, labelled rows and plain text
// flow down A4 pages, which are numbered. Names are in any script; the fonts are embedded,
// so that it looks the same everywhere and its text can be searched.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/documents/font_book.h"
#include "appliance/documents/placement.h"

#include <string>
#include <vector>

namespace documents {

struct PaperBlock {
    enum class Kind { heading, row, text, small };
    Kind kind = Kind::text;
    std::string label;          // of a row
    std::string text;           // line ends begin new lines
};

struct Paper {
    std::string title;
    std::string subtitle;
    std::string foot;           // at the bottom of each page, left of its number
    bool is_test = false;       // the word TEST across every page
    std::vector<PaperBlock> blocks;
};

struct PrintedPaper {
    base::Bytes pdf;
    std::size_t page_count = 0;
    SeenArea seal;              // a free place after the last block, for a signature
};

// A character that no font has is shown as a question mark. Faults: font_missing,
// document_too_large.
base::Result<PrintedPaper> print_paper(const FontBook& book, const Paper& paper);

}  // namespace documents

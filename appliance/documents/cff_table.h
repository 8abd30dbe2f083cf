// SPDX-License-Identifier: Apache-2.0
// The two facts about a 'CFF ' table (Adobe Technical Note 5176) that decide how a PDF
// may name its glyphs.
#pragma once

#include "appliance/base/bytes.h"

namespace documents {

struct CffFacts {
    bool is_valid = false;
    bool is_cid_keyed = false;
    // A CID-keyed font's CIDs equal its glyph numbers, so that either names a glyph.
    bool is_identity = false;
};

CffFacts cff_facts(base::ByteView table, std::size_t glyph_count);

}  // namespace documents

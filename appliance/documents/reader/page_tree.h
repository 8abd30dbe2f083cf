// SPDX-License-Identifier: Apache-2.0
// The pages in order, by walking the tree without changing it. (qpdf's own list makes
// direct pages indirect and clones repeated ones, so what it then says about object
// numbers is no longer true of the file.)
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <vector>

namespace documents {

struct PageTree {
    struct Leaf {
        Handle object;
        // Nearest ancestor's value, or null; only for the attributes that are inherited.
        Handle media_box;
        Handle crop_box;
        Handle rotate;
        Handle resources;
    };
    std::vector<Leaf> leaves;
    std::vector<Finding> findings;
};

inline constexpr std::size_t pages_max = 50'000;

PageTree read_page_tree(OpenedPdf& pdf);
// Boxes, rotation and annotations; adds findings to those of the tree.
std::vector<Page> describe_pages(const PageTree& tree, std::vector<Finding>& findings);

}  // namespace documents

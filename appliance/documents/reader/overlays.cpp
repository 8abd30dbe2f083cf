// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

#include <algorithm>
#include <set>

namespace documents {
namespace {

constexpr std::int64_t hidden_flags = 1 << 1 | 1 << 5;  // Hidden, NoView

double covered_share(const Rectangle& field, const Rectangle& cover) {
    const double width = std::min(field.right, cover.right) - std::max(field.left, cover.left);
    const double height = std::min(field.top, cover.top) - std::max(field.bottom, cover.bottom);
    if (width <= 0 || height <= 0 || field.width() <= 0 || field.height() <= 0) return 0;
    return width * height / (field.width() * field.height());
}

// Annotations that draw something opaque: not links, pop-ups or highlights.
std::vector<Rectangle> covers_of(OpenedPdf& pdf, const Page& page) {
    static const std::set<std::string> see_through{"Widget",    "Link",      "Popup",    "Text",
                                                   "Highlight", "Underline", "Squiggly", "StrikeOut"};
    std::vector<Rectangle> covers;
    for (const Ref& ref : page.annots.items) {
        Handle annotation = pdf.object(ref);
        if (!annotation.isDictionary() || see_through.contains(name_value(member(annotation, "/Subtype")))) continue;
        if (!is_dictionary(member(member(annotation, "/AP"), "/N"))) continue;
        if ((integer_value(member(annotation, "/F")).value_or(0) & hidden_flags) != 0) continue;
        if (const auto rect = rectangle_value(member(annotation, "/Rect"))) covers.push_back(*rect);
    }
    return covers;
}

// A signature that hides what it signs.
void look_at_signatures(const Description& d, Findings& findings) {
    constexpr double page_share_max = 0.5;
    for (const Signature& signature : d.signatures) {
        if (signature.page < 0) continue;
        const Rectangle& page = d.pages[static_cast<std::size_t>(signature.page)].visible_box;
        if (covered_share(page, signature.rect) > page_share_max) {
            findings.push_back({FindingKind::overlay, Severity::refuse, signature.page, signature.field,
                                "'" + signature.field_name + "' covers most of the page"});
        }
    }
}

}  // namespace

void find_overlays(const QuarantineInput& input, Findings& findings) {
    constexpr double share_max = 0.5;
    std::vector<std::vector<Rectangle>> covers;
    for (const Page& page : input.description.pages) covers.push_back(covers_of(input.pdf, page));
    look_at_signatures(input.description, findings);
    for (const Signature& signature : input.description.signatures) {
        if (signature.page >= 0) covers[static_cast<std::size_t>(signature.page)].push_back(signature.rect);
    }
    for (const Field& field : input.description.fields) {
        if (field.is_signed) continue;  // covered by itself
        for (const Widget& widget : field.widgets) {
            if (widget.page < 0) continue;
            for (const Rectangle& cover : covers[static_cast<std::size_t>(widget.page)]) {
                if (covered_share(widget.rect, cover) < share_max) continue;
                findings.push_back({FindingKind::overlay, Severity::refuse, widget.page, widget.object.ref,
                                    "an annotation covers field '" + field.name + "'"});
                break;
            }
        }
    }
}

}  // namespace documents

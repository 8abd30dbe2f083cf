// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/placement.h"

#include "appliance/documents/field_lock.h"

#include <algorithm>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr double k_width = 230;
constexpr double k_height = 84;
constexpr double k_margin = 36;
constexpr double k_width_min = 60;      // below this nobody can read it
constexpr double k_height_min = 26;

bool intersects(const Rectangle& a, const Rectangle& b) {
    return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}

// From the page as it is seen (origin at the lower left of what is seen) to its own space.
Rectangle to_page_space(const Page& page, const Rectangle& seen) {
    const Rectangle& box = page.visible_box;
    const double w = box.width();
    const double h = box.height();
    Rectangle r = seen;
    switch (page.rotate) {
        case 90: r = {w - seen.top, seen.left, w - seen.bottom, seen.right}; break;
        case 180: r = {w - seen.right, h - seen.top, w - seen.left, h - seen.bottom}; break;
        case 270: r = {seen.bottom, h - seen.right, seen.top, h - seen.left}; break;
        default: break;
    }
    return {box.left + r.left, box.bottom + r.bottom, box.left + r.right, box.bottom + r.top};
}

bool is_free(const Description& description, std::size_t page, const Rectangle& rect) {
    for (const Field& field : description.fields) {
        for (const Widget& widget : field.widgets) {
            if (widget.page == static_cast<int>(page) && intersects(widget.rect, rect)) return false;
        }
    }
    return true;
}

bool is_usable(const Description& description, const Field& field) {
    return field.type == FieldType::signature && !field.is_signed && field.signature.is_null() &&
           !field.object.ref.is_null() && !field.flags.is_read_only && !is_locked(description, field.name);
}

// A field that says nothing is read upright as the page is seen, unless its shape tells
// that it was made for a page that somebody turned afterwards: signatures are wide.
int rotation_of(const Widget& widget, const Page& page) {
    if (widget.rotate != 0) return widget.rotate;
    const bool is_sideways = page.rotate == 90 || page.rotate == 270;
    return is_sideways && widget.rect.width() > widget.rect.height() ? 0 : page.rotate;
}

SignaturePlace existing(const Description& description, std::size_t index) {
    const Field& field = description.fields[index];
    SignaturePlace place;
    place.field = index;
    place.name = field.name;
    constexpr std::uint32_t hidden = 2U | 32U;  // Hidden, NoView (table 165)
    for (const Widget& widget : field.widgets) {
        const bool is_seen = widget.page >= 0 && widget.rect.width() > 1 && widget.rect.height() > 1 &&
                             (widget.flags & hidden) == 0 && !widget.object.ref.is_null();
        if (!is_seen) continue;
        place.page = static_cast<std::size_t>(widget.page);
        place.rect = widget.rect;
        place.rotate = rotation_of(widget, description.pages[*place.page]);
        break;
    }
    return place;
}

// A place without a page yet, for a field that is not there.
Result<SignaturePlace> new_field(const Description& description, std::string name) {
    SignaturePlace place;
    place.name = std::move(name);
    const bool is_taken = std::any_of(description.fields.begin(), description.fields.end(),
                                      [&](const Field& field) { return field.name == place.name; });
    if (is_taken) return Failure{Fault::document_structure_unsupported, "field name taken"};
    if (is_locked(description, place.name)) return Failure{Fault::document_certified, "every further field is frozen"};
    return place;
}

bool takes_annotation(const Page& page) {
    return !page.object.ref.is_null() && !(page.annots.place == Place::own_object && page.has_direct_annots);
}

// What is seen of a page: width and height as a person holds it.
Rectangle seen_page(const Page& page) {
    const bool is_sideways = page.rotate == 90 || page.rotate == 270;
    return is_sideways ? Rectangle{0, 0, page.visible_box.height(), page.visible_box.width()}
                       : Rectangle{0, 0, page.visible_box.width(), page.visible_box.height()};
}

}  // namespace

std::optional<Rectangle> foot_of_page(const Description& description, std::size_t index, double width, double height, double lift) {
    const Page& page = description.pages[index];
    const double unit = page.user_unit > 0 ? page.user_unit : 1;
    const bool is_sideways = page.rotate == 90 || page.rotate == 270;
    const double seen_width = is_sideways ? page.visible_box.height() : page.visible_box.width();
    const double seen_height = is_sideways ? page.visible_box.width() : page.visible_box.height();
    const double margin = std::min({k_margin / unit, seen_width * 0.06, seen_height * 0.06});
    const double w = std::min(width / unit, seen_width - 2 * margin);
    const double h = std::min(height / unit, seen_height - 2 * margin - lift / unit);
    if (w * unit < k_width_min || h * unit < std::min(height, k_height_min)) return std::nullopt;
    // The second signature goes beside the first, the third above them.
    for (double y = margin + lift / unit; y + h <= seen_height - margin; y += h + margin / 4) {
        for (double x = margin; x + w <= seen_width - margin + 0.01; x += w + margin / 4) {
            const Rectangle rect = to_page_space(page, {x, y, x + w, y + h});
            if (is_free(description, index, rect)) return rect;
        }
    }
    return to_page_space(page, {margin, margin, margin + w, margin + h});
}

Result<SignaturePlace> place_signature(const Description& description, std::string_view name, std::string_view suffix) {
    if (description.pages.empty()) return Fault::document_no_pages;
    if (description.certification_level == 1) return Failure{Fault::document_certified, "no changes are permitted"};
    for (std::size_t i = 0; i < description.fields.size(); ++i) {
        const Field& field = description.fields[i];
        if (!name.empty() && field.name != name) continue;
        if (is_usable(description, field)) return existing(description, i);
        if (!name.empty() && is_locked(description, name)) return Failure{Fault::document_certified, "field is frozen"};
    }
    if (!name.empty()) return Failure{Fault::field_missing, "no empty signature field " + std::string(name)};

    SignaturePlace place = TRY(new_field(description, "Signature-" + std::string(suffix)));
    const std::size_t last = description.pages.size() - 1;
    const Page& page = description.pages[last];
    if (description.certification_level != 0 || !takes_annotation(page)) return place;
    const auto rect = foot_of_page(description, last, k_width, k_height, 0);
    if (!rect) return place;
    place.page = last;
    place.rect = *rect;
    place.rotate = page.rotate;
    return place;
}

Result<SignaturePlace> place_seal(const Description& description, const std::optional<SeenArea>& where, std::string_view suffix) {
    if (description.pages.empty()) return Fault::document_no_pages;
    if (description.certification_level == 1) return Failure{Fault::document_certified, "no changes are permitted"};
    SignaturePlace place = TRY(new_field(description, "Seal-" + std::string(suffix)));
    if (!where) return place;
    if (description.certification_level != 0) return Failure{Fault::document_certified, "a visible seal would break the certification"};
    if (where->page >= description.pages.size()) return Failure{Fault::usage_invalid, "the document has no such page"};
    const Page& page = description.pages[where->page];
    if (!takes_annotation(page)) return Failure{Fault::document_structure_unsupported, "the page takes no annotation"};
    const Rectangle all = seen_page(page);
    const Rectangle& rect = where->rect;
    const bool is_inside = rect.left >= 0 && rect.bottom >= 0 && rect.right <= all.right && rect.top <= all.top;
    if (!is_inside || !(rect.width() >= k_width_min) || !(rect.height() >= k_height_min))
        return Failure{Fault::usage_invalid, "the seal must lie on the page and measure at least 60 by 26 points"};
    place.page = where->page;
    place.rect = to_page_space(page, rect);
    place.rotate = page.rotate;
    return place;
}

Result<TextPlace> place_text(const Description& description) {
    TextPlace place;
    for (std::size_t i = 0; i < description.fields.size(); ++i) {
        const Field& field = description.fields[i];
        const bool is_writable = field.type == FieldType::text && !field.flags.is_read_only && !field.flags.is_password &&
                                 !field.object.ref.is_null() && !is_locked(description, field.name);
        if (!is_writable || field.widgets.empty() || field.widgets.front().page < 0) continue;
        place.field = i;
        place.page = static_cast<std::size_t>(field.widgets.front().page);
        place.rect = field.widgets.front().rect;
        return place;
    }
    if (!description.signatures.empty()) return Failure{Fault::document_certified, "already signed, and no field takes text"};
    if (description.pages.empty()) return Fault::document_no_pages;
    place.page = description.pages.size() - 1;
    const auto rect = foot_of_page(description, place.page, k_width, k_height_min, k_height + 8);
    if (!rect) return Failure{Fault::document_structure_unsupported, "no room for text"};
    place.rect = *rect;
    return place;
}

}  // namespace documents

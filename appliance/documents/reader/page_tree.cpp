// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/page_tree.h"

#include "appliance/documents/reader/object_text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace documents {
namespace {

constexpr int depth_max = 64;
constexpr double page_side_max = 14400;  // ISO 32000-1, annex C.2
constexpr std::size_t annotations_max = 32768;

struct Waiting {
    PageTree::Leaf node;
    int depth = 0;
};

Handle nearest(Handle node, const char* key, Handle inherited) {
    Handle own = member(node, key);
    return own.isNull() ? inherited : own;
}

void read_annotations(Page& page, int index, Handle annots, std::set<Ref>& seen_arrays, std::vector<Finding>& findings) {
    if (!annots.isArray()) return;
    page.annots.place = annots.isIndirect() ? Place::own_object : Place::direct;
    page.annots.ref = ref_of(annots);
    if (annots.isIndirect() && !seen_arrays.insert(page.annots.ref).second) {
        findings.push_back({FindingKind::shared_annotations, Severity::normalise, index, page.annots.ref,
                            "two pages share one list of annotations"});
    }
    if (static_cast<std::size_t>(annots.getArrayNItems()) >= annotations_max) {
        findings.push_back({FindingKind::too_many_annotations, Severity::refuse, index, page.annots.ref, ""});
        return;
    }
    for (Handle item : items_of(annots)) {
        if (item.isIndirect() && item.isNull()) {
            findings.push_back({FindingKind::dangling_reference, Severity::warn, index, ref_of(item), "/Annots"});
        }
        page.has_direct_annots |= !item.isIndirect();
        if (item.isIndirect()) page.annots.items.push_back(ref_of(item));
    }
}

Rectangle intersection(const Rectangle& a, const Rectangle& b) {
    return {.left = std::max(a.left, b.left), .bottom = std::max(a.bottom, b.bottom),
            .right = std::min(a.right, b.right), .top = std::min(a.top, b.top)};
}

void read_boxes(Page& page, int index, PageTree::Leaf leaf, std::vector<Finding>& findings) {
    constexpr Rectangle letter{.left = 0, .bottom = 0, .right = 612, .top = 792};  // what viewers assume
    const auto media = rectangle_value(leaf.media_box);
    if (!media) {
        findings.push_back({FindingKind::page_size, Severity::normalise, index, page.object.ref, "no usable /MediaBox"});
    }
    page.media_box = media.value_or(letter);
    page.visible_box = page.media_box;
    if (const auto crop = rectangle_value(leaf.crop_box)) {
        const Rectangle visible = intersection(page.media_box, *crop);
        if (visible.width() > 0 && visible.height() > 0) page.visible_box = visible;
    }
    Handle unit = member(leaf.object, "/UserUnit");
    page.user_unit = number_value(unit).value_or(1);
    if (!(page.user_unit >= 0.01 && page.user_unit <= 100)) page.user_unit = 1;
    const double longest = std::max(page.media_box.width(), page.media_box.height());
    const double shortest = std::min(page.visible_box.width(), page.visible_box.height());
    if (!(shortest >= 3) || longest > page_side_max) {
        findings.push_back({FindingKind::page_size, Severity::refuse, index, page.object.ref,
                            "a page that is too small or too large"});
    }
    const std::int64_t rotate = integer_value(leaf.rotate).value_or(0) % 360;
    page.rotate = static_cast<int>((rotate + 360) % 360);
    if (page.rotate % 90 != 0) page.rotate = 0;
}

}  // namespace

PageTree read_page_tree(OpenedPdf& pdf) {
    PageTree tree;
    std::set<QPDFObjGen> seen_nodes;
    std::set<QPDFObjGen> seen_pages;
    const auto find = [&](FindingKind kind, Severity severity, Handle object, const char* detail) {
        // Page -1: the page list this index would point into may end before it.
        tree.findings.push_back({kind, severity, -1, ref_of(object), detail});
    };
    Handle null = Handle::newNull();
    Handle root = member(pdf.catalog(), "/Pages");
    if (!is_dictionary(root)) return tree;
    std::vector<Waiting> waiting{{{root, null, null, null, null}, 0}};
    while (!waiting.empty()) {
        Waiting next = waiting.back();
        waiting.pop_back();
        PageTree::Leaf& node = next.node;
        node.media_box = nearest(node.object, "/MediaBox", node.media_box);
        node.crop_box = nearest(node.object, "/CropBox", node.crop_box);
        node.rotate = nearest(node.object, "/Rotate", node.rotate);
        node.resources = nearest(node.object, "/Resources", node.resources);
        Handle kids = member(node.object, "/Kids");
        if (!kids.isArray()) {
            if (node.object.getObjGen() == root.getObjGen()) continue;  // a tree without kids
            if (!node.object.isIndirect()) {
                find(FindingKind::direct_page, Severity::normalise, node.object, "a page that is no object of its own");
            } else if (!seen_pages.insert(node.object.getObjGen()).second) {
                find(FindingKind::shared_page, Severity::normalise, node.object, "one page occurs twice");
            }
            if (tree.leaves.size() == pages_max) {
                find(FindingKind::too_many_objects, Severity::refuse, node.object, "too many pages");
                break;
            }
            tree.leaves.push_back(node);
            continue;
        }
        if (next.depth > depth_max || (node.object.isIndirect() && !seen_nodes.insert(node.object.getObjGen()).second)) {
            find(FindingKind::nested_too_deeply, Severity::refuse, node.object, "the page tree goes in a circle");
            break;
        }
        std::vector<Handle> children = items_of(kids, pages_max + 1);
        std::reverse(children.begin(), children.end());  // taken from the back
        for (Handle child : children) {
            if (!is_dictionary(child)) {
                find(FindingKind::dangling_reference, Severity::normalise, child, "a page that is not there");
                continue;
            }
            waiting.push_back({{child, node.media_box, node.crop_box, node.rotate, node.resources}, next.depth + 1});
        }
    }
    return tree;
}

std::vector<Page> describe_pages(const PageTree& tree, std::vector<Finding>& findings) {
    std::vector<Page> pages;
    std::set<Ref> seen_arrays;
    findings.insert(findings.end(), tree.findings.begin(), tree.findings.end());
    for (PageTree::Leaf leaf : tree.leaves) {
        const int index = static_cast<int>(pages.size());
        Page page;
        page.object = object_text(leaf.object);
        if (leaf.object.isStream() || name_value(member(leaf.object, "/Type")) != "Page") {
            findings.push_back({FindingKind::warned, Severity::normalise, index, page.object.ref, "a page without /Type /Page"});
        }
        for (const std::string& key : dangling_keys(leaf.object)) {
            findings.push_back({FindingKind::dangling_reference, Severity::normalise, index, page.object.ref, key});
        }
        read_boxes(page, index, leaf, findings);
        read_annotations(page, index, member(leaf.object, "/Annots"), seen_arrays, findings);
        pages.push_back(std::move(page));
    }
    return pages;
}

}  // namespace documents

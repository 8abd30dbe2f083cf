// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/field_tree.h"

#include "appliance/documents/reader/object_text.h"

#include <algorithm>
#include <set>

namespace documents {
namespace {

constexpr int depth_max = 32;

struct Waiting {
    Handle object;
    FieldNode above;  // what is inherited
    int depth = 0;
};

void inherit(Handle& attribute, Handle object, const char* key) {
    Handle own = member(object, key);
    if (!own.isNull()) attribute = own;
}

bool is_widget(Handle object) { return name_value(member(object, "/Subtype")) == "Widget"; }

FieldNode node_of(const Waiting& waiting) {
    FieldNode node = waiting.above;
    node.object = waiting.object;
    node.widgets.clear();
    node.is_terminal = false;
    Handle partial = member(node.object, "/T");
    node.has_own_name = partial.isString();
    if (node.has_own_name) {
        if (!node.name.empty()) node.name += '.';
        node.name += text_value(partial);
    }
    inherit(node.type, node.object, "/FT");
    inherit(node.flags, node.object, "/Ff");
    inherit(node.value, node.object, "/V");
    inherit(node.default_appearance, node.object, "/DA");
    inherit(node.quadding, node.object, "/Q");
    inherit(node.length_max, node.object, "/MaxLen");
    return node;
}

}  // namespace

FieldTree read_field_tree(OpenedPdf& pdf) {
    FieldTree tree;
    std::set<QPDFObjGen> seen;
    Handle form = member(pdf.catalog(), "/AcroForm");
    if (!form.isDictionary()) return tree;
    Handle null = Handle::newNull();
    FieldNode inherited;
    inherited.object = inherited.type = inherited.flags = inherited.value = inherited.length_max = null;
    inherited.default_appearance = member(form, "/DA");
    inherited.quadding = member(form, "/Q");

    std::vector<Waiting> waiting;
    const auto await_all = [&](std::vector<Handle> objects, const FieldNode& above, int depth) {
        std::reverse(objects.begin(), objects.end());  // taken from the back
        for (Handle object : objects) waiting.push_back({object, above, depth});
    };
    Handle fields = member(form, "/Fields");
    if (fields.isArray() && static_cast<std::size_t>(fields.getArrayNItems()) > fields_max)
        tree.findings.push_back({FindingKind::too_many_objects, Severity::refuse, -1, {}, "too many fields"});
    await_all(items_of(fields), inherited, 0);
    while (!waiting.empty()) {
        Waiting next = waiting.back();
        waiting.pop_back();
        const auto find = [&](FindingKind kind, Severity severity, const char* detail) {
            tree.findings.push_back({kind, severity, -1, ref_of(next.object), detail});
        };
        if (!next.object.isDictionary()) {
            find(FindingKind::field_malformed, Severity::normalise, "a field that is no dictionary");
            continue;
        }
        if (!next.object.isIndirect()) {
            find(FindingKind::field_malformed, Severity::normalise, "a field that is no object of its own");
        } else if (!seen.insert(next.object.getObjGen()).second) {
            find(FindingKind::nested_too_deeply, Severity::refuse, "a field occurs twice, or fields go in a circle");
            continue;
        }
        if (next.depth > depth_max || tree.nodes.size() == fields_max) {
            find(FindingKind::nested_too_deeply, Severity::refuse, "too many fields, or nested too deeply");
            break;
        }
        Handle kids = member(next.object, "/Kids");
        if (kids.isArray() && static_cast<std::size_t>(kids.getArrayNItems()) > fields_max) {
            find(FindingKind::too_many_objects, Severity::refuse, "a field with too many kids");
        }
        FieldNode node = node_of(next);
        std::vector<Handle> child_fields;
        for (Handle kid : items_of(member(node.object, "/Kids"))) {
            // A kid without a name of its own is a widget of this field (12.7.3.1).
            if (kid.isDictionary() && !member(kid, "/T").isString() && !member(kid, "/Kids").isArray()) {
                node.widgets.push_back(kid);
            } else {
                child_fields.push_back(kid);
            }
        }
        if (node.widgets.empty() && child_fields.empty() && is_widget(node.object)) node.widgets.push_back(node.object);
        node.is_terminal = child_fields.empty();
        await_all(std::move(child_fields), node, next.depth + 1);
        tree.nodes.push_back(std::move(node));
    }
    return tree;
}

}  // namespace documents

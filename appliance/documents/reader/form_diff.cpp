// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/form_diff.h"

#include "appliance/documents/reader/appearance_text.h"
#include "appliance/documents/reader/object_text.h"

#include <algorithm>

namespace documents {
namespace {

// The keys of both, without slash conversions: QPDF's own spelling.
std::set<std::string> keys_of(Handle a, Handle b) {
    std::set<std::string> keys;
    for (Handle dictionary : {a, b}) {
        if (!dictionary.isDictionary()) continue;
        for (const auto& [key, value] : dictionary.getDictAsMap()) keys.insert(key);
    }
    return keys;
}

// Equal as written: a reference is equal to the same reference, what it leads to is
// compared elsewhere.
bool is_equal(Handle before, Handle after) { return spelled(before) == spelled(after); }

Change signing_change(Handle signature) {
    return name_value(member(signature, "/Type")) == "DocTimeStamp" ||
                   name_value(member(signature, "/SubFilter")) == "ETSI.RFC3161"
               ? Change::document_timestamp
               : Change::further_signature;
}

bool is_complete_signature(Handle signature) {
    return member(signature, "/ByteRange").isArray() && member(signature, "/Contents").isString();
}

bool has_area(Handle widget) {
    const auto rect = rectangle_value(member(widget, "/Rect"));
    return rect && rect->width() > 0 && rect->height() > 0;
}

// Table 165: only Print, Locked and LockedContents may differ.
bool has_same_visibility(Handle before, Handle after) {
    constexpr std::int64_t free_bits = 1 << 2 | 1 << 7 | 1 << 9;
    const std::int64_t differing = integer_value(member(before, "/F")).value_or(0) ^ integer_value(member(after, "/F")).value_or(0);
    return (differing & ~free_bits) == 0;
}

}  // namespace

std::set<QPDFObjGen> form_objects(const FieldTree& tree) {
    std::set<QPDFObjGen> objects;
    for (FieldNode node : tree.nodes) {
        if (node.object.isIndirect()) objects.insert(node.object.getObjGen());
        for (Handle widget : node.widgets) {
            if (widget.isIndirect()) objects.insert(widget.getObjGen());
        }
    }
    return objects;
}

void FormDiff::compare() {
    Handle before = member(m_earlier.pdf.catalog(), "/AcroForm");
    Handle after = member(m_later.pdf.catalog(), "/AcroForm");
    if (!after.isDictionary()) {
        if (before.isDictionary()) m_out.add(Change::form_structure, "the form was removed");
        return;
    }
    compare_form_dictionary(before, after);

    std::map<QPDFObjGen, FieldNode*> later_nodes;
    for (FieldNode& node : m_later.fields.nodes) later_nodes.emplace(node.object.getObjGen(), &node);
    std::set<QPDFObjGen> known;
    std::set<std::string> names;
    for (FieldNode& node : m_earlier.fields.nodes) {
        known.insert(node.object.getObjGen());
        names.insert(node.name);
        const auto found = later_nodes.find(node.object.getObjGen());
        if (!node.object.isIndirect() || found == later_nodes.end()) {
            m_out.add(Change::form_structure, "field '" + node.name + "' was removed or cannot be followed");
        } else {
            compare_field(node, *found->second);
        }
    }
    for (FieldNode& node : m_later.fields.nodes) {
        if (!known.contains(node.object.getObjGen())) add_new_field(node, names);
    }
}

void FormDiff::compare_form_dictionary(Handle before, Handle after) {
    for (const std::string& key : keys_of(before, after)) {
        Handle old_value = member(before, key);
        Handle new_value = member(after, key);
        if (key == "/Fields") {
            const std::vector<Handle> old_items = items_of(old_value);
            const std::vector<Handle> new_items = items_of(new_value);
            const bool is_prefix = new_items.size() >= old_items.size() &&
                                   std::equal(old_items.begin(), old_items.end(), new_items.begin(), is_equal);
            if (!is_prefix) m_out.add(Change::form_structure, "fields were removed or reordered");
            if (new_value.isIndirect()) m_objects.explain(new_value.getObjGen());
        } else if (key == "/DR") {
            compare_resources(old_value, new_value);
        } else if (key == "/SigFlags" || (key == "/DA" && old_value.isNull())) {
            // A default that no field had needed before.
        } else if (key == "/NeedAppearances" && !(new_value.isBool() && new_value.getBoolValue())) {
            // Switched off. Switched on, it would redraw fields that nobody filled.
        } else if (!is_equal(old_value, new_value)) {
            m_out.add(Change::form_structure, "the form's " + key + " was changed");
        } else {
            guard(old_value, Change::form_structure, "the form's " + key + " was changed");
        }
    }
    if (after.isIndirect()) m_objects.explain(after.getObjGen());
}

// Resources may be added for new values; those that are there stay.
void FormDiff::compare_resources(Handle before, Handle after) {
    for (const std::string& category : keys_of(before, after)) {
        Handle old_names = member(before, category);
        Handle new_names = member(after, category);
        if (!old_names.isDictionary()) {
            m_objects.explain_below(new_names);
            continue;
        }
        for (const std::string& key : keys_of(old_names, new_names)) {
            Handle old_value = member(old_names, key);
            // Signing programs keep the parts of their signature pictures here, under names
            // that they use again; no viewer draws a form object from here by itself.
            if (old_value.isNull() || category == "/XObject") {
                m_objects.explain_below(member(new_names, key), old_value);
            } else if (!is_equal(old_value, member(new_names, key))) {
                m_out.add(Change::form_structure, "the form's resource " + key + " was replaced");
            } else {
                guard(old_value, Change::form_structure, "the form's resource " + key + " was changed");
            }
        }
        if (new_names.isIndirect()) m_objects.explain(new_names.getObjGen());
    }
    if (after.isIndirect()) m_objects.explain(after.getObjGen());
}

void FormDiff::guard(Handle value, Change change, const std::string& what) {
    if (const auto violation = m_objects.violation_below(value, m_is_border)) {
        m_out.add(violation->is_removed ? Change::object_freed : change,
                  what + " (object " + violation->id.unparse(' ') + ")");
    }
}

bool FormDiff::compare_keys(Handle before, Handle after, const std::set<std::string>& free_keys,
                            const std::string& name) {
    for (const std::string& key : keys_of(before, after)) {
        if (key == "/F" && has_same_visibility(before, after)) continue;
        if (free_keys.contains(key)) continue;
        if (!is_equal(member(before, key), member(after, key))) {
            m_out.add(Change::form_structure, "field '" + name + "': " + key + " was changed");
            return false;
        }
        // The same reference may lead to something else by now. What the field holds and
        // shows is guarded by the rules of its kind, with their own words.
        static const std::set<std::string> guarded_by_kind{"/V", "/AP"};
        if (!guarded_by_kind.contains(key))
            guard(member(before, key), Change::form_structure, "field '" + name + "': " + key + " was changed");
    }
    if (after.isIndirect()) m_objects.explain(after.getObjGen());
    return true;
}

void FormDiff::compare_field(FieldNode& before, FieldNode& after) {
    const std::string type = name_value(before.type);
    if (type != name_value(after.type) || before.name != after.name || before.widgets.size() != after.widgets.size()) {
        m_out.add(Change::form_structure, "field '" + before.name + "' was made something else");
        return;
    }
    if (type == "Sig") {
        compare_signature_field(before, after);
        return;
    }
    // A value may be a stream, which is equal only when its content is.
    const bool is_value_touched = before.value.isIndirect() && m_objects.is_touched(before.value.getObjGen()) &&
                                  !m_objects.is_content_equal(before.value.getObjGen());
    compare_value_field(before, after, is_value_touched || !is_equal(before.value, after.value));
}

void FormDiff::compare_signature_field(FieldNode& before, FieldNode& after) {
    const bool was_signed = is_dictionary(before.value);
    const bool is_signed = is_dictionary(after.value);
    static const std::set<std::string> none;
    static const std::set<std::string> signing{"/V", "/AP", "/AS", "/M", "/MK", "/DA"};
    const bool is_signing = !was_signed && is_signed;
    compare_keys(before.object, after.object, is_signing ? signing : none, before.name);
    for (std::size_t i = 0; i < before.widgets.size(); ++i) {
        compare_keys(before.widgets[i], after.widgets[i], is_signing ? signing : none, before.name);
    }
    if (is_signing) {
        m_out.add(signing_change(after.value), "");
        const bool is_visible = std::any_of(after.widgets.begin(), after.widgets.end(), has_area);
        m_out.fields.push_back({.name = before.name, .change = signing_change(after.value), .is_visible = is_visible});
        explain_filling(before, after);
        return;
    }
    const Change change = was_signed ? Change::signature_altered : Change::appearance;
    guard(before.value, change, "the signature in '" + before.name + "' was changed");
    for (Handle widget : before.widgets) guard(member(widget, "/AP"), change, "what '" + before.name + "' shows was changed");
}

// The author may have closed a field to everybody, and whoever fills one shows what was filled in.
void FormDiff::judge_filling(FieldNode& before, FieldNode& after) {
    constexpr std::int64_t read_only = 1;
    if ((integer_value(before.flags).value_or(0) & read_only) != 0)
        m_out.add(Change::form_structure, "the read-only field '" + before.name + "' was filled");
    const std::string type = name_value(after.type);
    if (type != "Tx" && type != "Ch") return;
    AppearanceReader reader(member(member(m_later.pdf.catalog(), "/AcroForm"), "/DR"));
    for (Handle widget : after.widgets) {
        Handle normal = member(member(widget, "/AP"), "/N");
        if (normal.isStream() && !reader.text_of(normal))
            m_out.add(Change::appearance, "what '" + before.name + "' shows now cannot be told");
    }
}

void FormDiff::explain_filling(FieldNode& before, FieldNode& after) {
    static const std::vector<std::string> free_keys{"/V", "/AP", "/MK", "/I", "/TI", "/RV", "/DA"};
    m_objects.explain_below(after.value, before.value);
    for (const std::string& key : free_keys) {
        m_objects.explain_below(member(after.object, key), member(before.object, key));
        for (std::size_t i = 0; i < after.widgets.size(); ++i)
            m_objects.explain_below(member(after.widgets[i], key), member(before.widgets[i], key));
    }
}

void FormDiff::compare_value_field(FieldNode& before, FieldNode& after, bool is_value_changed) {
    static const std::set<std::string> filling{"/V", "/AP", "/AS", "/I", "/TI", "/RV", "/M", "/MK", "/DA"};
    static const std::set<std::string> nothing{"/M"};
    const std::set<std::string>& free_keys = is_value_changed ? filling : nothing;
    std::set<std::string> above = free_keys;
    above.insert("/V");  // of a parent: its terminal fields tell
    const bool is_same = compare_keys(before.object, after.object, before.is_terminal ? free_keys : above, before.name);
    for (std::size_t i = 0; is_same && i < before.widgets.size(); ++i) {
        compare_keys(before.widgets[i], after.widgets[i], free_keys, before.name);
    }
    if (is_value_changed && before.is_terminal) {
        m_out.add(Change::form_filled, "");
        m_out.fields.push_back({.name = before.name, .change = Change::form_filled});
        judge_filling(before, after);
        explain_filling(before, after);
        return;
    }
    if (!before.is_terminal) return;
    guard(before.value, Change::form_structure, "the value of '" + before.name + "' was changed");
    for (Handle widget : before.widgets) {
        guard(member(widget, "/AP"), Change::appearance, "what '" + before.name + "' shows was changed, but not its value");
    }
}

void FormDiff::add_new_field(FieldNode& node, const std::set<std::string>& names) {
    const auto refuse = [&](const std::string& why) {
        m_out.add(Change::form_structure, "new field '" + node.name + "': " + why);
    };
    if (name_value(node.type) != "Sig" || !node.is_terminal) return refuse("is no signature field");
    if (!node.object.isIndirect() || !m_objects.is_added(node.object.getObjGen())) return refuse("was an object before");
    if (names.contains(node.name)) return refuse("has the name of another field");
    if (node.widgets.size() > 1) return refuse("has several widgets");
    const bool is_signed = is_complete_signature(node.value);
    TouchedField touched{.name = node.name, .change = Change::further_signature, .is_new = true};
    for (Handle widget : node.widgets) {
        if (!m_objects.is_added(widget.getObjGen())) return refuse("uses an earlier object as its widget");
        if (!is_signed && has_area(widget) && !member(widget, "/AP").isNull())
            return refuse("shows something, but holds no signature");
        touched.is_visible |= has_area(widget);
        m_new_widgets.insert(widget.getObjGen());
    }
    if (is_signed) touched.change = signing_change(node.value);
    m_out.add(touched.change, "");
    m_out.fields.push_back(touched);
    m_objects.explain_below(node.object);
}

}  // namespace documents

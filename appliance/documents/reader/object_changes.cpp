// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_changes.h"

#include "appliance/documents/reader/object_graph.h"
#include "appliance/documents/reader/object_text.h"

#include <cstring>

namespace documents {
namespace {

using Table = std::map<QPDFObjGen, QPDFXRefEntry>;

bool is_same_entry(const QPDFXRefEntry& a, const QPDFXRefEntry& b) {
    if (a.getType() != b.getType()) return false;
    if (a.getType() == 1) return a.getOffset() == b.getOffset();
    if (a.getType() == 2) return a.getObjStreamNumber() == b.getObjStreamNumber() && a.getObjStreamIndex() == b.getObjStreamIndex();
    return true;
}

// The object stream that holds a compressed object must itself be the same.
bool is_same_object(const QPDFXRefEntry& a, const QPDFXRefEntry& b, const Table& earlier, const Table& later) {
    if (!is_same_entry(a, b)) return false;
    if (a.getType() != 2) return true;
    const QPDFObjGen stream(a.getObjStreamNumber(), 0);
    const auto before = earlier.find(stream);
    const auto after = later.find(stream);
    return before != earlier.end() && after != later.end() && is_same_entry(before->second, after->second);
}

std::vector<Handle> children_of(Handle object) {
    std::vector<Handle> children;
    if (object.isArray()) return items_of(object);
    if (object.isStream()) object = object.getDict();
    if (object.isDictionary()) {
        for (const auto& [key, value] : object.getDictAsMap()) children.push_back(value);
    }
    return children;
}

// No change of metadata, of an answer or by a signature has a page below it.
bool is_of_page_tree(Handle object) {
    static const std::set<std::string> types{"Page", "Pages", "Catalog"};
    return object.isIndirect() && types.contains(name_value(member(object, "/Type")));
}

std::vector<Handle> children_below(Handle object) {
    if (object.isArray()) return items_of(object);
    std::vector<Handle> children;
    if (object.isStream()) object = object.getDict();
    if (!object.isDictionary()) return children;
    for (const auto& [key, value] : object.getDictAsMap()) {
        if (key != "/P" && key != "/Parent") children.push_back(value);
    }
    return children;
}

// What carries other objects or the table itself has no meaning of its own.
bool is_container(Handle object) {
    if (!object.isStream()) return false;
    const std::string type = name_value(member(object, "/Type"));
    return type == "XRef" || type == "ObjStm";
}

}  // namespace

ObjectChanges::ObjectChanges(Revision& earlier, Revision& later) : m_earlier(earlier), m_later(later) {
    std::map<int, QPDFObjGen> earlier_numbers;
    for (const auto& [id, entry] : earlier.table) earlier_numbers.emplace(id.getObj(), id);
    for (const auto& [id, entry] : later.table) {
        const auto before = earlier.table.find(id);
        if (before == earlier.table.end()) {
            m_added.insert(id);
            // The same number with another generation: some readers go by the number
            // alone, so for them the earlier object is gone.
            if (const auto same = earlier_numbers.find(id.getObj()); same != earlier_numbers.end())
                m_removed.insert(same->second);
        } else if (!is_same_object(before->second, entry, earlier.table, later.table)) {
            m_rewritten.insert(id);
        }
    }
    for (const auto& [id, entry] : earlier.table) {
        if (!later.table.contains(id)) m_removed.insert(id);
    }
    m_lost = m_removed;
    for (const QPDFObjGen& id : m_rewritten) {
        if (later.pdf.qpdf().getObject(id).isNull()) m_lost.insert(id);
    }
}

bool ObjectChanges::is_content_equal(const QPDFObjGen& id) {
    Handle before = m_earlier.pdf.qpdf().getObject(id);
    Handle after = m_later.pdf.qpdf().getObject(id);
    if (before.isStream() != after.isStream() || spelled_content(before) != spelled_content(after)) return false;
    if (!before.isStream()) return true;
    const auto a = before.getRawStreamData();
    const auto b = after.getRawStreamData();
    return a->getSize() == b->getSize() && std::memcmp(a->getBuffer(), b->getBuffer(), a->getSize()) == 0;
}

std::set<QPDFObjGen> ObjectChanges::hanging_from(Handle value) const {
    std::set<QPDFObjGen> hanging;
    std::vector<Handle> waiting{value};
    while (!waiting.empty()) {
        Handle object = waiting.back();
        waiting.pop_back();
        if (is_of_page_tree(object)) continue;
        if (object.isIndirect() && !hanging.insert(object.getObjGen()).second) continue;
        for (Handle child : children_below(object)) waiting.push_back(child);
    }
    return hanging;
}

bool ObjectChanges::explain_below(Handle value, Handle before) {
    std::optional<std::set<QPDFObjGen>> own;  // only when it is asked for
    const auto was_own = [&](const QPDFObjGen& id) {
        if (!own) own = hanging_from(before);
        return own->contains(id);
    };
    bool is_any_touched = false;
    std::vector<Handle> waiting{value};
    while (!waiting.empty()) {
        Handle object = waiting.back();
        waiting.pop_back();
        if (is_of_page_tree(object)) continue;
        if (object.isIndirect()) {
            const QPDFObjGen id = object.getObjGen();
            if (!is_touched(id)) continue;
            is_any_touched = true;
            if (!is_added(id) && !was_own(id)) continue;
            if (!m_explained.insert(id).second) continue;
        }
        for (Handle child : children_below(object)) waiting.push_back(child);
    }
    // What was freed or emptied has nothing to hang from any more.
    for (const QPDFObjGen& id : m_lost) {
        if (!before.isNull() && was_own(id)) m_explained.insert(id);
    }
    return is_any_touched;
}

std::optional<ObjectChanges::Violation> ObjectChanges::violation_below(Handle value,
                                                                       const std::function<bool(Handle)>& is_border) {
    std::vector<Handle> waiting{value};
    while (!waiting.empty()) {
        Handle object = waiting.back();
        waiting.pop_back();
        if (object.isIndirect()) {
            const QPDFObjGen id = object.getObjGen();
            if (is_border(object) || !m_guarded.insert(id).second) continue;
            if (is_removed(id) && !object.isNull()) return Violation{id, true};
            if (is_touched(id)) {
                // An object that was missing, and is there now, shows something new.
                if (!is_content_equal(id)) return Violation{id, false};
                explain(id);
            }
        }
        for (Handle child : children_of(object)) waiting.push_back(child);
    }
    return std::nullopt;
}

std::vector<QPDFObjGen> ObjectChanges::unexplained() {
    std::vector<QPDFObjGen> left;
    std::optional<ObjectGraph> reachable;  // a whole walk, so only when it is asked for
    for (const std::set<QPDFObjGen>* touched : {&m_rewritten, &m_added}) {
        for (const QPDFObjGen& id : *touched) {
            if (m_explained.contains(id)) continue;
            Handle object = m_later.pdf.qpdf().getObject(id);
            // A number that leads to nothing shows nothing.
            if (object.isNull() || is_container(object)) continue;
            if (is_rewritten(id) && is_content_equal(id)) continue;
            // What no viewer reaches shows nothing, unless a later update could turn to it.
            static const std::set<std::string> page_types{"Page", "Pages", "Catalog"};
            if (!reachable) reachable = walk_objects(m_later.pdf, [](Handle, Ref) {});
            if (!reachable->reached.contains(id) && !page_types.contains(name_value(member(object, "/Type")))) continue;
            left.push_back(id);
        }
    }
    std::optional<ObjectGraph> was_reachable;
    for (const QPDFObjGen& id : m_lost) {
        Handle object = m_earlier.pdf.qpdf().getObject(id);
        if (m_explained.contains(id) || object.isNull() || is_container(object)) continue;
        if (!was_reachable) was_reachable = walk_objects(m_earlier.pdf, [](Handle, Ref) {});
        if (was_reachable->reached.contains(id)) left.push_back(id);
    }
    return left;
}

}  // namespace documents

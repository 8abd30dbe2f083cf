// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/revision_diff.h"

#include "appliance/documents/reader/form_diff.h"
#include "appliance/documents/reader/object_text.h"

#include <algorithm>

namespace documents {
namespace {

// ISO 32000-1, 12.5.6: annotations that mark or comment and cannot pass for content.
// FreeText, Stamp and the drawing kinds can ("evil annotation"), so they are not here,
// and an appearance can make anything of these.
const std::set<std::string> k_harmless_annotations{"Text",     "Highlight", "Underline",
                                                   "StrikeOut", "Squiggly",  "Popup"};

class RevisionDiff {
public:
    RevisionDiff(Revision& earlier, Revision& later)
        : m_earlier(earlier), m_later(later), m_objects(earlier, later), m_border(form_objects(earlier.fields)),
          m_form(earlier, later, m_objects, m_out, [this](Handle object) { return is_border(object); }) {
        for (PageTree::Leaf& leaf : earlier.pages.leaves) m_border.insert(leaf.object.getObjGen());
        m_border.insert(earlier.pdf.catalog().getObjGen());
    }

    RevisionChanges run() {
        if (m_objects.is_nothing_touched()) return m_out;
        compare_trailer();
        compare_catalog();
        m_form.compare();
        compare_page_tree();
        for (const QPDFObjGen& id : m_objects.unexplained()) {
            m_out.add(Change::object_unexplained, "object " + id.unparse(' ') + " belongs to no allowed change");
        }
        return m_out;
    }

private:
    bool is_border(Handle object) const { return m_border.contains(object.getObjGen()); }

    void guard(Handle value, Change change, const std::string& what) {
        const auto border = [this](Handle object) { return is_border(object); };
        if (const auto violation = m_objects.violation_below(value, border)) {
            m_out.add(violation->is_removed ? Change::object_freed : change,
                      what + " (object " + violation->id.unparse(' ') + ")");
        }
    }

    void compare_trailer() {
        Handle before = m_earlier.pdf.trailer();
        Handle after = m_later.pdf.trailer();
        if (spelled(member(before, "/Root")) != spelled(member(after, "/Root")))
            m_out.add(Change::catalog, "another catalog");
        if (spelled(member(before, "/Encrypt")) != spelled(member(after, "/Encrypt")))
            m_out.add(Change::catalog, "other encryption");
        guard(member(before, "/Encrypt"), Change::catalog, "the encryption was changed");
        if (m_objects.explain_below(member(after, "/Info"), member(before, "/Info"))) m_out.add(Change::metadata, "");
    }

    void compare_catalog() {
        static const std::set<std::string> ruled_elsewhere{"/AcroForm", "/Pages"};
        static const std::map<std::string, Change> free_keys{{"/DSS", Change::validation_data},
                                                             {"/Metadata", Change::metadata},
                                                             {"/Extensions", Change::metadata},
                                                             {"/Version", Change::metadata}};
        Handle before = m_earlier.pdf.catalog();
        Handle after = m_later.pdf.catalog();
        std::set<std::string> keys;
        for (Handle dictionary : {before, after}) {
            if (!dictionary.isDictionary()) continue;
            for (const auto& [key, value] : dictionary.getDictAsMap()) keys.insert(key);
        }
        for (const std::string& key : keys) {
            if (ruled_elsewhere.contains(key)) continue;
            Handle old_value = member(before, key);
            Handle new_value = member(after, key);
            const bool is_same = spelled(old_value) == spelled(new_value);
            if (const auto free_key = free_keys.find(key); free_key != free_keys.end()) {
                if (m_objects.explain_below(new_value, old_value) || !is_same) m_out.add(free_key->second, "");
            } else if (!is_same) {
                m_out.add(Change::catalog, "the catalog's " + key + " was changed");
            } else {
                guard(old_value, Change::catalog, "something below the catalog's " + key + " was changed");
            }
        }
        m_objects.explain(after.getObjGen());
    }

    void compare_page_tree() {
        const auto& before = m_earlier.pages.leaves;
        const auto& after = m_later.pages.leaves;
        const auto is_same_page = [](PageTree::Leaf a, PageTree::Leaf b) {
            return a.object.isIndirect() && a.object.getObjGen() == b.object.getObjGen();
        };
        if (before.size() != after.size() || !std::equal(before.begin(), before.end(), after.begin(), is_same_page)) {
            m_out.add(Change::page_tree, "pages were added, removed or reordered");
            return;
        }
        guard(member(m_earlier.pdf.catalog(), "/Pages"), Change::page_tree, "the page tree was changed");
        if (spelled(member(m_earlier.pdf.catalog(), "/Pages")) != spelled(member(m_later.pdf.catalog(), "/Pages")))
            m_out.add(Change::page_tree, "another page tree");
        for (std::size_t i = 0; i < before.size(); ++i) compare_page(before[i].object, after[i].object, i);
    }

    void compare_page(Handle before, Handle after, std::size_t index) {
        const std::string place = "page " + std::to_string(index + 1);
        const bool is_rewritten = m_objects.is_touched(after.getObjGen());
        std::set<std::string> keys;
        for (Handle dictionary : {before, after}) {
            if (!dictionary.isDictionary()) continue;
            for (const auto& [key, value] : dictionary.getDictAsMap()) keys.insert(key);
        }
        for (const std::string& key : keys) {
            if (key == "/Annots" || key == "/Parent") continue;
            Handle value = member(before, key);
            if (is_rewritten && spelled(value) != spelled(member(after, key))) {
                m_out.add(Change::page_content, place + ": " + key + " was changed");
            }
            guard(value, Change::page_content, place + ": its content was changed");
        }
        if (spelled(member(before, "/Parent")) != spelled(member(after, "/Parent")))
            m_out.add(Change::page_tree, place + ": it was moved");
        compare_annotations(member(before, "/Annots"), member(after, "/Annots"), place);
        m_objects.explain(after.getObjGen());
    }

    // Those that were there are still there, in the same order; new ones may stand anywhere.
    void compare_annotations(Handle before, Handle after, const std::string& place) {
        const std::vector<Handle> old_items = items_of(before);
        std::size_t kept = 0;
        for (Handle item : items_of(after)) {
            if (kept < old_items.size() && spelled(old_items[kept]) == spelled(item)) {
                ++kept;
            } else if (m_form.new_widgets().contains(item.getObjGen())) {
                if (!m_listed_widgets.insert(item.getObjGen()).second)
                    m_out.add(Change::page_content, place + ": a signature is shown twice");
            } else if (item.isIndirect() && m_objects.is_added(item.getObjGen()) && member(item, "/AP").isNull() &&
                       k_harmless_annotations.contains(name_value(member(item, "/Subtype")))) {
                m_out.add(Change::annotation, "");
                m_objects.explain_below(item);
            } else {
                m_out.add(Change::page_content, place + ": an annotation was added");
            }
        }
        if (kept != old_items.size()) m_out.add(Change::page_content, place + ": annotations were removed or reordered");
        for (Handle item : old_items) guard(item, Change::page_content, place + ": an annotation was changed");
        if (after.isIndirect()) m_objects.explain(after.getObjGen());
    }

    Revision& m_earlier;
    Revision& m_later;
    ObjectChanges m_objects;
    std::set<QPDFObjGen> m_border;  // the catalog, pages, fields and widgets: compared by their own rules
    std::set<QPDFObjGen> m_listed_widgets;
    RevisionChanges m_out;
    FormDiff m_form;
};

}  // namespace

Revision Revision::of(OpenedPdf& pdf) {
    return {pdf, pdf.qpdf().getXRefTable(), read_page_tree(pdf), read_field_tree(pdf)};
}

RevisionChanges compare_revisions(Revision& earlier, Revision& later) { return RevisionDiff(earlier, later).run(); }

}  // namespace documents

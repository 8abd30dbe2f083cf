// SPDX-License-Identifier: Apache-2.0
// What an incremental update changed, by a list of what it may change: whatever is not
// on the list is a violation. The list knows the roles that objects have in the earlier
// revision (catalog, page, annotation list, form, field, signature, appearance) and
// follows everything else that a viewer could reach, which must stay as it was.
//
// Whether a change on the list was also permitted (DocMDP, FieldMDP, /Lock) depends on
// the signature that asks: see signed_changes.h.
#pragma once

#include "appliance/documents/reader/field_tree.h"
#include "appliance/documents/reader/page_tree.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace documents {

// A field that an update filled, signed or added.
struct TouchedField {
    std::string name;
    Change change = Change::form_filled;
    bool is_new = false;
    bool is_visible = false;  // of a signature: its widget has an area
};

struct RevisionChanges {
    std::set<Change> changes;
    std::string detail;                // of the first violation
    std::vector<TouchedField> fields;

    void add(Change change, const std::string& what) {
        changes.insert(change);
        if (!is_allowed(change) && detail.empty()) detail = what;
    }
};

// One revision, with what is looked at again and again.
struct Revision {
    OpenedPdf& pdf;
    std::map<QPDFObjGen, QPDFXRefEntry> table;
    PageTree pages;
    FieldTree fields;

    static Revision of(OpenedPdf& pdf);
};

// `later` must continue `earlier` byte for byte. Throws what qpdf throws.
RevisionChanges compare_revisions(Revision& earlier, Revision& later);

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// The form's part of a comparison: filling, signing and adding signature fields.
#pragma once

#include "appliance/documents/reader/object_changes.h"

namespace documents {

// The fields and widgets of a revision: their rules are here and nowhere else.
std::set<QPDFObjGen> form_objects(const FieldTree& tree);

class FormDiff {
public:
    // `is_border`: objects whose rules are elsewhere, see ObjectChanges::violation_below().
    FormDiff(Revision& earlier, Revision& later, ObjectChanges& objects, RevisionChanges& out,
             std::function<bool(Handle)> is_border)
        : m_earlier(earlier), m_later(later), m_objects(objects), m_out(out), m_is_border(std::move(is_border)) {}

    void compare();
    // Widgets of signature fields that this update added: pages may list them.
    const std::set<QPDFObjGen>& new_widgets() const { return m_new_widgets; }

private:
    void compare_form_dictionary(Handle before, Handle after);
    void compare_resources(Handle before, Handle after);
    void compare_field(FieldNode& before, FieldNode& after);
    void compare_signature_field(FieldNode& before, FieldNode& after);
    void compare_value_field(FieldNode& before, FieldNode& after, bool is_value_changed);
    bool compare_keys(Handle before, Handle after, const std::set<std::string>& free_keys, const std::string& name);
    void judge_filling(FieldNode& before, FieldNode& after);
    void explain_filling(FieldNode& before, FieldNode& after);
    void guard(Handle value, Change change, const std::string& what);
    void add_new_field(FieldNode& node, const std::set<std::string>& names);

    Revision& m_earlier;
    Revision& m_later;
    ObjectChanges& m_objects;
    RevisionChanges& m_out;
    std::function<bool(Handle)> m_is_border;
    std::set<QPDFObjGen> m_new_widgets;
};

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// A document being changed: working copies of the objects an update touches, so that
// several changes to one object (a page that gets two fields) become one new version.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/description.h"
#include "appliance/documents/embedded_fonts.h"
#include "appliance/documents/update.h"

#include <map>
#include <string>
#include <vector>

namespace documents {

class Draft {
public:
    // Both must outlive the draft.
    Draft(const Description& description, const FontBook& book)
        : m_description(description), m_update(description.file, description.encryption), m_fonts(book, m_update) {}
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    const Description& description() const { return m_description; }
    IncrementalUpdate& update() { return m_update; }
    EmbeddedFonts& fonts() { return m_fonts; }

    // The working copy of an object of the file; written by close(). The reference is
    // good until the draft ends. Of a direct dictionary (null ref): nullptr.
    Dictionary* edit(const ObjectText& object);
    Dictionary& catalog() { return *edit(m_description.catalog); }
    // The interactive form's dictionary, wherever it is kept; made when there is none.
    Dictionary& form();

    // Appends to the form's /Fields. Fault: document_structure_unsupported.
    base::Status add_field(Ref field);
    // Appends to a page's /Annots. Fault: document_structure_unsupported.
    base::Status add_annotation(std::size_t page, Ref annotation);

    // Writes the working copies and the fonts. Nothing may be changed after.
    base::Result<Revision> close() &&;

private:
    base::Status append_to(Dictionary& holder, const std::string& key, const RefArray& array, Ref item);

    const Description& m_description;
    IncrementalUpdate m_update;
    EmbeddedFonts m_fonts;
    std::map<Ref, Dictionary> m_edits;
    bool m_has_form_copy = false;
    Dictionary m_form;              // when it is not an object of the file
    std::map<Ref, std::vector<Ref>> m_arrays;  // arrays that are objects of their own
};

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/draft.h"

#include <utility>

namespace documents {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Dictionary* Draft::edit(const ObjectText& object) {
    if (object.ref.is_null()) return nullptr;
    return &m_edits.try_emplace(object.ref, object.entries).first->second;
}

Dictionary& Draft::form() {
    const AcroForm& form = m_description.form;
    if (form.place == Place::own_object && !form.object.ref.is_null()) return *edit(form.object);
    if (!m_has_form_copy) {
        m_has_form_copy = true;
        m_form = form.object.entries;
    }
    return m_form;
}

Status Draft::append_to(Dictionary& holder, const std::string& key, const RefArray& array, Ref item) {
    if (array.place == Place::own_object && !array.ref.is_null()) {
        m_arrays.try_emplace(array.ref, array.items).first->second.push_back(item);
        return {};
    }
    std::vector<std::string> items;
    if (const auto found = holder.find(key); found != holder.end() && found->second != "null") {
        const auto present = read_array(found->second);
        if (!present) return Failure{Fault::document_structure_unsupported, key + " is not an array"};
        items = *present;
    }
    items.push_back(spell_reference(item));
    holder[key] = spell_array(items);
    return {};
}

Status Draft::add_field(Ref field) { return append_to(form(), "/Fields", m_description.form.fields, field); }

Status Draft::add_annotation(std::size_t page, Ref annotation) {
    if (page >= m_description.pages.size()) return Failure{Fault::document_structure_unsupported, "no such page"};
    const Page& where = m_description.pages[page];
    if (where.object.ref.is_null()) return Failure{Fault::document_structure_unsupported, "page is no object"};
    if (where.annots.place == Place::own_object && where.has_direct_annots) {
        return Failure{Fault::document_structure_unsupported, "annotations that are no objects"};
    }
    if (where.annots.place == Place::own_object) {  // only the array is rewritten, not the page
        Dictionary unused;
        return append_to(unused, "/Annots", where.annots, annotation);
    }
    return append_to(*edit(where.object), "/Annots", where.annots, annotation);
}

Result<Revision> Draft::close() && {
    if (m_has_form_copy) {
        if (m_description.form.place == Place::direct) {
            catalog()["/AcroForm"] = spell_dictionary(m_form);
        } else {
            const Ref id = m_update.allocate();
            TRY(m_update.put(id, m_form));
            catalog()["/AcroForm"] = spell_reference(id);
        }
    }
    for (const auto& [ref, entries] : m_edits) {
        TRY(m_update.put(ref, entries));
    }
    for (const auto& [ref, refs] : m_arrays) {
        std::vector<std::string> items;
        for (const Ref item : refs) items.push_back(spell_reference(item));
        TRY(m_update.put(ref, spell_array(items)));
    }
    TRY(m_fonts.embed());
    return std::move(m_update).finish();
}

}  // namespace documents

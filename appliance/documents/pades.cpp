// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/pades.h"

#include "appliance/base/calendar.h"
#include "appliance/documents/field_lock.h"
#include "appliance/documents/signature_revision.h"

#include <algorithm>
#include <utility>

namespace documents {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// The author's lock where there is one; otherwise what was answered stays as it was signed.
FieldLock lock_to_close(const Description& description, const SealRequest& request) {
    if (request.place.field && description.fields[*request.place.field].lock.action != LockAction::none)
        return description.fields[*request.place.field].lock;
    std::vector<std::string> filled;
    for (const FieldValue& value : request.values) filled.push_back(value.field);
    return lock_of_answers(description, filled, request.place.field);
}

// /Cert is left out: with CAdES the certificate travels in the CMS (EN 319 142-1, 6.3).
Dictionary signature_dictionary(const Description& description, const SealRequest& request) {
    Dictionary entries{{"/Type", "/Sig"}, {"/Filter", "/Adobe.PPKLite"}, {"/SubFilter", "/ETSI.CAdES.detached"}};
    entries["/M"] = spell_text(base::to_pdf_date(request.face.claimed_time_ms));
    if (!request.face.signer_name.empty()) entries["/Name"] = spell_text(request.face.signer_name);
    if (!request.face.meaning.empty()) entries["/Reason"] = spell_text(request.face.meaning);
    if (!request.location.empty()) entries["/Location"] = spell_text(request.location);
    if (const FieldLock lock = lock_to_close(description, request); lock.action != LockAction::none)
        entries["/Reference"] = spell_lock_reference(lock, description.file.root);
    return entries;
}

Status sign_existing(Draft& draft, const Field& field, Ref signature, std::optional<Ref> appearance, const SignaturePlace& place) {
    Dictionary* const entries = draft.edit(field.object);
    if (entries == nullptr) return Failure{Fault::document_structure_unsupported, "signature field is no object"};
    (*entries)["/V"] = spell_reference(signature);
    for (const Widget& widget : field.widgets) {
        const bool is_the_one = place.is_visible() && widget.page == static_cast<int>(*place.page) && widget.rect == place.rect;
        if (!appearance || !is_the_one) continue;
        (*draft.edit(widget.object))["/AP"] = "<</N " + spell_reference(*appearance) + ">>";
        break;
    }
    return {};
}

Status check_request(ByteView original, const Description& description, const SealRequest& request) {
    if (original.size() != description.file.size) return Failure{Fault::document_changed, "another size"};
    if (description.verdict.disposition == Disposition::refuse) {
        return Failure{description.verdict.fault, description.verdict.reason};
    }
    if (description.verdict.disposition == Disposition::normalise_first) {
        return Failure{Fault::document_structure_unsupported, "needs a rewrite first: " + description.verdict.reason};
    }
    if (description.certification_level == 1 || is_locked(description, request.place.name)) {
        return Failure{Fault::document_certified, request.place.name};
    }
    const bool is_known = !request.place.field || *request.place.field < description.fields.size();
    const bool is_on_page = !request.place.page || *request.place.page < description.pages.size();
    if (!is_known || !is_on_page) return Failure{Fault::field_missing, request.place.name};
    if (request.place.field && description.fields[*request.place.field].is_signed) {
        return Failure{Fault::field_missing, request.place.name + " is signed already"};
    }
    return {};
}

}  // namespace

Result<base::Bytes> PreparedSeal::complete(ByteView cms) const {
    const std::string digits = TRY(spell_contents(cms, capacity()));
    base::Bytes out = m_revision.bytes;
    const std::uint64_t at = m_revision.hole->begin + 1 - m_original_size;
    std::copy(digits.begin(), digits.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
    return out;
}

Result<PreparedSeal> prepare_seal(ByteView original, const Description& description, const FontBook& book,
                                  const SealRequest& request) {
    TRY(check_request(original, description, request));
    Draft draft(description, book);
    TRY(fill(draft, request.values));
    for (const Overlay& overlay : request.overlays) {
        TRY(add_overlay(draft, overlay));
    }
    TRY(settle_appearances(draft));

    const SignaturePlace& place = request.place;
    std::optional<Ref> appearance;
    if (place.is_visible()) {
        const Appearance look = TRY(signature_appearance(draft.fonts(), place.rect, place.rotate, request.face));
        appearance = draft.update().allocate();
        TRY(put_appearance(draft.update(), draft.fonts(), *appearance, look));
    } else {
        TRY(covers(book, request.face.signer_name));
    }
    const Ref signature = draft.update().allocate();
    TRY(draft.update().put_signature(signature, signature_dictionary(description, request), request.reserve));
    if (place.field) {
        TRY(sign_existing(draft, description.fields[*place.field], signature, appearance, place));
    } else {
        TRY(add_signature_field(draft, NewSignatureField{place, signature, appearance, lock_to_close(description, request)}));
    }
    draft.form()["/SigFlags"] = "3";
    return hash_revision(original, TRY(std::move(draft).close()));
}

std::vector<WrittenArea> written_areas(const Description& description, const SealRequest& request) {
    std::vector<WrittenArea> areas;
    if (request.place.is_visible()) areas.push_back({*request.place.page, request.place.rect});
    for (const Overlay& overlay : request.overlays) areas.push_back({overlay.page, overlay.rect});
    const bool draws_all = description.form.need_appearances && description.signatures.empty();
    for (const Field& field : description.fields) {
        const bool is_filled = std::any_of(request.values.begin(), request.values.end(),
                                           [&](const FieldValue& value) { return value.field == field.name; });
        if (!is_filled && !draws_all) continue;
        for (const Widget& widget : field.widgets) {
            if (widget.page >= 0) areas.push_back({static_cast<std::size_t>(widget.page), widget.rect});
        }
    }
    return areas;
}

}  // namespace documents

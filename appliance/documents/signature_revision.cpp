// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/signature_revision.h"

#include "appliance/documents/field_lock.h"
#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

#include <utility>

namespace documents {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Status add_signature_field(Draft& draft, const NewSignatureField& field) {
    const SignaturePlace& place = field.place;
    const Description& description = draft.description();
    // An invisible field has a widget too (ISO 32000-1, 12.7.4.5); it belongs to page 0.
    const std::size_t page = place.page.value_or(0);
    if (page >= description.pages.size()) return Fault::document_no_pages;
    Dictionary entries{{"/Type", "/Annot"}, {"/Subtype", "/Widget"}, {"/FT", "/Sig"}, {"/F", "132"}};
    entries["/T"] = spell_text(place.name);
    entries["/V"] = spell_reference(field.signature);
    entries["/P"] = spell_reference(description.pages[page].object.ref);
    entries["/Rect"] = place.is_visible() ? spell_rectangle(place.rect) : "[0 0 0 0]";
    if (field.appearance) entries["/AP"] = "<</N " + spell_reference(*field.appearance) + ">>";
    if (place.rotate != 0) entries["/MK"] = "<</R " + std::to_string(place.rotate) + ">>";
    if (field.lock.action != LockAction::none) {
        const Ref lock = draft.update().allocate();  // ISO 32000-1, table 232: an object of its own
        TRY(draft.update().put(lock, spell_lock(field.lock)));
        entries["/Lock"] = spell_reference(lock);
    }
    const Ref id = draft.update().allocate();
    TRY(draft.update().put(id, entries));
    TRY(draft.add_field(id));
    return draft.add_annotation(page, id);
}

PreparedSeal hash_revision(ByteView original, Revision revision) {
    CHECK(revision.hole.has_value());
    const ByteView tail = revision.bytes;
    crypto::Hasher hasher;
    hasher.update(original);
    hasher.update(tail.first(static_cast<std::size_t>(revision.hole->begin - original.size())));
    hasher.update(tail.subspan(static_cast<std::size_t>(revision.hole->end - original.size())));
    const base::Digest digest = hasher.finish_sha256();
    return PreparedSeal(std::move(revision), original.size(), digest);
}

Result<std::string> spell_contents(ByteView der, std::size_t capacity) {
    base::Reader reader(der);
    const bool is_sequence = reader.take_u8() == 0x30;
    std::size_t length = reader.take_u8();
    if (length >= 0x81 && length <= 0x84) {
        std::size_t more = 0;
        for (const std::uint8_t byte : reader.take(length - 0x80)) more = more << 8U | byte;
        length = more;
    } else if (length >= 0x80) {
        return Failure{Fault::cms_invalid, "indefinite length"};
    }
    if (!is_sequence || reader.is_failed() || reader.left() != length) return Failure{Fault::cms_invalid, "not one DER value"};
    if (der.size() > capacity) return Failure{Fault::cms_invalid, "larger than the space reserved for it"};
    std::string digits = base::to_hex(der);
    digits.resize(2 * capacity, '0');
    return digits;
}

}  // namespace documents

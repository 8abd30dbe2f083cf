// SPDX-License-Identifier: Apache-2.0
// The institution's own seal: the device signs a document in the name of the place
// where it stands, at an administrator's command, with no person before the screen.
//
// It must never pass for somebody's consent, so the place's name is always on it, the
// meaning always begins by naming the device and saying that no person signed, and an
// empty field that a person should sign is taken only when it is named. The key is the
// document key, behind the same door: a code of its own, counted by the TPM. The use is
// in the log like any other, and file and evidence travel to the platform.
//
//   InstitutionSeal seal(device);
//   TRY(seal.prepare(std::move(pdf), order));
//   TRY(seal.unlock(code));
//   TRY(seal.make());            // seal.signed_pdf()
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/seal_task.h"
#include "appliance/app/sealing.h"
#include "appliance/app/work_order_book.h"

#include <optional>
#include <string>

namespace app {

// Points, from the lower left of the page as it is seen.
struct SealSpot {
    std::uint32_t page = 0;
    documents::Rectangle rect;
};

struct InstitutionOrder {
    std::string title;             // of the document, for the evidence
    std::string office;            // a part of the institution, "Records office"; may be empty
    std::string reason;            // what for; may be empty
    std::string field;             // an empty signature field, by name; empty: a field of its own
    std::optional<SealSpot> spot;  // where it is seen; none: invisible, unless the field is visible
    std::string meaning;           // filled in by prepare(): what stands in /Reason
    base::Digest given_sha256{};   // filled in by prepare()
};

// Sets the code in front of the institution's seal, with all its tries. Recorded, with who did it.
// Faults: pin_malformed (fewer than six digits), vault_*, disk_*.
base::Status set_seal_code(const Device& device, const base::Pin& code, const std::string& person);

class InstitutionSeal {
public:
    explicit InstitutionSeal(const Device& device) : m_device(device), m_orders(device) {}

    // Examines the document and builds the revision. A refusal is in the log.
    // Faults: document_*, field_missing, glyph_missing, usage_invalid (no such page, or
    // the rectangle is not on it).
    base::Status prepare(base::Bytes pdf, InstitutionOrder order);

    // Faults: seal_code_missing, pin_wrong, pin_locked, and those of ports::KeyGuard. The
    // attempt is durable before it is made.
    base::Status unlock(const base::Pin& code);

    // After both: intent, signature, both verifiers, one transaction.
    base::Status make();

    const base::Bytes& signed_pdf() const { return m_sealing->signed_pdf(); }
    bool was_rewritten() const { return m_was_rewritten; }

private:
    base::Status build(base::Bytes pdf);
    base::Status record(audit::LeafDraft leaf);

    const Device& m_device;
    WorkOrderBook m_orders;
    InstitutionOrder m_order;
    base::Bytes m_pdf;
    std::string m_signer;
    std::shared_ptr<const documents::PreparedSeal> m_prepared;
    std::unique_ptr<Sealing> m_sealing;
    bool m_was_rewritten = false;
};

}  // namespace app

// SPDX-License-Identifier: Apache-2.0
// Everything of the person who is here, in one value: wiping a session is destroying
// it. Nothing of a person is kept anywhere else in the session's code.
#pragma once

#include "appliance/app/screen.h"
#include "appliance/base/secret.h"
#include "appliance/documents/description.h"
#include "appliance/documents/envelope.h"
#include "appliance/documents/pades.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace app {

// An envelope that may be signed now, with its first document opened.
struct OpenEnvelope {
    base::RecordId order;       // its record in the vault
    documents::Envelope envelope;
    base::Bytes pdf;
    documents::Description description;
    base::Pin code;             // until it was handed to the key's guard
    std::size_t code_length = 0;
    std::uint32_t tries_left = 0;

    const documents::EnvelopeDocument& document() const { return envelope.documents.front(); }
    const documents::EnvelopeSigner& signer() const { return envelope.signers.front(); }
};

struct PageTime {
    std::int64_t shown_ms = 0;  // altogether
    bool was_seen_to_its_end = false;
};

// A field the signer answers: where it stands in the envelope, and the answer.
struct Answer {
    std::size_t field = 0;  // index into the document's fields
    std::string text;
};

struct Session {
    std::int64_t began_wall_ms = 0;
    std::int64_t began_boot_ms = 0;
    std::string digits;                  // of the appointment code being typed
    base::Pin pin;                       // being typed
    std::uint32_t identification_attempts = 0;
    std::optional<base::Fault> trouble;  // to show beside the input
    std::optional<OpenEnvelope> open;
    base::RecordId subject;              // the record that will hold the artifact; leaves name it
    base::SecretBytes record_key;        // k_record: opens this ceremony's blinded leaves
    std::vector<Answer> answers;
    std::vector<PageTime> pages;
    std::int64_t page_since_ms = 0;
    std::shared_ptr<const ports::PageImage> page_image;
    std::uint32_t page_image_number = 0;
    std::shared_ptr<const Ink> ink;
    std::int64_t consent_wall_ms = 0;
    std::shared_ptr<const ports::PageImage> preview;    // the signed page as it will be sealed
    std::shared_ptr<documents::PreparedSeal> prepared;  // the revision that will be signed
    std::string receipt_code;
    std::string receipt_qr;
    bool is_declining = false;           // the decline screen is open over the state's own
    bool is_choosing_language = false;
};

}  // namespace app

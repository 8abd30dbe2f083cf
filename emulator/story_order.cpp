// SPDX-License-Identifier: Apache-2.0
#include "emulator/story.h"

#include "appliance/crypto/digest.h"
#include "appliance/documents/envelope.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

namespace emulator {
namespace {

using documents::EnvelopeField;
using documents::EnvelopeFieldKind;

constexpr std::int64_t month_ms = 30LL * 86'400'000;

std::vector<EnvelopeField> consent_fields(const std::string& signer) {
    return {
        {.kind = EnvelopeFieldKind::prefilled, .name = "PatientName", .label = "Patient", .hint = {}, .value = signer, .signer = {}},
        {.kind = EnvelopeFieldKind::text, .name = "EmergencyContact", .label = "Emergency contact",
         .hint = "Name and telephone number", .value = {}, .signer = {}},
        {.kind = EnvelopeFieldKind::signature, .name = "PatientSignature", .label = "Patient", .hint = {}, .value = {}, .signer = {}},
    };
}

// Of a document we know nothing about: the first places that fit.
std::vector<EnvelopeField> any_fields() {
    return {
        {.kind = EnvelopeFieldKind::text, .name = {}, .label = "Your answer", .hint = {}, .value = {}, .is_required = false, .signer = {}},
        {.kind = EnvelopeFieldKind::signature, .name = {}, .label = "Signature", .hint = {}, .value = {}, .signer = {}},
    };
}

}  // namespace

base::Result<StoryOrder> write_story_order(const std::filesystem::path& folder, const StoryOptions& options) {
    const bool is_consent = options.document.empty();
    const std::filesystem::path source =
        is_consent ? std::filesystem::path(options.programs) / "forms" / "consent.pdf" : options.document;
    const base::Bytes pdf = TRY(read_bytes(source));

    documents::Envelope envelope;
    envelope.id = base::EnvelopeId("NDS-" + options.appointment_code);
    envelope.title = is_consent ? "Consent to treatment" : source.stem().string();
    envelope.subtitle = is_consent ? "Arthroscopy of the left knee" : "";
    envelope.place = "Northgate Day Surgery";
    envelope.paper_contact = "the reception desk";
    envelope.appointment_code = options.appointment_code;
    envelope.appointment_time = "10:40";
    envelope.expires_ms = host::SystemClock().wall_ms() / 1000 * 1000 + month_ms;
    documents::EnvelopeDocument document;
    document.id = base::DocumentId("document");
    document.file = "document.pdf";
    document.sha256 = crypto::sha256(pdf);
    document.title = envelope.title;
    document.fields = is_consent ? consent_fields(options.signer) : any_fields();
    envelope.documents.push_back(std::move(document));
    documents::EnvelopeSigner signer;
    signer.id = "patient";
    signer.name = options.signer;
    signer.given_name = options.signer.substr(0, options.signer.find(' '));
    signer.meaning = is_consent ? "I agree to the treatment described in this form" : "I agree to this document";
    envelope.signers.push_back(std::move(signer));

    StoryOrder order;
    order.appointment_code = envelope.appointment_code;
    order.pin = options.pin;
    order.envelope = folder / "envelope.json";
    order.files = {folder / "document.pdf", folder / "patient.code"};
    TRY(write_text(order.envelope, base::canonical_json(documents::envelope_to_json(envelope))));
    TRY(write_text(order.files[0], base::as_text(pdf)));
    TRY(write_text(order.files[1], order.pin));
    return order;
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/intake.h"

#include "appliance/app/seal_order.h"

#include <algorithm>

namespace app {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

}  // namespace

Status make_signable(documents::DocumentReader& reader, Bytes& pdf, documents::Description& description) {
    if (description.verdict.disposition == documents::Disposition::may_sign) return {};
    if (description.verdict.disposition == documents::Disposition::refuse)
        return Failure{description.verdict.fault, description.verdict.reason};
    pdf = TRY(reader.normalise(pdf));
    description = TRY(reader.describe(pdf));
    if (description.verdict.disposition != documents::Disposition::may_sign)
        return Failure{Fault::document_damaged, "a rewrite did not mend it: " + description.verdict.reason};
    return {};
}

// A replaced appearance is left behind in the file, and such leftovers are what the
// second rewrite takes out.
Result<Bytes> fit_to_sign(const Device& device, const documents::EnvelopeDocument& document, Bytes pdf) {
    documents::Description description = TRY(device.reader.describe(pdf));
    TRY(make_signable(device.reader, pdf, description));
    TRY(write_prefilled(pdf, description, document, device.reader, device.fonts));
    TRY(make_signable(device.reader, pdf, description));
    TRY(check_signable_fields(description, document));
    return pdf;
}

Status check_names(const documents::Envelope& envelope, const documents::FontBook& fonts) {
    for (const documents::EnvelopeSigner& signer : envelope.signers) {
        TRY(documents::covers(fonts, signer.name));
        TRY(documents::covers(fonts, signer.meaning));
    }
    return {};
}

bool is_passing(Fault fault) {
    constexpr Fault ours[] = {
        Fault::crypto_failed, Fault::key_missing, Fault::tpm_absent, Fault::tpm_busy, Fault::tpm_locked_out, Fault::tpm_failed,
        Fault::tpm_storage_key_changed, Fault::tpm_auth_refused, Fault::tpm_policy_refused, Fault::platform_changed,
        Fault::tpm_not_provisioned, Fault::vault_unavailable, Fault::vault_corrupt, Fault::epoch_unavailable, Fault::disk_full,
        Fault::disk_failed, Fault::certificate_expired, Fault::certificate_not_yet_valid, Fault::clock_untrusted,
        Fault::sandbox_unavailable, Fault::program_missing, Fault::program_failed, Fault::font_missing};
    return std::find(std::begin(ours), std::end(ours), fault) != std::end(ours);
}

bool costs_no_try(Fault fault) { return fault == Fault::lease_expired || fault == Fault::budget_spent; }

Status put_code(vault::Transaction& step, const base::EnvelopeId& envelope, const base::RecordId& order,
                std::string_view owner, const base::Pin& code) {
    // The owner's name, a zero byte, the digits.
    Bytes payload;
    payload.reserve(owner.size() + 1 + base::Pin::length_max);
    base::append(payload, base::as_bytes(owner));
    payload.push_back(0);
    base::append(payload, code.reveal());
    const auto stored = step.put_record({.type = vault::RecordType::signer_code, .envelope = envelope, .about = order}, payload);
    base::wipe(payload.data(), payload.size());
    if (!stored) return stored.failure();
    return {};
}

Result<base::Pin> code_in(base::ByteView payload, std::string_view owner) {
    base::Pin pin;
    const auto zero = std::find(payload.begin(), payload.end(), std::uint8_t{0});
    const auto length = static_cast<std::size_t>(zero - payload.begin());
    if (zero == payload.end() || base::as_text(payload.first(length)) != owner) return Fault::record_missing;
    for (const std::uint8_t digit : payload.subspan(length + 1))
        if (!pin.push(static_cast<char>(digit))) return Fault::record_torn;
    return pin;
}

}  // namespace app

// SPDX-License-Identifier: Apache-2.0
// The platform answers letters (README.md, "Letters"): the same way whether the courier
// brought them or a stick did.
#pragma once

#include "sync/letter.h"
#include "sync/receiver/desk.h"

namespace receiver {

// The answer, signed. The same letter gets the same bytes for ever.
// Faults: message_invalid and what opens no letter; server_refused (not an enrolled device,
// a revoked one, a certificate that is no longer its own, or what it asks is not granted;
// the detail says which); server_conflict (other words under that request's name).
base::Result<base::Bytes> answer_letter(const Desk& desk, base::ByteView letter);

// ---- What the kinds answer with ----------------------------------------------------------

struct LetterAnswer {
    base::Json content;
    std::optional<CertificateRow> certificate;  // one was issued
    std::optional<RegistrationRow> registration = {};  // one from elsewhere was registered
};
// "certificate.request" -> "certificate.answer"
base::Result<LetterAnswer> certify(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter);

// "approval.request" -> "approval.answer"
base::Result<LetterAnswer> renew_approval(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter);

// Lays out the order that ends every approval this device has; it gets a new one only
// after it obeyed. Returns the order, for a stick. Fault record_missing: it never asked.
base::Result<base::Bytes> order_epoch(const Desk& desk, const base::DeviceId& device);

// "arrival.request" -> "arrival.answer"
base::Result<LetterAnswer> confirm_arrival(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter);

// "registration.request" -> "registration.answer" (registrations.h)
base::Result<LetterAnswer> register_certificate(const Desk& desk, const DeviceRow& device, const exchange::OpenedLetter& letter);

// The key that proves the device to the platform, opens its parcels or signs its log has
// that role and no other.
base::Result<bool> has_another_role(const Desk& desk, const DeviceRow& device, base::ByteView public_key);

// A row for a certificate that is issued now.
CertificateRow row_of(const crypto::Certificate& certificate, const base::DeviceId& device, std::string_view key,
                      std::string_view origin, std::int64_t now_ms);

}  // namespace receiver

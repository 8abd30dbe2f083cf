// SPDX-License-Identifier: Apache-2.0
// Certificates from elsewhere that a platform knows as a device's own (README.md, "Letters"):
// how the device asks, with a proof that its key is there, and the list that it gets. The
// list stands for all of them, has a number, and is the platform's word (statement.h); a
// newer one takes its place, also one that ends a registration.
#pragma once

#include "sync/letter.h"

namespace exchange {

inline constexpr std::string_view registration_request_kind = "registration.request";
inline constexpr std::string_view registration_answer_kind = "registration.answer";
inline constexpr std::size_t registrations_max = 16, ended_max = 256;

struct RegistrationRequest {
    LetterHead head;
    std::string key;                          // the device's name for it
    std::vector<crypto::Certificate> chain;   // leaf first; the root may be left out
    base::Bytes proof;                        // detached CMS by the key, over registration_proof
};

// What the key signs: this certificate, for this device, in this letter.
std::string registration_proof(const LetterHead& head, const crypto::Certificate& certificate);

base::Json to_json(const RegistrationRequest& request);
// Strict. Fault message_invalid.
base::Result<RegistrationRequest> registration_request_from(const base::Json& content);

struct Registered {
    std::string key;
    base::Digest certificate{};     // SHA-256 of its DER
    base::Bytes anchor;             // DER of the root that the platform's operator believes it under
    std::int64_t since_ms = 0;
};

struct EndedRegistration {
    base::Digest certificate{};
    std::int64_t at_ms = 0;
};

struct RegistrationList {
    base::DeviceId device;
    std::uint64_t number = 0;       // grows with every list of this platform
    std::vector<Registered> registered;
    std::vector<EndedRegistration> ended;
};

base::Json to_json(const RegistrationList& list);
// For this device, by the platform. Faults: receipt_invalid, receipt_mismatch, message_invalid.
base::Result<RegistrationList> open_registrations(base::ByteView der, const base::DeviceId& device, const crypto::TrustStore& platform,
                                                  std::int64_t at_ms);

base::Json registration_answer(const LetterHead& asked, base::ByteView list);
// The list, not judged yet. Faults: receipt_invalid, receipt_mismatch, message_invalid.
base::Result<base::Bytes> open_registration_answer(base::ByteView der, const LetterHead& asked, const crypto::TrustStore& platform,
                                                   std::int64_t at_ms);

// "4F2A 09C1 ...": to be read aloud, the same on both sides.
std::string spoken_fingerprint(base::ByteView digest);

}  // namespace exchange

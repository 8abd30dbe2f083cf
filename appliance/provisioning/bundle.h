// SPDX-License-Identifier: Apache-2.0
// How a profile reaches a device: in a bundle.
//
//   payload    canonical JSON: the profile, its files by SHA-256, serial, first and last day
//   rehearsal  the emulator's signature over the payload's SHA-256 (rehearsal.h)
//   label      what one device of many has for itself: name, site, place. Not rehearsed,
//              and so it can say nothing else.
//
// A provisioner signs all three together (CMS SignedData; `openssl cms -verify -inform DER
// -purpose any` opens it). A bundle is public: it never holds a secret.
#pragma once

#include "appliance/crypto/message.h"
#include "appliance/provisioning/profile.h"
#include "appliance/provisioning/rehearsal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace provisioning {

inline constexpr std::size_t bundle_size_max = 8U << 20U;

struct Draft {
    Profile profile;
    std::uint64_t serial = 0;  // from 1; grows with every bundle for the same devices
    std::int64_t not_before_ms = 0;
    std::int64_t expires_ms = 0;
    std::map<std::string, base::Bytes> files;  // by SHA-256 in hexadecimal

    bool operator==(const Draft&) const = default;
};

// The bytes that are rehearsed. Faults: configuration_invalid (the profile, the dates or the
// serial; a file that is missing, not asked for, or another than its name says),
// export_refused (something in it looks like a private key), document_too_large.
base::Result<base::Bytes> make_payload(const Draft& draft);
// Strict: only bytes that make_payload could have made. Faults: message_invalid, configuration_invalid.
base::Result<Draft> read_payload(base::ByteView payload);

struct Label {
    std::string name, site, place;
    bool operator==(const Label&) const = default;
};

// `rehearsal` is what certify_rehearsal gave for this payload. Faults: configuration_invalid
// (the label's fields are as strict as the profile's), export_refused, those of sign_message.
base::Result<base::Bytes> sign_bundle(base::ByteView payload, base::ByteView rehearsal, const std::optional<Label>& label,
                                      const crypto::CmsSigner& provisioner);

// Whether these bytes are what sign_bundle gave, or could have given, for just this: how a
// run over a fleet knows what an earlier one finished.
bool is_bundle_of(base::ByteView bundle, base::ByteView payload, base::ByteView rehearsal, const std::optional<Label>& label,
                  const crypto::Certificate& provisioner, std::int64_t now_ms);

struct DeviceFacts {
    bool is_test = false;
    std::uint64_t serial_floor = 0;  // the highest serial this device ever took; the caller anchors it
    std::int64_t now_ms = 0;
    std::string name;                // empty: not named yet, any bundle may name it
};

struct Bundle {
    Profile profile;  // with the label's name, site and place in their fields
    std::uint64_t serial = 0;
    std::int64_t not_before_ms = 0;
    std::int64_t expires_ms = 0;
    std::map<std::string, base::Bytes> files;
    Rehearsal rehearsal;
    std::string provisioner;   // the signer's name
    base::Digest payload{};    // SHA-256
};

// Everything there is to refuse, each with a sentence of its own in the detail:
//   cms_invalid, message_invalid             not a bundle, or damaged
//   signature_invalid                        changed after it was signed
//   certificate_*                            the provisioner or the emulator is not trusted;
//                                            certificate_invalid: their certificate is for something else
//   configuration_invalid                    not rehearsed, rehearsed with other bytes, older than the
//                                            floor, for another device, a profile that is not allowed
//   certificate_not_yet_valid, certificate_expired   the bundle's own days
//   certificate_is_test                      TEST for production, or production for TEST
base::Result<Bundle> check_bundle(base::ByteView bundle, const crypto::TrustStore& trust, const DeviceFacts& device);

}  // namespace provisioning

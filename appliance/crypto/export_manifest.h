// SPDX-License-Identifier: Apache-2.0
// What travels beside an exported key file: which key, from which device, when, why, who
// approved it, and for whom; signed by the exporting device. Whoever receives both checks
// this first, before anybody types the file's password anywhere.
//
// The manifest is canonical JSON; its signature a detached CMS that
// `openssl cms -verify -binary -inform DER -content MANIFEST -in MANIFEST.p7s` reads.
//
//   {"approvals":["MFkw..."],"certificate_sha256":"9f..","destination":"Clinic B",
//    "device":"kiosk-7","exported_ms":1795344005000,"file_sha256":"4e..","file_size":4711,
//    "key_id":"a1..","kind":"inkseal-key-export","reason":"migration","version":1}
#pragma once

#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/trust.h"

#include <optional>
#include <string>

namespace crypto {

struct ExportManifest {
    base::Digest file_sha256{};
    std::uint64_t file_size = 0;
    base::Digest key_id{};                            // SHA-256 of the key's SubjectPublicKeyInfo
    std::optional<base::Digest> certificate_sha256;   // absent: exported without a certificate
    std::string device;                               // who exported it
    std::int64_t exported_ms = 0;
    std::string reason;
    std::vector<base::Bytes> approvals;               // SubjectPublicKeyInfo of the custodians who agreed
    std::string destination;

    bool operator==(const ExportManifest&) const = default;
};

// Texts are 1..200 bytes; more is usage_invalid.
base::Result<base::Bytes> write_manifest(const ExportManifest& manifest);
// Fault: message_invalid (also: not canonical, members that we do not know).
base::Result<ExportManifest> read_manifest(base::ByteView json);

// The detached signature. Faults: those of sign_detached.
base::Result<base::Bytes> sign_manifest(base::ByteView json, const CmsSigner& device);

struct VerifiedExport {
    ExportManifest manifest;
    Certificate device;
    std::vector<Certificate> chain;
};
// Signature, by the certificate with which the device that is named proves itself to the
// platform (its TLS certificate), then that the file is the one described. Needs no password.
// Faults: those of verify_detached, message_invalid, signature_invalid (another device's),
// key_file_tampered (another file).
base::Result<VerifiedExport> verify_export(base::ByteView json, base::ByteView signature, base::ByteView file, const TrustStore& trust,
                                           std::int64_t now_ms);

// After the password opened the file: that it holds the key the manifest names.
// Fault: key_file_mismatch.
base::Status check_exported_key(const ExportManifest& manifest, base::ByteView public_key);

}  // namespace crypto

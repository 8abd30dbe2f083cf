// SPDX-License-Identifier: Apache-2.0
// The platform's keys and certificates, made once in a state folder.
//
//   offline/root.key      to be taken away; needed again only for another issuing CA
//   archive/archive.key   belongs on the archive's machine; the receiver never reads it
//   keys/*.key            what the receiver works with: issuing, tls, tsa, receipt,
//                         work-order, approval, witness
//   public/               certificates (PEM), witness.vkey, CRLs (DER)
//   tls.pem               the server's chain;  api-key;  platform.json
//
// A TEST platform's root carries the word TEST: what its devices sign is no evidence.
#pragma once

#include "appliance/audit/ed25519.h"
#include "appliance/audit/note.h"
#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/software_key.h"
#include "appliance/crypto/trust.h"

#include <string>
#include <vector>

namespace receiver {

struct PlatformPlan {
    std::string name = "Inkseal";                    // the organization in every certificate
    std::string domain = "inkseal.local";            // witness name and log origins begin with it
    std::vector<std::string> hosts{"localhost", "127.0.0.1"};
    std::string public_url = "https://localhost";    // before /crl/...
    bool is_test = false;
    std::uint32_t fleet_window_s = 0;
    std::uint32_t poll_s = 60;
};

// Someone who signs: the certificate, its issuers, the key.
struct Identity {
    crypto::Certificate certificate;
    std::vector<crypto::Certificate> issuers;
    std::shared_ptr<crypto::SoftwareKey> key;

    crypto::CmsSigner signer() const { return {certificate, issuers, *key}; }
};

struct Platform {
    PlatformPlan plan;
    crypto::Certificate root;
    Identity issuing;
    Identity timestamping;
    Identity receipt;
    Identity work_order;
    crypto::Certificate archive;
    base::Bytes approval_key;  // DER SubjectPublicKeyInfo: who says which systems devices may boot
    audit::Ed25519Key witness;
    std::string witness_name;
    std::string api_key;

    // Anchored in the root.
    crypto::TrustStore trust() const;
    audit::NoteKey witness_key() const;
};

// The disk's root is the state folder, which must be empty of a platform.
// Faults: configuration_invalid (there is one already), disk_*, crypto_failed.
base::Status create_platform(base::Disk& disk, const PlatformPlan& plan, std::int64_t now_ms);
// Faults: disk_not_found, key_missing, certificate_invalid, configuration_invalid.
base::Result<Platform> open_platform(const base::Disk& disk);

// Writes public/issuing.crl anew. `number` grows with each.
base::Status renew_crl(base::Disk& disk, const Platform& platform, const std::vector<crypto::Revocation>& revoked,
                       std::int64_t now_ms);

}  // namespace receiver

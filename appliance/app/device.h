// SPDX-License-Identifier: Apache-2.0
// What a device is made of, as the session sees it: ports, the vault, the log, and
// who it is. Whoever starts the program fills this in; nothing here is owned.
#pragma once

#include "appliance/app/house.h"
#include "appliance/audit/log.h"
#include "appliance/base/believed_clock.h"
#include "appliance/base/disk.h"
#include "appliance/crypto/trust.h"
#include "appliance/documents/document_reader.h"
#include "appliance/documents/font_book.h"
#include "appliance/ports/counter.h"
#include "appliance/ports/key_guard.h"
#include "appliance/ports/mailbox.h"
#include "appliance/ports/page_renderer.h"
#include "appliance/ports/parcel_office.h"
#include "appliance/ports/second_opinion.h"
#include "appliance/ports/time_attestor.h"
#include "appliance/vault/vault.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace app {

struct Identity {
    base::DeviceId device;                     // "harbour-otter-41"
    std::string place;                         // "Northgate Day Surgery"
    crypto::Certificate signing_certificate;
    std::vector<crypto::Certificate> signing_chain;  // issuers, without the root
    crypto::TrustStore trust;                  // the platform's roots, and its CRLs
    audit::NoteKey log_key;                    // public half of the log key
    std::vector<audit::NoteKey> witnesses;
    crypto::Certificate notary;                // raw ink is encrypted to it
    bool is_test = false;                      // under a TEST root: a rehearsal, not evidence
    std::uint64_t parcels_from = 1;            // where an earlier unit of this name stopped, and one
    std::optional<base::Digest> previous_checkpoint = {};  // SHA-256 of the last note of the log before a factory reset
    // SHA-256 of the files that say whom the device believes ("platform", "archive", ...): in the birth entry.
    std::map<std::string, base::Digest> pins = {};
    // Further anchors, believed about who signs documents and about nothing else.
    std::vector<crypto::Certificate> signers = {};
    // SHA-256 of certificates from elsewhere that the platform knows as this device's no more.
    std::vector<base::Digest> ended = {};

    // What the log says is in force here and is not, in words; empty: nothing.
    std::string lacks = {};

    bool is_ended(const crypto::Certificate& certificate) const {
        return std::find(ended.begin(), ended.end(), certificate.fingerprint()) != ended.end();
    }

    // The platform's roots and those.
    crypto::TrustStore document_trust() const {
        crypto::TrustStore both = trust;
        for (const crypto::Certificate& anchor : signers) both.add_anchor(anchor);
        return both;
    }
};

struct Device {
    const Identity& identity;
    ports::KeyGuard& guard;
    ports::SigningKey& log_signer;
    ports::Counter& anchor;
    std::uint64_t anchor_at_birth = 0;         // where that counter stood when the device was made
    ports::TimeAttestor& attestor;
    vault::Vault& vault;
    audit::AuditLog& log;
    base::Disk& disk;
    base::BelievedClock& clock;
    documents::DocumentReader& reader;
    const documents::FontBook& fonts;
    ports::PageRenderer& renderer;
    ports::SecondOpinion& second_opinion;
    ports::ParcelOffice& office;
    ports::Mailbox& mailbox;
    House house = {};
    // Where details for the operator go; never shown, never with a secret.
    std::function<void(const base::Failure&)> service_log;  // may be empty

    void tell_service(const base::Failure& failure) const {
        if (service_log) service_log(failure);
    }
};

}  // namespace app

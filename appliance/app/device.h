// SPDX-License-Identifier: Apache-2.0
// What a device is made of, as the session sees it: ports, the vault, the log, and
// who it is. Whoever starts the program fills this in; nothing here is owned.
#pragma once

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

#include <functional>
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
    // Where details for the operator go; never shown, never with a secret.
    std::function<void(const base::Failure&)> service_log;  // may be empty

    void tell_service(const base::Failure& failure) const {
        if (service_log) service_log(failure);
    }
};

}  // namespace app

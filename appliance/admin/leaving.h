// SPDX-License-Identifier: Apache-2.0
// A key that leaves by the screen: asked for by an officer, approved by custodians who put
// in their tokens one after the other, written to the stick by the officer who came back.
//
// The rule when tokens are swapped: taking a token out ends its person's session, always.
// What was asked for stays open in the chip for ten minutes; while it does, the screen
// shows it, and nothing else can be done there than approve it or give it up. Whoever asked
// must sign in again to write the file.
#pragma once

#include "appliance/admin/certificate_desk.h"
#include "appliance/admin/screen.h"
#include "appliance/keys/release.h"
#include "appliance/keys/release_files.h"
#include "appliance/ports/exchange_folder.h"
#include "appliance/ports/staff_token.h"

namespace admin {

class Leaving {
public:
    Leaving(keys::KeyLife& life, keys::KeyView view);

    std::string receiver, reason;
    base::Pin code;  // of the custodian who is at the screen
    std::optional<base::Fault> trouble;

    const std::string& key() const { return m_view.facts.name; }
    bool is_receiver_fit() const;
    // To the chip of the device that wrote this file, instead of to a file. Faults: those of
    // ExchangeFolder::read and keys::open_destination, parcel_not_for_us (it is this device's own).
    base::Status choose_destination(ports::ExchangeFolder& stick, const std::string& file);
    bool is_to_chip() const { return m_there.has_value(); }

    // From here on the chip waits. Faults: those of keys::Release::begin.
    base::Status ask(const staff::Actor& who, ports::StaffToken& token);
    bool is_asked() const { return m_asked_ms != 0; }
    bool is_complete() const { return m_release.is_complete(); }
    const std::string& asked_by() const { return m_asked_by; }
    // Milliseconds until the chip gives up waiting; 0 when it has.
    std::int64_t remaining_ms() const;

    // Whether this token's holder is a custodian of the key who has not approved yet.
    bool is_wanted(ports::StaffToken& token) const;
    // The token counts the code's attempt. Faults: those of StaffToken::approve and Release::approve.
    base::Status approve(ports::StaffToken& token);
    // Faults: those of keys::write_bundle or Release::to_device, and of Shipments::begin.
    base::Status write(const staff::Actor& who, CertificateDesk& desk, ports::ExchangeFolder& stick);

    ReleaseTextScreen text_screen(ReleaseTextScreen::Asks asks) const;
    ReleasePasswordScreen password_screen() const;
    SendScreen send_screen() const;
    ApprovalsScreen approvals_screen(bool is_officer_here) const;
    ApproveScreen approve_screen(ports::StaffToken& token) const;

private:
    base::Status write_duplicate(const staff::Actor& who, CertificateDesk& desk, ports::ExchangeFolder& stick);
    keys::KeyLife& m_life;
    keys::KeyView m_view;
    std::shared_ptr<const base::SecretBytes> m_password;
    std::optional<keys::Destination> m_there;  // whose chip; a file when there is none
    ports::ReleaseRequest m_request;
    std::string m_asked_by;
    std::int64_t m_asked_ms = 0;  // boot clock
    keys::Release m_release;      // abandoned, and logged so, when this goes
};

}  // namespace admin

// SPDX-License-Identifier: Apache-2.0
// Certificates for keys, by letter to the platform and back, and its word that keys' files
// arrived: what the courier carries.
#pragma once

#include "appliance/crypto/certificate.h"
#include "appliance/staff/session.h"

#include <functional>

namespace admin {

struct CertificateDesk {
    virtual ~CertificateDesk() = default;
    // Uses the key once; the letter lies ready for the courier. Faults: key_missing, role_refused, tpm_*.
    virtual base::Status ask(const staff::Actor& who, const std::string& key) = 0;
    // Installs what came. Faults: record_missing (nothing was asked, or nothing came yet),
    // server_refused, receipt_*, certificate_*, key_file_mismatch.
    virtual base::Status take(const staff::Actor& who, const std::string& key) = 0;

    // Makes a certificate of another authority known to the platform; uses the key once. Faults:
    // certificate_*, key_file_mismatch, role_refused, tpm_*.
    virtual base::Status ask_to_register(const staff::Actor& who, const std::string& key, const std::vector<crypto::Certificate>& chain) = 0;
    virtual bool has_asked_to_register(const std::string& key) = 0;
    // Installs it when the platform's signed list names exactly this one. Faults: those of take(), receipt_mismatch.
    virtual base::Status take_registration(const staff::Actor& who, const std::string& key) = 0;

    // Of files that went by the courier: the platform's signed word that they arrived. Faults:
    // transfer_unconfirmed (it has not come yet), server_refused, receipt_*, role_refused.
    virtual base::Status take_confirmations(const staff::Actor& who) = 0;
    // Nobody waits for this shipment's confirmation any longer. Faults: those of keys::Shipments::abandon.
    virtual base::Status give_up(const staff::Actor& who, const std::string& shipment, const std::string& reason) = 0;

    // By the device, as export manifests are signed. Faults: tpm_*, cms_invalid.
    virtual base::Result<base::Bytes> sign_detached(base::ByteView content) = 0;
    // The same with the content inside, as what devices tell each other.
    virtual base::Result<base::Bytes> sign_message(base::ByteView content) = 0;

    using WhoMay = std::function<base::Result<staff::Actor>(staff::Duty)>;
    // Replaces the key in use, as far as that goes today; the successor's certificate comes by
    // letter, too. Begins even if it is not due. Faults: those of device::rotate.
    virtual base::Status replace(const WhoMay& who) = 0;
};

}  // namespace admin

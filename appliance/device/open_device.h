// SPDX-License-Identifier: Apache-2.0
// A provisioned device with all its parts open, for whoever runs it: the kiosk, its
// emulated twin, the command line. This is where ports meet the things behind them;
// the display and the person are the caller's.
#pragma once

#include "appliance/app/device.h"
#include "appliance/base/clock.h"

#include <memory>
#include <string>

namespace exchange {
class LetterDesk;
}

namespace ports {
struct KeyKeeper;
struct SigningKey;
}

namespace device {

struct Escrowed;

struct DeviceSettings {
    std::string state;     // folder, $INKSEAL_STATE
    std::string tcti;      // "device:/dev/tpmrm0"
    std::string programs;  // folder of inkseal-document and the others; empty: beside this program
    std::string fonts = "/usr/share/fonts";
    bool is_ending = false;  // opens also a device whose end has begun, so that it can be written down
};

// Where a counter of the chip stands.
struct Count {
    std::string name;
    std::uint64_t value = 0;
};

class OpenDevice {
public:
    // `clock` outlives the device. Faults: disk_not_found (not provisioned), device_in_use,
    // configuration_invalid, tpm_*, vault_*, audit_*, font_missing, program_missing.
    static base::Result<std::unique_ptr<OpenDevice>> open(const DeviceSettings& settings, const base::Clock& clock);
    ~OpenDevice();

    const app::Device& parts() const;
    ports::SigningKey& tls_key();
    // The document keys, by name. Documents are signed with the one that keys::KeyBook calls active.
    ports::KeyKeeper& keeper();
    // Letters to the platform, and its answers (sync/letter.h).
    exchange::LetterDesk& letters();
    // The platform's list of this device's certificates from elsewhere. Faults: those of Registrations::install.
    base::Status take_registrations(base::ByteView list);
    // By the device's TLS key and certificate: this device says so (CMS, detached).
    base::Result<base::Bytes> sign_detached(base::ByteView content);
    // The same with the content inside.
    base::Result<base::Bytes> sign_message(base::ByteView content);
    // Serial, anchor, epoch, approval epoch.
    base::Result<std::vector<Count>> counts();
    // The lockout authorisation from escrow is this chip's. Faults: tpm_storage_key_changed,
    // tpm_auth_refused, tpm_locked_out (for a day, after a wrong one).
    base::Status prove_escrow(const Escrowed& escrow);
    // False when the last run did not end with shut_down().
    bool was_shut_down_in_order() const;
    // To be called often: keeps the approval to sign alive (approval_renewal.h), takes in the
    // roster and the lists of the revoked (papers_intake.h), and writes into the log what
    // came of it. Cheap when nothing is due. Trouble is no reason to stop: it is looked at again
    // after a minute.
    base::Status tend();
    // Orderly: the TPM's clock and counters are then exact.
    base::Status shut_down();

private:
    base::Status renew_approval();
    struct Parts;
    explicit OpenDevice(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
// The TPM of a provisioned device, whole: open it once, hand out the ports.
//
//   auto tpm = TRY(tpm::DeviceTpm::open("device:/dev/tpmrm0", disk, clock));
//   tpm->key_guard().install(code, 3);
//   ...
//   tpm->shut_down();      // orderly: the TPM's clock and counters are then exact
//
// One per process. Every object handed out lives as long as the DeviceTpm and may be
// called from any thread; calls wait for one another (a TPM does one thing at a time,
// some of them for 600 ms). If the connection breaks, the next call opens it again.
//
// Authorities: the TPM serves this software because it booted as the authority's
// PlatformApproval says (PCRs), and signs documents because an Approval says so too
// and the person's code was right. Both lie in `tpm/` on the disk; they are not secret.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/ports/agreement_key.h"
#include "appliance/ports/counter.h"
#include "appliance/ports/epoch_keeper.h"
#include "appliance/ports/key_guard.h"
#include "appliance/ports/key_keeper.h"
#include "appliance/ports/signing_key.h"
#include "appliance/ports/time_attestor.h"
#include "tpm/approval.h"
#include "tpm/bus.h"
#include "tpm/enrolment.h"

#include <cstdint>
#include <memory>
#include <string>

namespace tpm {

// How far an approval that is being proposed should reach beyond the present state.
struct ApprovalReach {
    std::uint64_t clock_ms = 0;
    std::uint32_t resets = 0;
    std::uint64_t signatures = 0;
};

class DeviceTpm {
public:
    // `tcti` as tpm2-tss spells it: "device:/dev/tpmrm0", "swtpm:path=...".
    // `tap`, when given, sees every command and response and must outlive this object.
    // Faults: tpm_absent, tpm_not_provisioned, tpm_storage_key_changed, disk_failed, tpm_*.
    static base::Result<std::unique_ptr<DeviceTpm>> open(const std::string& tcti, base::Disk& disk,
                                                         const base::Clock& clock, BusOptions bus = {});
    ~DeviceTpm();

    ports::KeyGuard& key_guard();         // in front of the document signing key
    ports::KeyKeeper& keeper();           // further document keys, by name; guard() puts one behind key_guard()
    ports::SigningKey& tls_key();         // P-256; the device as TLS client
    ports::SigningKey& log_key();         // P-256; checkpoints of the audit log
    ports::AgreementKey& parcel_key();    // P-256; parcels addressed to the device
    ports::Counter& serial();             // one per document signature; the guard increments it
    ports::Counter& anchor();             // one per anchored checkpoint
    // Where `anchor` stood when the device was made: it never stands lower, and stands
    // there only until the first checkpoint was anchored.
    std::uint64_t anchor_at_birth() const;
    ports::Counter& approval_epoch();     // incrementing revokes every signing approval
    ports::TimeAttestor& attestor();
    ports::EpochKeeper& epochs();
    // TPM2_NV_Certify by the attestation key, for whoever grants approvals; of the serial,
    // attestor() gives it.
    base::Result<ports::CounterStatement> attest_approval_epoch(base::ByteView binding);

    // The approval that is in force. Fault: lease_expired when there is none.
    base::Result<Approval> approval() const;
    // The authority's word about the system that is booted. Fault: platform_changed.
    base::Result<PlatformApproval> platform_approval();

    // An unsigned approval for this device as it stands now, reaching so far ahead.
    // The authority checks it, signs it (sign_approval) and sends it back.
    base::Result<Approval> propose_approval(const ApprovalReach& reach);
    // Keeps a signed approval. It counts from the next unlock() on that follows a lock().
    // Faults: message_invalid, tpm_policy_refused (not for this device or not signed by the authority).
    base::Status install_approval(const Approval& approval);
    // Adds the approval of another image (the one an update is about to boot).
    base::Status install_platform_approval(const PlatformApproval& approval);

    // What the device shows to be enrolled: endorsement certificates, keys, evidence of birth.
    base::Result<Enrolment> enrolment();
    // Opens what the platform encrypted to the endorsement key for the attestation key
    // (TPM2_ActivateCredential): proof that both live in one TPM.
    base::Result<base::SecretBytes> answer_challenge(const Challenge& challenge);

    // That this is the lockout authorisation of this chip (clearing.h); `chip` as an escrow
    // names it. Faults: tpm_storage_key_changed, tpm_auth_refused, tpm_locked_out.
    base::Status prove_lockout(std::string_view chip, const base::SecretBytes& lockout_auth);

    // TPM2_Shutdown(CLEAR) and disconnect. Everything fails with tpm_absent afterwards.
    base::Status shut_down();

private:
    struct Parts;
    explicit DeviceTpm(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "tpm/device_tpm.h"

#include "tpm/attestor.h"
#include "tpm/clearing.h"
#include "tpm/counter.h"
#include "tpm/endorsement.h"
#include "tpm/epoch_keeper.h"
#include "tpm/esys_memory.h"
#include "tpm/keeper/named_keys.h"
#include "tpm/key_guard.h"
#include "tpm/parcel_key.h"
#include "tpm/platform_state.h"
#include "tpm/signing_approval.h"
#include "tpm/signing_key.h"

namespace tpm {

using base::Bytes;
using base::Fault;
using base::Result;
using base::Status;

namespace {

struct PublicKeys {
    Bytes signing, tls, log, parcel;
};

Result<Bytes> public_key_of(const Enrolment& enrolment, KeyId id) {
    const KeyEvidence* const key = enrolment.find(row_of(id).name);
    if (key == nullptr) return base::Failure{Fault::tpm_not_provisioned, "enrolment.json lacks a key"};
    return key->public_key();
}

Result<PublicKeys> public_keys_of(const Enrolment& enrolment) {
    PublicKeys out;
    out.signing = TRY(public_key_of(enrolment, KeyId::signing));
    out.tls = TRY(public_key_of(enrolment, KeyId::tls));
    out.log = TRY(public_key_of(enrolment, KeyId::log));
    out.parcel = TRY(public_key_of(enrolment, KeyId::parcel));
    return out;
}

}  // namespace

// In the order of dependence: each refers to those above it.
struct DeviceTpm::Parts {
    Parts(std::unique_ptr<Context> connection, base::Disk& disk, const base::Clock& clock, Pinned pinned_values,
          Authority authority, std::vector<PlatformApproval> approvals, PublicKeys public_keys)
        : context(std::move(connection)), pinned(std::move(pinned_values)), folder(disk),
          sessions(*context, pinned.storage_key_area),
          platform(sessions, std::move(authority), std::move(approvals)), secrets(platform, folder),
          serial(platform, IndexId::serial), anchor(platform, IndexId::anchor),
          approval_epoch(platform, IndexId::approval_epoch),
          tls(platform, KeyId::tls, std::move(public_keys.tls)), log(platform, KeyId::log, std::move(public_keys.log)),
          parcel(platform, std::move(public_keys.parcel)), attestation(platform, secrets), epochs(platform),
          door(platform, secrets, folder, pinned.authority, std::make_shared<BirthKey>(*context, std::move(public_keys.signing)), clock),
          named(platform, secrets, disk, door, clock, pinned.storage_key_area) {}

    std::unique_ptr<Context> context;
    Pinned pinned;
    TpmFolder folder;
    Sessions sessions;
    PlatformPolicy platform;
    HierarchySecrets secrets;
    IndexCounter serial;
    IndexCounter anchor;
    IndexCounter approval_epoch;
    PlatformSigningKey tls;
    PlatformSigningKey log;
    ParcelKey parcel;
    AttestationKey attestation;
    CounterEpochKeeper epochs;
    PinDoor door;
    NamedKeys named;
};

DeviceTpm::DeviceTpm(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
DeviceTpm::~DeviceTpm() = default;

Result<std::unique_ptr<DeviceTpm>> DeviceTpm::open(const std::string& tcti, base::Disk& disk, const base::Clock& clock,
                                                   BusOptions bus) {
    const TpmFolder folder(disk);
    Pinned pinned = TRY(folder.pinned());
    Authority authority = TRY(Authority::from(pinned.authority));
    std::vector<PlatformApproval> approvals = TRY(folder.platform_approvals());
    const Enrolment enrolment = TRY(folder.enrolment());
    PublicKeys public_keys = TRY(public_keys_of(enrolment));
    std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    auto parts = std::make_unique<Parts>(std::move(context), disk, clock, std::move(pinned), std::move(authority),
                                         std::move(approvals), std::move(public_keys));
    TRY(parts->sessions.storage_key());
    return std::unique_ptr<DeviceTpm>(new DeviceTpm(std::move(parts)));
}

ports::KeyGuard& DeviceTpm::key_guard() { return m_parts->door; }
ports::KeyKeeper& DeviceTpm::keeper() { return m_parts->named; }
ports::SigningKey& DeviceTpm::tls_key() { return m_parts->tls; }
ports::SigningKey& DeviceTpm::log_key() { return m_parts->log; }
ports::AgreementKey& DeviceTpm::parcel_key() { return m_parts->parcel; }
ports::Counter& DeviceTpm::serial() { return m_parts->serial; }
ports::Counter& DeviceTpm::anchor() { return m_parts->anchor; }
std::uint64_t DeviceTpm::anchor_at_birth() const { return m_parts->pinned.anchor_at_birth; }
ports::Counter& DeviceTpm::approval_epoch() { return m_parts->approval_epoch; }
ports::TimeAttestor& DeviceTpm::attestor() { return m_parts->attestation; }
ports::EpochKeeper& DeviceTpm::epochs() { return m_parts->epochs; }

Result<ports::CounterStatement> DeviceTpm::attest_approval_epoch(base::ByteView binding) {
    return m_parts->attestation.attest_index(IndexId::approval_epoch, binding);
}

Result<Approval> DeviceTpm::approval() const { return m_parts->folder.approval(); }

Result<PlatformApproval> DeviceTpm::platform_approval() {
    const auto turn = m_parts->context->take_turn();
    for (const PlatformApproval& each : m_parts->platform.approvals())
        if (TRY(read_platform(*m_parts->context, each.platform.pcrs)) == each.platform) return each;
    return Fault::platform_changed;
}

Result<Approval> DeviceTpm::propose_approval(const ApprovalReach& reach) {
    Context& context = *m_parts->context;
    const auto turn = context.take_turn();
    const std::vector<PlatformApproval> approvals = m_parts->platform.approvals();
    if (approvals.empty()) return Fault::platform_changed;
    Approval out;
    // The registers that the platform's approvals are about, as they are now.
    out.platform = TRY(read_platform(context, approvals.front().platform.pcrs));
    out.storage_key_name = m_parts->sessions.storage_key_name();
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPMS_TIME_INFO* raw = nullptr;
    TRY(context.check(Esys_ReadClock(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw), Errand::other,
                      "Esys_ReadClock"));
    const EsysMemory<TPMS_TIME_INFO> now(raw);
    out.clock_limit_ms = now->clockInfo.clock + reach.clock_ms;
    out.reset_limit = now->clockInfo.resetCount + reach.resets;
    const std::uint64_t serial_now = TRY(serial().value());
    out.serial_budget = serial_now + reach.signatures;
    out.approval_epoch = TRY(approval_epoch().value());
    return out;
}

Status DeviceTpm::install_approval(const Approval& approval) {
    const auto turn = m_parts->context->take_turn();
    TRY(verify_approval(m_parts->platform, approval, m_parts->pinned.authority));
    return m_parts->folder.keep(approval);
}

Status DeviceTpm::install_platform_approval(const PlatformApproval& approval) {
    const auto turn = m_parts->context->take_turn();
    TRY(m_parts->platform.add(approval));
    return m_parts->folder.keep(m_parts->platform.approvals());
}

Result<Enrolment> DeviceTpm::enrolment() { return m_parts->folder.enrolment(); }

Result<base::SecretBytes> DeviceTpm::answer_challenge(const Challenge& challenge) {
    const auto turn = m_parts->context->take_turn();
    const LentAuth endorsement = TRY(m_parts->secrets.lend_endorsement());
    return activate_credential(m_parts->sessions, challenge);
}

Status DeviceTpm::prove_lockout(std::string_view chip, const base::SecretBytes& lockout_auth) {
    return tpm::prove_lockout(m_parts->sessions, chip, lockout_auth);
}

Status DeviceTpm::shut_down() {
    const auto turn = m_parts->context->take_turn();
    m_parts->named.abandon_release();
    m_parts->door.lock();
    m_parts->sessions.forget_hmac();
    return m_parts->context->shut_down();
}

}  // namespace tpm

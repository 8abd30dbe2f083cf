// SPDX-License-Identifier: Apache-2.0
// What the receiver knows besides the blobs. The embedded one is SQLite; a fleet puts
// PostgreSQL behind the same port. Every change is durable on return.
// Faults of everything here: disk_failed, disk_full.
#pragma once

#include "appliance/audit/checkpoint.h"
#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/result.h"
#include "appliance/crypto/authority.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace receiver {

// A certificate that was issued. Of those that an older receiver issued only the serial
// and the device are known.
struct CertificateRow {
    std::string serial;       // hexadecimal, as Certificate::serial_hex
    base::DeviceId device;
    std::string key;          // the device's name for the key: "birth", "tls", "parcel", "seal-2027"
    std::string origin;       // "tpm", "exportable", "imported"; "unattested" without a TPM
    std::string fingerprint;  // SHA-256, hexadecimal
    std::int64_t issued_ms = 0;
    std::int64_t not_after_ms = 0;
    std::string replaces;     // serial, or empty
    base::Bytes der;
    std::int64_t revoked_ms = 0;  // 0: not
    // Of a key that may leave: how many of its custodians must agree, and who they are, as the
    // chip certified it when the certificate was issued.
    std::int64_t needed = 0;              // 0: it cannot leave
    std::vector<base::Digest> custodians;  // SHA-256 of SubjectPublicKeyInfo
};

// A certificate from elsewhere that the platform knows as a device's own (registrations.h).
struct RegistrationRow {
    base::DeviceId device;
    std::string key;
    base::Bytes der;      // the certificate
    base::Bytes anchor;   // DER of the root it stands under
    std::int64_t since_ms = 0;
    std::int64_t ended_ms = 0;  // 0: not
};

// A letter that was answered.
struct LetterRow {
    std::string kind;
    base::Digest content_sha256{};
    base::Bytes answer;
};

// Where a device's counters stood when it last got an approval.
struct ApprovalRow {
    std::uint64_t serial = 0;
    std::uint64_t epoch = 0;
    std::uint64_t epoch_ordered = 0;  // it gets none before its epoch stands there
};

struct DeviceRow {
    base::DeviceId device;
    base::Bytes parcel_certificate;  // DER: where work orders are encrypted to
    std::string log_origin;
    std::string log_vkey;
    std::vector<std::string> serials;  // of its certificates that are not revoked
    bool is_attested = false;
    std::int64_t enrolled_ms = 0;
    std::int64_t revoked_ms = 0;  // 0: not
    std::uint64_t parcels_from = 1;  // what the unit was told to begin with; for enrol() alone
    // What the unit's TPM showed; empty when there was none, or an older receiver enrolled it.
    base::Bytes attestation_public;  // TPMT_PUBLIC of its attestation key
    base::Bytes signing_attested;    // TPMS_ATTEST about the key it was born with
    std::vector<CertificateRow> certificates = {};  // for enrol() alone
    std::int64_t retired_ms = 0;  // 0: not; by the unit's own certificate of destruction
};

// A unit's own word that it was destroyed.
struct RetirementRow {
    std::string log_origin;      // which unit of that name
    std::int64_t at_ms = 0;
    base::Bytes statement;       // certificate of destruction
    base::Bytes signature;       // detached, by the unit's TLS key
};

struct LogRow {
    base::DeviceId device;
    std::string vkey;
    audit::Checkpoint tip;        // the latest cosigned; size 0 before the first
    std::string note;             // it, with our cosignature
    std::uint64_t entries = 0;    // how many entries are here, checked or not yet
    std::uint64_t checked = 0;    // how many were shown to hash to a cosigned root
};

struct EnvelopeRow {
    std::string manifest;  // as it came
    base::Bytes receipt;
    base::Bytes timestamp;  // empty for a statement
};

struct WorkOrderRow {
    std::string name;
    base::Digest sha256{};
    std::uint64_t size = 0;
};

struct AlarmRow {
    std::string kind;
    std::string detail;
    std::int64_t at_ms = 0;
};

struct CodeRow {
    std::string device;          // empty: any
    base::Bytes spent_request;   // SHA-256 of the request it was spent on; empty: unspent
    base::Bytes answer;          // what that request was answered with
    std::int64_t expires_ms = 0;
};

struct IndexStore {
    virtual ~IndexStore() = default;

    virtual base::Result<std::optional<DeviceRow>> device(const base::DeviceId& id) = 0;
    virtual base::Result<std::vector<DeviceRow>> devices() = 0;
    // Every certificate of the device is revoked from `at_ms` on; one that was revoked
    // before keeps its date. Fault record_missing: no such device.
    virtual base::Status revoke(const base::DeviceId& id, std::int64_t at_ms,
                                crypto::RevocationReason reason = crypto::RevocationReason::unspecified) = 0;
    // In one step: revoked as above, with the reason that it ceased to be, and the unit's
    // statement about its end is kept. Of a unit that has one, the first stays.
    virtual base::Status retire(const base::DeviceId& id, const RetirementRow& row) = 0;
    // One certificate, the same way. Fault record_missing: not a certificate of this device.
    virtual base::Status revoke_certificate(const base::DeviceId& id, const std::string& serial, std::int64_t at_ms,
                                            crypto::RevocationReason reason) = 0;
    // Every certificate that was ever revoked, by date. None leaves this list.
    virtual base::Result<std::vector<crypto::Revocation>> revocations() = 0;

    // Enrolment. The code is stored as its SHA-256.
    virtual base::Status add_code(const base::Digest& code, const std::string& device, std::int64_t expires_ms) = 0;
    virtual base::Result<std::optional<CodeRow>> code(const base::Digest& code) = 0;
    // In one step: the code becomes spent on this request, the device and its log are
    // registered. An enrolment replaces an earlier one of the same device: the earlier
    // certificates are revoked from now on, the old log stays. Fault server_conflict when
    // the code was spent in the meantime, when it names no device and the name is taken, or
    // when a parcel of the earlier unit came in the meantime and took a number.
    virtual base::Status enrol(const base::Digest& code, base::ByteView request_sha256, base::ByteView answer,
                               const DeviceRow& row) = 0;

    // All that were issued, by device and date; of one device, or of all when it is empty.
    virtual base::Result<std::vector<CertificateRow>> certificates(const std::string& device) = 0;

    // Letters (README.md): what was answered stands for ever.
    virtual base::Result<std::optional<LetterRow>> letter(const base::DeviceId& id, const std::string& request) = 0;
    // In one step the answer and, if there are any, the certificate or the registration in
    // it. Fault server_conflict: that request was answered in the meantime.
    virtual base::Status add_letter(const base::DeviceId& id, const std::string& request, const LetterRow& row, std::int64_t at_ms,
                                    const std::optional<CertificateRow>& certificate, const std::optional<RegistrationRow>& registration) = 0;

    // By date, the ended ones too; of one device, or of all when it is empty.
    virtual base::Result<std::vector<RegistrationRow>> registrations(const std::string& device) = 0;
    // One that ended before keeps its date.
    virtual base::Status end_registration(const base::DeviceId& id, base::ByteView certificate_der, std::int64_t at_ms) = 0;

    virtual base::Result<std::vector<std::string>> log_origins(const base::DeviceId& id) = 0;  // oldest first
    virtual base::Result<std::optional<LogRow>> log(const std::string& origin) = 0;
    // Only if the log still stands at `old_size` (tlog-witness demands that check and
    // change are one); false otherwise.
    virtual base::Result<bool> advance_log(std::uint64_t old_size, const audit::Checkpoint& tip,
                                           const std::string& note) = 0;
    // Only if `start` is the next one; false otherwise.
    virtual base::Result<bool> add_entries(const std::string& origin, std::uint64_t start,
                                           const std::vector<base::Bytes>& entries) = 0;
    virtual base::Result<std::vector<base::Bytes>> entries(const std::string& origin, std::uint64_t start,
                                                           std::uint64_t count_max) = 0;
    virtual base::Status mark_checked(const std::string& origin, std::uint64_t size) = 0;
    virtual base::Status drop_unchecked(const std::string& origin) = 0;

    virtual base::Result<std::optional<EnvelopeRow>> envelope(const base::DeviceId& id, std::uint64_t sequence) = 0;
    // The row that stands afterwards: this one, or the one that was there before.
    // Fault server_conflict when the parcel stands under another sequence number.
    virtual base::Result<EnvelopeRow> add_envelope(const base::DeviceId& id, std::uint64_t sequence,
                                                   const base::Digest& parcel_sha256, const EnvelopeRow& row) = 0;
    virtual base::Result<std::vector<std::uint64_t>> sequences(const base::DeviceId& id) = 0;  // ascending

    virtual base::Result<std::optional<ApprovalRow>> approval(const base::DeviceId& id) = 0;
    // An order that stands is not taken back.
    virtual base::Status keep_approval(const base::DeviceId& id, const ApprovalRow& row) = 0;

    // Papers (sync/papers.h), for one device or, under the empty name, for all of them. The
    // latest under a name takes the earlier one's place.
    virtual base::Status put_paper(const std::string& device, const std::string& name, base::ByteView content) = 0;
    // Of this device, by name: its own where it has one, else everybody's.
    virtual base::Result<std::map<std::string, base::Bytes>> papers(const base::DeviceId& id) = 0;

    virtual base::Result<std::uint64_t> next_number(const std::string& name) = 0;  // 1, 2, 3 ... never twice

    virtual base::Status add_work_order(const base::DeviceId& id, const WorkOrderRow& row) = 0;
    virtual base::Result<std::vector<WorkOrderRow>> work_orders(const base::DeviceId& id) = 0;  // not taken yet
    virtual base::Result<std::optional<WorkOrderRow>> work_order(const base::DeviceId& id, const std::string& name) = 0;
    virtual base::Status take_work_order(const base::DeviceId& id, const std::string& name) = 0;

    // Evidence of something that must not happen: kept for ever.
    virtual base::Status add_alarm(const base::DeviceId& id, const AlarmRow& row, base::ByteView evidence) = 0;
    virtual base::Result<std::vector<AlarmRow>> alarms(const base::DeviceId& id) = 0;
};

}  // namespace receiver

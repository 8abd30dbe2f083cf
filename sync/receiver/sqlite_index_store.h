// SPDX-License-Identifier: Apache-2.0
// The embedded index: one SQLite file, one connection, one call at a time. Several
// processes may have it open (the command line beside the server).
#pragma once

#include "sync/receiver/database.h"
#include "sync/receiver/index_store.h"

#include <mutex>

namespace receiver {

class SqliteIndexStore final : public IndexStore {
public:
    static base::Result<std::unique_ptr<SqliteIndexStore>> open(const std::string& path);
    explicit SqliteIndexStore(Database database) : m_database(std::move(database)) {}

    base::Result<std::optional<DeviceRow>> device(const base::DeviceId& id) override;
    base::Result<std::vector<DeviceRow>> devices() override;
    base::Status revoke(const base::DeviceId& id, std::int64_t at_ms,
                        crypto::RevocationReason reason = crypto::RevocationReason::unspecified) override;
    base::Status retire(const base::DeviceId& id, const RetirementRow& row) override;
    base::Status revoke_certificate(const base::DeviceId& id, const std::string& serial, std::int64_t at_ms,
                                    crypto::RevocationReason reason) override;
    base::Result<std::vector<CertificateRow>> certificates(const std::string& device) override;
    base::Result<std::optional<LetterRow>> letter(const base::DeviceId& id, const std::string& request) override;
    base::Status add_letter(const base::DeviceId& id, const std::string& request, const LetterRow& row, std::int64_t at_ms,
                            const std::optional<CertificateRow>& certificate, const std::optional<RegistrationRow>& registration) override;
    base::Result<std::vector<RegistrationRow>> registrations(const std::string& device) override;
    base::Status end_registration(const base::DeviceId& id, base::ByteView certificate_der, std::int64_t at_ms) override;
    base::Result<std::vector<crypto::Revocation>> revocations() override;
    base::Status add_code(const base::Digest& code, const std::string& device, std::int64_t expires_ms) override;
    base::Result<std::optional<CodeRow>> code(const base::Digest& code) override;
    base::Status enrol(const base::Digest& code, base::ByteView request_sha256, base::ByteView answer,
                       const DeviceRow& row) override;
    base::Result<std::vector<std::string>> log_origins(const base::DeviceId& id) override;
    base::Result<std::optional<LogRow>> log(const std::string& origin) override;
    base::Result<bool> advance_log(std::uint64_t old_size, const audit::Checkpoint& tip, const std::string& note) override;
    base::Result<bool> add_entries(const std::string& origin, std::uint64_t start,
                                   const std::vector<base::Bytes>& entries) override;
    base::Result<std::vector<base::Bytes>> entries(const std::string& origin, std::uint64_t start,
                                                   std::uint64_t count_max) override;
    base::Status mark_checked(const std::string& origin, std::uint64_t size) override;
    base::Status drop_unchecked(const std::string& origin) override;
    base::Result<std::optional<EnvelopeRow>> envelope(const base::DeviceId& id, std::uint64_t sequence) override;
    base::Result<EnvelopeRow> add_envelope(const base::DeviceId& id, std::uint64_t sequence,
                                           const base::Digest& parcel_sha256, const EnvelopeRow& row) override;
    base::Result<std::vector<std::uint64_t>> sequences(const base::DeviceId& id) override;
    base::Result<std::optional<ApprovalRow>> approval(const base::DeviceId& id) override;
    base::Status keep_approval(const base::DeviceId& id, const ApprovalRow& row) override;
    base::Status put_paper(const std::string& device, const std::string& name, base::ByteView content) override;
    base::Result<std::map<std::string, base::Bytes>> papers(const base::DeviceId& id) override;
    base::Result<std::uint64_t> next_number(const std::string& name) override;
    base::Status add_work_order(const base::DeviceId& id, const WorkOrderRow& row) override;
    base::Result<std::vector<WorkOrderRow>> work_orders(const base::DeviceId& id) override;
    base::Result<std::optional<WorkOrderRow>> work_order(const base::DeviceId& id, const std::string& name) override;
    base::Status take_work_order(const base::DeviceId& id, const std::string& name) override;
    base::Status add_alarm(const base::DeviceId& id, const AlarmRow& row, base::ByteView evidence) override;
    base::Result<std::vector<AlarmRow>> alarms(const base::DeviceId& id) override;

private:
    base::Status revoke_device(const base::DeviceId& id, std::int64_t at_ms, crypto::RevocationReason reason);
    base::Status revoke_serials(const base::DeviceId& id, std::int64_t at_ms, crypto::RevocationReason reason);
    base::Status add_certificate(const CertificateRow& row);
    base::Status add_custodians(CertificateRow& row);
    base::Result<std::optional<EnvelopeRow>> find_envelope(const base::DeviceId& id, std::uint64_t sequence);

    std::mutex m_mutex;
    Database m_database;
};

}  // namespace receiver

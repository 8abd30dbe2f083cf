// SPDX-License-Identifier: Apache-2.0
// The evidence book of a running device: looks into the log, asks the chip, has documents
// judged by both verifiers, opens receipts and other devices' archives. The command line
// and the device's screen have the same; what differs is where a person's files lie.
#pragma once

#include "appliance/crypto/trust.h"
#include "appliance/keys/key_life.h"
#include "appliance/runbook/evidence.h"

#include <string>

namespace evidence {

// What a person brought, by the names that they gave.
struct Files {
    virtual ~Files() = default;
    // Faults: disk_*.
    virtual base::Result<base::Bytes> read(const std::string& path) = 0;
    virtual bool is_folder(const std::string& path) = 0;
};

class DeviceBook final : public runbook::EvidenceBook {
public:
    // All outlive this. `trust`: who may have signed what came from elsewhere.
    DeviceBook(keys::KeyLife& life, Files& files, crypto::TrustStore trust);

    base::Result<std::uint64_t> log_size() override { return m_own.log_size(); }
    base::Result<runbook::Evidence> check(const runbook::Question& question) override;

private:
    // What DeviceEvidence passes on.
    struct Others final : runbook::EvidenceBook {
        explicit Others(DeviceBook& whole) : book(whole) {}
        base::Result<std::uint64_t> log_size() override { return book.log_size(); }
        base::Result<runbook::Evidence> check(const runbook::Question& question) override;
        DeviceBook& book;
    };
    struct SignedArchive;
    base::Result<SignedArchive> open_archive(const std::string& folder) const;
    base::Result<runbook::Evidence> receipt(const std::string& claim) const;
    base::Result<runbook::Evidence> archived_receipt(const std::string& file, base::ByteView content, const std::string& folder) const;
    base::Result<runbook::Evidence> key_fact(runbook::Proof proof, const std::string& claim);
    base::Result<runbook::Evidence> bundle(const std::string& claim) const;
    base::Result<runbook::Evidence> document(const std::string& claim);
    base::Result<runbook::Evidence> whole_log();
    base::Result<runbook::Evidence> elsewhere(const runbook::Need& need, const std::string& claim) const;

    keys::KeyLife& m_life;
    const app::Device& m_device;
    Files& m_files;
    crypto::TrustStore m_trust;
    Others m_others;
    runbook::DeviceEvidence m_own;
};

}  // namespace evidence

// SPDX-License-Identifier: Apache-2.0
// A device for tests of the domain: vault, log, crypto, documents, reader and the second
// verifier are the product's own. What is hardware on a real one sits here as a few
// numbers: its disk forgets what was not synced, its key says when it was asked.
#pragma once

#include "appliance/app/device.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/document_program.h"
#include "appliance/host/second_opinion.h"
#include "tests/faults/vault_bench.h"

#include <functional>
#include <optional>
#include <vector>

namespace app_test {

// The document key behind a door that is open.
struct WatchedKey final : ports::SigningKey {
    std::shared_ptr<crypto::SoftwareKey> key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    std::function<void()> before_use = [] {};
    int uses = 0;

    ports::KeyAlgorithm algorithm() const override { return key->algorithm(); }
    const base::Bytes& public_key() const override { return key->public_key(); }
    base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest) override {
        before_use();
        ++uses;
        return key->sign(scheme, hash, digest);
    }
};

struct OpenDoor final : ports::KeyGuard {
    WatchedKey watched;
    int locks = 0;

    base::Status install(const base::Pin&, std::uint32_t) override { return {}; }
    base::Status unlock(const base::Pin&) override { return {}; }
    base::Result<std::uint32_t> tries_left() override { return 3U; }
    void lock() override { ++locks; }
    ports::SigningKey& key() override { return watched; }
};

struct Chip final : ports::Counter, ports::TimeAttestor {
    std::uint64_t count = 40;

    base::Result<std::uint64_t> value() override { return count; }
    base::Result<std::uint64_t> increment() override { return ++count; }
    base::Result<ports::TimeStatement> attest_time(base::ByteView) override {
        return ports::TimeStatement{123'456, 5, 1, true, base::Bytes(134, 1), base::Bytes(71, 2)};
    }
    base::Result<ports::CounterStatement> attest_counter(base::ByteView) override {
        return ports::CounterStatement{count, base::Bytes(149, 3), base::Bytes(71, 4)};
    }
    std::uint64_t serial = 700;  // of the last signature
    base::Bytes serial_was_asked_for;
    std::optional<base::Fault> serial_fails;
    base::Result<ports::CounterStatement> attest_serial(base::ByteView binding) override {
        if (serial_fails) return *serial_fails;
        serial_was_asked_for = base::to_bytes(binding);
        return ports::CounterStatement{serial, base::Bytes(149, 5), base::Bytes(71, 6)};
    }
};

// inkseal-verify, unless it is told to refuse; keeps what it was shown.
struct VerifierSeat final : ports::SecondOpinion {
    explicit VerifierSeat(const base::Clock& clock) : program(host::ProgramFolder(PROGRAM_DIR), {}, clock) {}
    host::VerifyProgram program;
    std::optional<base::Fault> refusal;
    std::vector<base::Bytes> shown;

    base::Status check(base::ByteView pdf, const std::vector<base::Bytes>& anchors) override {
        shown.push_back(base::to_bytes(pdf));
        if (refusal) return *refusal;
        return program.check(pdf, anchors);
    }
};

// Nobody writes to this device, but for what a test lays down; what it sends is noted.
struct NoPost final : ports::Mailbox, ports::ParcelOffice, ports::PageRenderer {
    std::vector<std::string> posted;
    std::vector<std::uint64_t> wrapped;
    std::map<std::string, base::Bytes> brought;

    base::Status post(std::string_view name, base::ByteView) override {
        posted.emplace_back(name);
        return {};
    }
    bool still_holds(std::string_view) const override { return true; }
    base::Result<std::vector<std::string>> arrivals() override {
        std::vector<std::string> names;
        for (const auto& [name, content] : brought) names.push_back(name);
        return names;
    }
    base::Result<base::Bytes> fetch(std::string_view name) override {
        const auto found = brought.find(std::string(name));
        if (found == brought.end()) return base::Fault::disk_not_found;
        return found->second;
    }
    base::Status discard(std::string_view) override { return {}; }
    base::Result<ports::OutgoingParcel> wrap_artifact(const ports::ArtifactLabel& label, const std::vector<ports::ParcelFile>&) override {
        wrapped.push_back(label.sequence);
        return ports::OutgoingParcel{base::to_bytes(std::string_view("parcel")), base::to_bytes(std::string_view("manifest"))};
    }
    base::Result<ports::IncomingWorkOrder> open_work_order(base::ByteView) override { return base::Fault::parcel_invalid; }
    base::Result<ports::ReceiptFacts> check_receipt(base::ByteView, base::ByteView) override { return base::Fault::receipt_invalid; }
    base::Result<ports::TimestampFacts> check_timestamp(base::ByteView, base::ByteView) override { return base::Fault::timestamp_invalid; }
    base::Result<ports::PageImage> render(base::ByteView, std::uint32_t, std::uint32_t) override { return base::Fault::page_unrenderable; }
    void forget() override {}
};

// What outlives a power cut beside the disk: who the device is, and its hardware.
struct Body {
    Body();
    // The same device, in a life of its own from here on.
    explicit Body(const Body& other);
    faults::SoftHardware hardware;
    Chip chip;
    OpenDoor guard;
    std::shared_ptr<crypto::SoftwareKey> log_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    std::shared_ptr<crypto::SoftwareKey> root_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);  // issues certificates
    app::Identity identity;
};

// One run of it, on one disk.
class Life {
public:
    Life(Body& body, const faults::Files& disk = {});

    const app::Device& device() const { return *m_device; }
    vault::Vault& vault() { return *m_vault; }
    audit::AuditLog& log() { return *m_log; }
    std::vector<std::string> events();
    int count(std::string_view event);
    void write(const audit::LeafDraft& leaf);

    faults::SimStorage storage;
    faults::ManualClock clock;
    std::vector<base::Failure> told;  // to the service log
    NoPost post;

private:
    faults::SoftEpochKeeper m_keeper;
    base::BelievedClock m_believed{clock};
    std::optional<vault::Vault> m_vault;
    std::optional<audit::AuditLog> m_log;
    host::DocumentProgram m_reader;
    std::optional<app::Device> m_device;

public:
    VerifierSeat second;
};

// What a disk surely holds now: all that was synced, and nothing else.
faults::Files durable(const faults::SimStorage& storage, const faults::Files& before = {});

}  // namespace app_test

// SPDX-License-Identifier: Apache-2.0
// A device's approval, renewed by its platform over the courier: the chip is swtpm, the
// platform is the receiver's own handlers.
#include "appliance/device/approval_renewal.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/digest.h"
#include "sync/approval_letter.h"
#include "sync/enrolment_binding.h"
#include "sync/folder_mailbox.h"
#include "sync/papers.h"
#include "sync/receiver/letters.h"
#include "tests/unit/sync/bench.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace {

using base::Bytes;
using base::Fault;
using device::ApprovalRenewal;
using Happened = ApprovalRenewal::Happened;
using bench::fault_in;
using bench::pin_of;
using bench::why;

const base::Digest document = crypto::sha256(base::as_bytes("the document"));

class Renewal : public testing::Test {
protected:
    Renewal() {
        town.platform->approval_key = bench::authority().public_key();
        const auto pem = bench::authority().to_pem();
        EXPECT_TRUE(town.disk->write_atomically("keys/approval.key", pem->reveal()));
        grant(R"({"lease_hours_max":1,"signatures_max":4})");
        enrol();
        write_letters();
    }
    void write_letters() {
        letters.emplace(crypto::CmsSigner{tls[0], tls, chip.tpm->tls_key()}, mailbox, trust, clock);
        renewal.emplace(*chip.tpm, disk, mailbox, *letters);
    }
    // Another system is booted: a register says so. The chip's connection is a new one after it.
    void boot_system(const std::string& tool) {
        renewal.reset();
        letters.reset();
        chip.ask(tool);
        write_letters();
    }

    // As the enrolment leaves it: certificates, and what the chip showed of itself.
    void enrol() {
        const receiver::Platform& platform = *town.platform;
        const crypto::Issuer issuer{platform.issuing.certificate, *platform.issuing.key, ""};
        const crypto::Validity validity{sync_test::now_ms - 1000, sync_test::now_ms + 86'400'000};
        tls = {*crypto::issue_tls_client(issuer, chip.tpm->tls_key().public_key(), {id.text, ""}, validity), platform.issuing.certificate};
        const tpm::Enrolment shown = *chip.tpm->enrolment();
        receiver::DeviceRow row;
        row.device = id;
        row.log_origin = "clinic.example/inkseal/" + id.text + "/1";
        row.log_vkey = "v";
        row.serials = {tls[0].serial_hex()};
        row.is_attested = true;
        row.attestation_public = shown.find("attestation")->public_area;
        row.signing_attested = shown.find("signing")->attested;
        const std::string code = town.code();
        ASSERT_TRUE(town.index->enrol(exchange::code_digest(code), Bytes(32, 1), Bytes(1, 1), row));
    }
    void grant(std::string_view policy) { ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(policy))); }

    // Looks at once, whatever was asked of the chip a moment ago.
    Happened look(std::int64_t later_ms = 61'000) {
        clock.boot += later_ms;
        const auto seen = renewal->look();
        EXPECT_TRUE(seen) << why(seen);
        return seen ? seen->happened : Happened::nothing;
    }
    // What the courier does with letters.
    void visit() {
        const std::vector<std::string> names = *disk.list("outbox");
        for (const std::string& name : names) {
            const Bytes letter = *disk.read("outbox/" + name);
            const auto answer = receiver::answer_letter(town.desk(), letter);
            const std::string stem = "inbox/" + name.substr(0, name.size() - exchange::letter_ending.size());
            if (answer) ASSERT_TRUE(disk.write_atomically(stem + ".answer", *answer));
            else ASSERT_TRUE(disk.write_atomically(stem + ".refused", base::as_bytes(R"({"status":422,"reason":"no"})")));
            refusal = answer ? std::nullopt : std::optional(answer.fault());
            ASSERT_TRUE(disk.remove("outbox/" + name));
        }
    }
    base::Status sign() {
        ports::KeyGuard& guard = chip.tpm->key_guard();
        TRY(guard.install(pin_of("271828"), 3));
        TRY(guard.unlock(pin_of("271828")));
        TRY(guard.key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, document));
        return {};
    }

    bench::Device chip;
    sync_test::Town town;
    sync_test::HandClock clock;
    base::DeviceId id{"harbour-otter-41"};
    std::vector<crypto::Certificate> tls;
    sync_test::MemoryDisk disk;
    exchange::FolderMailbox mailbox{disk};
    crypto::TrustStore trust = town.platform->trust();
    std::optional<exchange::LetterDesk> letters;
    std::optional<ApprovalRenewal> renewal;
    std::optional<Fault> refusal;
};

}  // namespace

TEST_F(Renewal, BringsBackALeaseThatRanOutAndABudgetThatWasSpent) {
    ASSERT_TRUE(chip.approve_signing({2'000, 100, 1'000}));
    EXPECT_TRUE(sign());
    usleep(2'200'000);
    EXPECT_EQ(fault_in(sign()), Fault::lease_expired);
    EXPECT_EQ(look(), Happened::asked);
    EXPECT_EQ(look(), Happened::nothing);  // it waits for its answer
    visit();
    EXPECT_FALSE(refusal);
    EXPECT_EQ(look(), Happened::renewed);
    for (int i = 0; i < 4; ++i) {
        const auto made = sign();
        EXPECT_TRUE(made) << i << why(made);
    }
    EXPECT_EQ(fault_in(sign()), Fault::budget_spent);
    EXPECT_EQ(look(), Happened::asked);
    visit();
    EXPECT_EQ(look(), Happened::renewed);
    EXPECT_TRUE(sign());
}

TEST_F(Renewal, AsksWhenHalfIsGoneAndNotBefore) {
    EXPECT_EQ(look(), Happened::asked);  // what the bench gave was never written down
    visit();
    EXPECT_EQ(look(), Happened::renewed);
    EXPECT_EQ(look(), Happened::nothing);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(sign());
    EXPECT_EQ(look(), Happened::nothing);
    ASSERT_TRUE(sign());
    EXPECT_EQ(look(), Happened::asked);
}

TEST_F(Renewal, GivesNoMoreThanThePlatformsPolicySays) {
    EXPECT_EQ(look(), Happened::asked);
    visit();
    EXPECT_EQ(look(), Happened::renewed);
    const tpm::Approval stands = *chip.tpm->propose_approval({});
    const tpm::Approval given = *chip.tpm->approval();
    EXPECT_EQ(given.serial_budget - stands.serial_budget, 4U);
    EXPECT_LE(given.clock_limit_ms, stands.clock_limit_ms + 3'600'000);
    EXPECT_GT(given.clock_limit_ms, stands.clock_limit_ms + 3'500'000);
}

TEST_F(Renewal, EndsWithTheEpochAndComesBackOnlyAfterTheOrderWasObeyed) {
    EXPECT_EQ(receiver::order_epoch(town.desk(), id).fault(), Fault::record_missing);  // it never asked
    EXPECT_EQ(look(), Happened::asked);
    visit();
    EXPECT_EQ(look(), Happened::renewed);
    const Bytes order = *receiver::order_epoch(town.desk(), id);
    EXPECT_EQ((*town.index->papers(id)).at(std::string(exchange::epoch_order_name)), order);
    // One who asks before it obeys gets nothing.
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(sign());
    EXPECT_EQ(look(), Happened::asked);
    visit();
    EXPECT_EQ(refusal, Fault::server_refused);
    EXPECT_EQ(look(), Happened::refused);
    ASSERT_TRUE(chip.approve_signing());  // one that would be good for long
    ASSERT_TRUE(sign());
    ASSERT_TRUE(disk.write_atomically("inbox/" + std::string(exchange::epoch_order_name), order));
    EXPECT_EQ(look(), Happened::epoch_advanced);
    EXPECT_EQ(fault_in(sign()), Fault::tpm_policy_refused);
    ASSERT_TRUE(disk.write_atomically("inbox/" + std::string(exchange::epoch_order_name), order));
    EXPECT_EQ(look(), Happened::nothing);  // obeyed already
    EXPECT_EQ(look(3'600'000), Happened::asked);
    visit();
    EXPECT_EQ(look(), Happened::renewed);
    EXPECT_TRUE(sign());
}

TEST_F(Renewal, OfARevokedDeviceIsRefusedAndWhatItHasRunsOut) {
    ASSERT_TRUE(town.index->revoke(id, sync_test::now_ms));
    ASSERT_TRUE(chip.approve_signing({2'000, 100, 1'000}));
    EXPECT_EQ(look(), Happened::asked);
    visit();
    EXPECT_EQ(look(), Happened::refused);
    usleep(2'200'000);
    EXPECT_EQ(fault_in(sign()), Fault::lease_expired);
    EXPECT_EQ(look(), Happened::nothing);  // no storm of questions
}

TEST_F(Renewal, TakesNothingThatIsNotThePlatformsAnswerToItsOwnQuestion) {
    EXPECT_EQ(look(), Happened::asked);
    const std::string name = disk.list("outbox")->front();
    const Bytes letter = *disk.read("outbox/" + name);
    const std::string inbox = "inbox/" + name.substr(0, name.size() - exchange::letter_ending.size()) + ".answer";
    const auto opened = exchange::open_letter(letter, trust, sync_test::now_ms);
    ASSERT_TRUE(opened);
    // In the platform's place, with an approval by another authority: the chip refuses it too.
    exchange::ApprovalRequest request = *exchange::approval_request_from(opened->content);
    base::Json answer = exchange::letter_with(request.head);
    tpm::Approval forged = *chip.tpm->propose_approval({1'000'000, 10, 10});
    ASSERT_TRUE(tpm::sign_approval(forged, bench::stranger()));
    answer.set("kind", "approval.answer").set("lease_ms", 1).set("signatures", 1).set("approval", tpm::to_json(forged));
    ASSERT_TRUE(disk.write_atomically(inbox, *exchange::sign_statement(answer, {tls[0], tls, chip.tpm->tls_key()})));
    EXPECT_EQ(fault_in(renewal->look()), Fault::receipt_invalid);
    EXPECT_EQ(look(3'600'000), Happened::nothing);  // the letter still waits for its courier
    visit();
    EXPECT_EQ(look(), Happened::renewed);
}

TEST_F(Renewal, IsGrantedOnTheChipsOwnWordAlone) {
    EXPECT_EQ(look(), Happened::asked);
    const std::string name = disk.list("outbox")->front();
    const auto opened = exchange::open_letter(*disk.read("outbox/" + name), trust, sync_test::now_ms);
    const exchange::ApprovalRequest honest = *exchange::approval_request_from(opened->content);
    const auto judged = [&](const exchange::ApprovalRequest& request) {
        const Bytes letter = *exchange::sign_statement(exchange::to_json(request), {tls[0], tls, chip.tpm->tls_key()});
        const auto answer = receiver::answer_letter(town.desk(), letter);
        return answer ? Fault::not_implemented_here : answer.fault();
    };
    exchange::ApprovalRequest each = honest;
    each.head.request = exchange::new_request_name();  // statements of an earlier question
    EXPECT_EQ(judged(each), Fault::signature_invalid);
    each = honest;
    std::swap(each.serial, each.epoch);
    EXPECT_EQ(judged(each), Fault::certificate_invalid);
    each = honest;
    each.proposal.pcr_digest[0] ^= 1;  // a system that nobody approved
    EXPECT_EQ(judged(each), Fault::signature_invalid);
    each = honest;
    each.proposal.storage_key_name.back() ^= 1;  // for another device
    EXPECT_EQ(judged(each), Fault::certificate_invalid);
    each = honest;
    each.clock.attested.back() ^= 1;
    EXPECT_EQ(judged(each), Fault::signature_invalid);
    ASSERT_TRUE(town.index->keep_approval(id, {1'000'000'000, 0, 0}));  // it stood higher once
    EXPECT_EQ(judged(honest), Fault::server_refused);
    EXPECT_EQ(town.alarms(id.text).front().kind, "counter_rollback");
}

// An update is measured into the registers; approvals, and they alone, lead the key over.
TEST_F(Renewal, KeepsTheKeyThroughAnUpdateAndNeverWakesAnEndedApproval) {
    const std::string update = "tpm2_pcrextend 16:sha256=" + std::string(64, 'c');
    const std::string old_system = "tpm2_pcrreset 16";
    boot_system(update);
    renewal.reset();
    letters.reset();
    chip.tpm.reset();
    const tpm::PlatformState next = tpm::measure_platform(chip.chip->tcti(), bench::pcrs).value();
    ASSERT_TRUE(chip.open());
    write_letters();
    boot_system(old_system);
    const Bytes key = chip.tpm->key_guard().key().public_key();
    ASSERT_EQ(look(), Happened::asked);  // the bench's own approval was never asked for: a renewal takes its place
    visit();
    ASSERT_EQ(look(), Happened::renewed);
    ASSERT_TRUE(sign());
    const Bytes before = *chip.disk.read("tpm/approval.json");
    ASSERT_TRUE(chip.tpm->install_platform_approval(bench::approve(next)));

    boot_system(update);
    EXPECT_EQ(sign().fault(), Fault::platform_changed) << "what was approved for the system before";
    ASSERT_EQ(look(), Happened::asked) << "it asks at once, though lease and budget are fresh";
    visit();
    ASSERT_EQ(look(), Happened::renewed);
    EXPECT_TRUE(sign());
    EXPECT_EQ(chip.tpm->key_guard().key().public_key(), key);
    const Bytes after = *chip.disk.read("tpm/approval.json");
    ASSERT_TRUE(chip.disk.write_atomically("tpm/approval.json", before));
    EXPECT_EQ(sign().fault(), Fault::platform_changed) << "replayed on the new system";

    boot_system(old_system);
    EXPECT_TRUE(sign()) << "the way back is open while the approval before has not ended";
    ASSERT_TRUE(chip.tpm->approval_epoch().increment());
    EXPECT_EQ(sign().fault(), Fault::tpm_policy_refused) << "ended, and the old registers do not wake it";
    boot_system(update);
    ASSERT_TRUE(chip.disk.write_atomically("tpm/approval.json", after));
    EXPECT_EQ(sign().fault(), Fault::tpm_policy_refused) << "ended on the new system too";
}

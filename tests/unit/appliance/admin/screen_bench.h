// SPDX-License-Identifier: Apache-2.0
// A device with its keys, a slot for tokens, a stick, and whoever stands at the screen.
#pragma once

#include "appliance/admin/admin_session.h"

#include "appliance/base/json.h"
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/message.h"
#include "appliance/keys/front_door.h"
#include "appliance/keys/shipment.h"
#include "tests/unit/appliance/keys/key_bench.h"

namespace admin_test {

using namespace admin;
using audit::Event;
using base::Fault;
using staff_test::TestToken;

struct TestSlot final : ports::TokenSlot {
    base::Result<std::shared_ptr<ports::StaffToken>> look() override {
        ++looks;
        if (trouble) return *trouble;
        return token;
    }
    std::shared_ptr<ports::StaffToken> token;
    std::optional<Fault> trouble;
    int looks = 0;
};

// The platform answers at once, if it answers.
struct TestDesk final : CertificateDesk {
    explicit TestDesk(keys_test::KeyBench& the_bench) : bench(the_bench) {}
    base::Status ask(const staff::Actor& who, const std::string& key) override {
        auto asked = bench.life.request(who, key);
        if (!asked) return asked.failure();
        request = *asked;
        return {};
    }
    base::Status take(const staff::Actor& who, const std::string& key) override {
        if (request.empty()) return Fault::record_missing;
        const auto installed = bench.life.install_certificate(who, key, bench.certificate_for(request));
        return installed ? base::Status() : base::Status(installed.failure());
    }
    base::Status ask_to_register(const staff::Actor& who, const std::string& key, const std::vector<crypto::Certificate>& chain) override {
        const auto proof = bench.life.prove(who, key, chain, "registration");
        if (!proof) return proof.failure();
        registering = chain;
        return {};
    }
    bool has_asked_to_register(const std::string&) override { return !registering.empty(); }
    base::Status take_registration(const staff::Actor& who, const std::string& key) override {
        if (!is_platform_done) return Fault::record_missing;
        const auto installed = bench.life.install_certificate(who, key, std::exchange(registering, {}));
        return installed ? base::Status() : base::Status(installed.failure());
    }
    base::Status take_confirmations(const staff::Actor& who) override {
        if (confirmation.empty()) return Fault::transfer_unconfirmed;
        const auto confirmed = keys::Shipments(bench.life).confirm(who, std::exchange(confirmation, {}));
        return confirmed ? base::Status() : base::Status(confirmed.failure());
    }
    base::Status give_up(const staff::Actor& who, const std::string& shipment, const std::string& reason) override {
        const auto given_up = keys::Shipments(bench.life).abandon(who, shipment, reason);
        return given_up ? base::Status() : base::Status(given_up.failure());
    }
    base::Result<base::Bytes> sign_detached(base::ByteView content) override {
        const std::int64_t now = bench.run.clock.wall;
        const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 93);
        const auto certificate = *crypto::issue_tls_client({bench.body.identity.trust.anchors().front(), *bench.body.root_key, ""}, key->public_key(),
                                                           {bench.run.device().identity.device.text, ""}, {now - 60'000, now + 86'400'000});
        return crypto::sign_manifest(content, {certificate, {}, *key});
    }
    base::Result<base::Bytes> sign_message(base::ByteView content) override { return message_by(bench.run.device().identity.device.text, content); }
    // As any device under this platform signs what it tells others.
    base::Result<base::Bytes> message_by(const std::string& device, base::ByteView content) const {
        const std::int64_t now = bench.run.clock.wall;
        const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 93);
        const auto certificate = *crypto::issue_tls_client({bench.body.identity.trust.anchors().front(), *bench.body.root_key, ""}, key->public_key(), {device, ""},
                                                           {now - 60'000, now + 86'400'000});
        return crypto::sign_message(content, {certificate, {}, *key});
    }
    base::Status replace(const WhoMay& who) override {
        const auto may = who(staff::Duty::create_key);
        if (!may) return may.failure();
        keys::Rotation rotation(bench.life);
        if (rotation.look()->stage == keys::RotationStage::wants_certificate) return {};
        const auto begun = rotation.begin(*may, "");
        return begun ? base::Status() : base::Status(begun.failure());
    }
    keys_test::KeyBench& bench;
    base::Bytes request, confirmation;
    std::vector<crypto::Certificate> registering;
    bool is_platform_done = false;
};

struct TestStick final : ports::ExchangeFolder {
    base::Result<std::vector<File>> files() override {
        if (!is_in) return Fault::disk_not_found;
        std::vector<File> all;
        for (const auto& [name, content] : held) all.push_back({name, content.size()});
        return all;
    }
    base::Result<base::Bytes> read(const std::string& name, std::size_t limit) override {
        if (!is_in || !held.contains(name)) return Fault::disk_not_found;
        if (held[name].size() > limit) return Fault::key_file_unreadable;
        return held[name];
    }
    base::Status write(const std::string& name, base::ByteView content) override {
        if (!is_in) return Fault::disk_not_found;
        if (is_full) return Fault::disk_full;
        if (held.contains(name)) return Fault::output_exists;
        held[name] = base::Bytes(content.begin(), content.end());
        return {};
    }
    base::Status write_folder(const std::string& name, const std::vector<Named>& files) override {
        if (!is_in) return Fault::disk_not_found;
        if (std::any_of(held.begin(), held.end(), [&](const auto& one) { return one.first.starts_with(name + "/"); })) return Fault::output_exists;
        for (const auto& [file, content] : files) held[name + "/" + file] = content;
        return {};
    }
    std::map<std::string, base::Bytes> held;
    bool is_in = true, is_full = false;
};

struct AtTheScreen : keys_test::KeyBench {
    AtTheScreen() {
        pack = pack_of(staff_test::roster_of({staff_test::person_with(*zoe, "zoe", {Role::security_officer}),
                                              staff_test::person_with(*ken, "ken", {Role::agent}), staff_test::person_with(*ada, "ada", {Role::auditor})}));
        EXPECT_TRUE(keys::FrontDoor(run.device()).install(pack, {}));
    }
    // Signed by the platform, in force now.
    base::Bytes pack_of(staff::Roster roster) {
        const std::int64_t now = run.clock.wall;
        const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 92);
        const auto certificate = *crypto::issue_receipt({body.identity.trust.anchors().front(), *body.root_key, ""}, key->public_key(), {"Platform", ""},
                                                        {now - 60'000, now + 864'000'000});
        roster.issued_ms = now - 1000;
        roster.expires_ms = now + 800'000'000;
        for (staff::Person& person : roster.people) {
            person.not_before_ms = now - 1000;
            person.not_after_ms = now + 800'000'000;
        }
        return *crypto::sign_message(base::as_bytes(base::canonical_json(staff::to_json(roster))), {certificate, {}, *key});
    }
    // Time enough passes for the slot to be looked at.
    void turn() {
        run.clock.boot += AdminSession::look_every_ms;
        session.tick();
    }
    void put_in(const std::shared_ptr<TestToken>& token) {
        slot.token = token;
        turn();
    }
    void take_out() {
        if (auto* const token = dynamic_cast<TestToken*>(slot.token.get())) token->is_in = false;
        slot.token.reset();
        turn();
    }
    void type(std::string_view code) {
        for (const char digit : code) session.handle(app::PressDigit{digit});
        session.handle(app::EnterDigits{});
    }
    void sign_in(const std::shared_ptr<TestToken>& token) {
        put_in(token);
        type("123456");
        ASSERT_TRUE(sees<HomeScreen>());
    }
    template <typename Kind>
    bool sees() const { return session.is_at_the_screen() && std::holds_alternative<Kind>(session.screen().content); }
    template <typename Kind>
    Kind seen() const { return std::get<Kind>(session.screen().content); }
    void open_key(const std::string& name) {
        session.handle(OpenKeys{});
        session.handle(OpenKey{name});
        ASSERT_TRUE(sees<KeyScreen>());
    }
    // Confirmed, announced, shown, done.
    void do_step(Step step) {
        session.handle(ChooseStep{step});
        session.handle(Confirm{});
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    std::vector<Event> events() {
        std::vector<Event> all;
        for (std::uint64_t i = 0; i < run.device().log.size(); ++i) all.push_back(run.device().log.leaf(i)->event);
        return all;
    }
    long count(Event event) {
        const auto all = events();
        return std::count(all.begin(), all.end(), event);
    }

    std::shared_ptr<TestToken> zoe = std::make_shared<TestToken>(staff_pki, 11), ken = std::make_shared<TestToken>(staff_pki, 12),
                               ada = std::make_shared<TestToken>(staff_pki, 13), stranger = std::make_shared<TestToken>(staff_pki, 14);
    base::Bytes pack;
    TestSlot slot;
    TestDesk desk{*this};
    TestStick stick;
    AdminSession session{run.device(), life, slot, desk, stick};
};

}  // namespace admin_test

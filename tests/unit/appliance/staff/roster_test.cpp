// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/roster.h"

#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "tests/unit/appliance/staff/staff_bench.h"

#include <gtest/gtest.h>

#include <map>

namespace {

using namespace staff_test;
using base::Bytes;
using base::Fault;
using base::Json;
using staff::Role;

// A platform that signs packs, as it signs everything it sends down.
struct Platform {
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 90);
    crypto::Certificate certificate =
        crypto::issue_receipt(pki.issuer(), key->public_key(), {"Platform", ""}, pki.validity()).value();

    Bytes pack(const staff::Roster& roster) const { return pack(staff::to_json(roster)); }
    Bytes pack(const Json& json) const {
        return crypto::sign_message(base::as_bytes(base::canonical_json(json)), {certificate, pki.chain, *key}).value();
    }
};

struct MemoryDisk final : base::Disk {
    std::map<std::string, Bytes, std::less<>> files;
    base::Result<Bytes> read(std::string_view path) const override {
        const auto found = files.find(path);
        if (found == files.end()) return Fault::disk_not_found;
        return found->second;
    }
    bool exists(std::string_view path) const override { return files.contains(path); }
    base::Result<std::vector<std::string>> list(std::string_view) const override { return std::vector<std::string>{}; }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        files[std::string(path)] = base::to_bytes(content);
        return {};
    }
    base::Status remove(std::string_view path) override {
        files.erase(std::string(path));
        return {};
    }
    base::Result<std::uint64_t> free_bytes() const override { return std::uint64_t{1} << 30U; }
};

struct RosterPack : testing::Test {
    Platform platform;
    TestToken zoe{platform.pki, 1};
    TestToken omar{platform.pki, 2};
    MemoryDisk disk;
    staff::Roster roster = roster_of({person_with(zoe, "zoe", {Role::security_officer}), person_with(omar, "omar", {Role::custodian, Role::auditor})});
};

}  // namespace

TEST_F(RosterPack, SaysWhoseTokenItIs) {
    const staff::Roster opened = staff::open_pack(platform.pack(roster), platform.pki.trust, crypto_test::now_ms).value();
    EXPECT_EQ(opened.serial, 7U);
    EXPECT_EQ(opened.find(zoe.key->public_key(), crypto_test::now_ms)->id, "zoe");
    EXPECT_TRUE(opened.find(omar.key->public_key(), crypto_test::now_ms)->has(Role::auditor));
    EXPECT_EQ(opened.find(TestToken(platform.pki, 3).key->public_key(), crypto_test::now_ms).fault(), Fault::token_not_ours);
}

TEST_F(RosterPack, KeepsARevokedTokenOutWhateverElseItSays) {
    roster.revoked.push_back(crypto::sha256(zoe.key->public_key()));
    const staff::Roster opened = staff::open_pack(platform.pack(roster), platform.pki.trust, crypto_test::now_ms).value();
    EXPECT_EQ(opened.find(zoe.key->public_key(), crypto_test::now_ms).fault(), Fault::token_not_ours);
    EXPECT_TRUE(opened.find(omar.key->public_key(), crypto_test::now_ms));
}

TEST_F(RosterPack, KnowsNobodyOutsideTheirDates) {
    const staff::Person& person = roster.people[0];
    EXPECT_EQ(roster.find(person.token_key, person.not_before_ms - 1).fault(), Fault::token_not_ours);
    EXPECT_TRUE(roster.find(person.token_key, person.not_before_ms));
    EXPECT_EQ(roster.find(person.token_key, roster.expires_ms).fault(), Fault::token_not_ours) << "the whole roster is over";
}

TEST_F(RosterPack, IsRefusedWhenADeviceSignedIt) {
    const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 91);
    const auto device = crypto::issue_tls_client(platform.pki.issuer(), key->public_key(), {"harbour-otter-41", ""}, platform.pki.validity()).value();
    const Bytes pack =
        crypto::sign_message(base::as_bytes(base::canonical_json(staff::to_json(roster))), {device, platform.pki.chain, *key}).value();
    EXPECT_FALSE(staff::open_pack(pack, platform.pki.trust, crypto_test::now_ms));
    EXPECT_EQ(staff::open_pack(Platform{crypto_test::Pki("Other root")}.pack(roster), platform.pki.trust, crypto_test::now_ms).fault(),
              Fault::certificate_untrusted);
}

TEST_F(RosterPack, IsRefusedWithAnyByteChanged) {
    const Bytes pack = platform.pack(roster);
    for (std::size_t i = 0; i < pack.size(); i += 7) {
        Bytes changed = pack;
        changed[i] ^= 0x20U;
        const auto opened = staff::open_pack(changed, platform.pki.trust, crypto_test::now_ms);
        // CMS has a few unsigned bytes in its headers; what it says is the same then.
        if (opened) { EXPECT_EQ(base::canonical_json(staff::to_json(*opened)), base::canonical_json(staff::to_json(roster))) << i; }
    }
}

TEST_F(RosterPack, IsNotTakenWhenItIsOlderThanOneThatWasSeenOrOver) {
    const auto check = [&](std::uint64_t floor) { return staff::check_pack(platform.pack(roster), platform.pki.trust, "harbour-otter-41", floor, crypto_test::now_ms); };
    EXPECT_EQ(check(6)->serial, 7U);
    EXPECT_EQ(check(7).fault(), Fault::server_conflict);
    EXPECT_EQ(check(8).fault(), Fault::server_conflict);
    roster.expires_ms = crypto_test::now_ms;
    EXPECT_EQ(check(0).fault(), Fault::certificate_expired);
}

TEST_F(RosterPack, IsTakenOnlyByTheDevicesThatItNames) {
    const auto check = [&](const std::string& device) { return staff::check_pack(platform.pack(roster), platform.pki.trust, device, 0, crypto_test::now_ms); };
    EXPECT_TRUE(check("harbour-otter-41")) << "one that names none is for all";
    roster.devices = {"harbour-otter-42", "harbour-otter-43"};
    EXPECT_EQ(check("harbour-otter-43")->devices, roster.devices);
    EXPECT_EQ(check("harbour-otter-41").fault(), Fault::message_invalid);
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"Harbour Otter"}, {""}, {"harbour-otter-42", "harbour-otter-42"}}) {
        roster.devices = wrong;
        EXPECT_EQ(staff::roster_from(staff::to_json(roster)).fault(), Fault::message_invalid) << wrong.front();
    }
    roster.devices.clear();
    Json none = staff::to_json(roster);
    none.set("devices", Json(Json::Array{}));
    EXPECT_EQ(staff::roster_from(none).fault(), Fault::message_invalid) << "nobody's, or everybody's?";
}

TEST_F(RosterPack, IsCheckedAgainWheneverItIsRead) {
    EXPECT_EQ(staff::installed_roster(disk, platform.pki.trust, crypto_test::now_ms).fault(), Fault::disk_not_found);
    disk.files[std::string(staff::roster_path)] = platform.pack(roster);
    EXPECT_EQ(staff::installed_roster(disk, platform.pki.trust, crypto_test::now_ms)->serial, 7U);
    disk.files[std::string(staff::roster_path)] = Platform{crypto_test::Pki("Other root")}.pack(roster);
    EXPECT_EQ(staff::installed_roster(disk, platform.pki.trust, crypto_test::now_ms).fault(), Fault::certificate_untrusted);
}

TEST_F(RosterPack, IsReadStrictly) {
    const auto refuses = [&](auto change) {
        Json json = staff::to_json(roster);
        change(json);
        return staff::roster_from(json).failure().fault == Fault::message_invalid;
    };
    EXPECT_TRUE(refuses([](Json& json) { json.set("admin", true); }));
    EXPECT_TRUE(refuses([](Json& json) { json.set("v", 2); }));
    EXPECT_TRUE(refuses([](Json& json) { json.set("serial", 0); }));
    EXPECT_TRUE(refuses([](Json& json) { json.set("expires_ms", 0); }));
    const auto refuses_person = [&](std::string_view member, Json value) {
        return refuses([&](Json& json) {
            Json::Array people = **json.array("people");
            people[0].set(member, std::move(value));
            json.set("people", std::move(people));
        });
    };
    EXPECT_TRUE(refuses_person("roles", Json::Array{"emperor"}));
    EXPECT_TRUE(refuses_person("roles", Json::Array{}));
    EXPECT_TRUE(refuses_person("roles", (Json::Array{"auditor", "auditor"})));
    EXPECT_TRUE(refuses_person("id", "omar")) << "twice the same person";
    EXPECT_TRUE(refuses_person("id", "Zoë"));
    EXPECT_TRUE(refuses_person("certificate", base::to_base64(omar.key->public_key()))) << "one token, one person";
    EXPECT_TRUE(refuses_person("certificate", "AAAA"));
    EXPECT_TRUE(refuses_person("name", std::string(200, 'a')));
}

// SPDX-License-Identifier: Apache-2.0
// Exported keys that go to the platform by letter, or are brought to it in a folder.
#include "sync/arrival_letter.h"

#include "appliance/crypto/export_manifest.h"
#include "sync/receiver/arrivals.h"
#include "tests/unit/sync/letter_bench.h"

#include <fstream>

namespace sync_test {
namespace {

using crypto::NamedFile;

struct ArrivalLetters : Letters {
    std::vector<NamedFile> exported(const std::string& named) {
        const Bytes pfx = base::to_bytes("stands for a PFX");
        const crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = {}, .certificate_sha256 = {}, .device = named,
                                              .exported_ms = now_ms, .reason = "migration", .approvals = {}, .destination = "the platform"};
        const Bytes json = *crypto::write_manifest(manifest);
        return {{"k.pfx", pfx}, {"k.manifest.json", json}, {"k.manifest.p7s", *crypto::sign_manifest(json, {device.tls[0], device.tls, *device.tls_key})}};
    }
    Bytes letter_with_files(const std::vector<NamedFile>& files, const LetterHead& head) {
        return signed_by(device, *write_arrival_request({head, files}));
    }
    LetterHead head() const { return {std::string(arrival_request_kind), device.id, new_request_name()}; }
    crypto::TrustStore trust() const { return town.platform->trust(); }
};

}  // namespace

TEST_F(ArrivalLetters, AreAnsweredWithThePlatformsConfirmationOfExactlyTheseFiles) {
    const LetterHead asked = head();
    const auto files = exported(device.id.text);
    const Bytes letter = letter_with_files(files, asked);
    const HttpResponse response = post(letter);
    ASSERT_EQ(response.status, 200) << text_of(response);
    const auto confirmation = open_arrival_answer(response.body, asked, trust(), now_ms);
    ASSERT_TRUE(confirmation) << confirmation.failure().detail;
    const auto arrival = crypto::open_arrival(*confirmation, trust(), now_ms);
    ASSERT_TRUE(arrival) << arrival.failure().detail;
    EXPECT_EQ(arrival->by, "platform");
    EXPECT_EQ(arrival->files, *crypto::describe_files(files));
    EXPECT_EQ(post(letter).body, response.body) << "the same letter, the same answer";
    EXPECT_EQ(open_arrival_answer(response.body, head(), trust(), now_ms).fault(), Fault::receipt_mismatch);
    std::size_t kept = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(town.folder.path()))
        if (entry.path().filename() == "k.pfx") kept += read_file(entry.path().string()) == files[0].second ? 1U : 0U;
    EXPECT_EQ(kept, 1U) << "what is confirmed is kept, once";
}

TEST_F(ArrivalLetters, MayHoldAKeyOnItsWayToAnotherChipByTheDeviceThatSendsIt) {
    const auto travelling = [&](const Device& writer, const std::string& from) {
        Json json;
        json.set("v", 1).set("kind", "travelling-key").set("from", from).set("to", "harbour-otter-77");
        return signed_by(writer, json);
    };
    const auto asked = [&](const std::vector<NamedFile>& files) { return receiver::answer_letter(town.desk(), letter_with_files(files, head())); };
    const auto taken = asked({{"portable.key", travelling(device, device.id.text)}});
    ASSERT_TRUE(taken) << taken.failure().detail;
    EXPECT_EQ(asked({{"portable.key", travelling(device, "harbour-otter-66")}}).fault(), Fault::message_invalid) << "in another's name";
    EXPECT_EQ(asked({{"portable.txt", travelling(device, device.id.text)}}).fault(), Fault::message_invalid);
    Device other("harbour-otter-42");
    other.enrol(town);
    ASSERT_TRUE(town.index->revoke(other.id, now_ms));
    EXPECT_EQ(asked({{"portable.key", travelling(other, other.id.text)}}).fault(), Fault::server_refused) << "revoked";
}

TEST_F(ArrivalLetters, AreRefusedWhenTheExportIsNotTheDevicesOwnOrNotWhole) {
    const auto refuses = [&](const std::vector<NamedFile>& files) { return receiver::answer_letter(town.desk(), letter_with_files(files, head())).fault(); };
    EXPECT_EQ(refuses(exported("harbour-otter-66")), Fault::signature_invalid);
    auto files = exported(device.id.text);
    files[0].second[0] ^= 1U;
    EXPECT_EQ(refuses(files), Fault::key_file_tampered);
    files = exported(device.id.text);
    files.emplace_back("export.password", base::to_bytes("secret"));
    EXPECT_EQ(refuses(files), Fault::message_invalid);
    files = exported(device.id.text);
    files.pop_back();
    EXPECT_EQ(refuses(files), Fault::message_invalid);
    EXPECT_EQ(write_arrival_request({head(), {{"big", Bytes(60'000)}}}).fault(), Fault::usage_invalid);
}

TEST_F(ArrivalLetters, MayBeBroughtInAFolderUnlessTheDeviceWasRevoked) {
    TemporaryFolder brought;
    for (const auto& [name, content] : exported(device.id.text)) write_file(brought / name, content);
    TemporaryFolder out;
    const auto taken = receiver::receive_folder(town.desk(), brought.path(), out / "confirmation");
    ASSERT_TRUE(taken) << taken.failure().detail;
    EXPECT_EQ(crypto::open_arrival(read_file(out / "confirmation"), trust(), now_ms)->files.size(), 3U);
    ASSERT_TRUE(town.index->revoke(device.id, now_ms));
    EXPECT_FALSE(receiver::receive_folder(town.desk(), brought.path(), out / "second"));
    EXPECT_FALSE(std::filesystem::exists(out / "second"));
}

}  // namespace sync_test

// SPDX-License-Identifier: Apache-2.0
// What the receiver does with uploads, asked directly.
#include "appliance/host/system_clock.h"
#include "tests/unit/sync/receiver_bench.h"

#include <filesystem>
#include <thread>

namespace sync_test {

TEST_F(Receiver, NeverTruncatesAnUploadThatIsCreatedAgain) {
    const Bytes blob(1000, 7);
    const base::Digest name = crypto::sha256(blob);
    EXPECT_EQ(create(name, blob.size()).status, 201);
    EXPECT_EQ(patch(name, 0, Bytes(400, 7)).status, 204);
    const HttpResponse again = create(name, blob.size());
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(number_field(again.fields, "Upload-Offset"), 400U);
    EXPECT_EQ(offset_of(name), 400U);
    EXPECT_EQ(patch(name, 400, Bytes(600, 7)).status, 204);
    EXPECT_EQ(create(name, blob.size()).status, 201);
    EXPECT_EQ(*town.blobs->read(device.id, name), blob);
    EXPECT_EQ(create(name, 999).status, 409);
}

TEST_F(Receiver, TakesBytesOnlyWhereTheUploadStands) {
    const Bytes blob(1000, 7);
    const base::Digest name = crypto::sha256(blob);
    create(name, blob.size());
    EXPECT_EQ(patch(name, 1, Bytes(10, 7)).status, 409);
    EXPECT_EQ(patch(name, 0, Bytes(1001, 7)).status, 409);
    EXPECT_EQ(patch(name, 0, Bytes(10, 7)).status, 204);
    EXPECT_EQ(patch(name, 0, Bytes(10, 7)).status, 409);
    EXPECT_EQ(offset_of(name), 10U);
}

TEST_F(Receiver, KeepsWhatCameBeforeAConnectionBroke) {
    const Bytes blob(1000, 7);
    const base::Digest name = crypto::sha256(blob);
    create(name, blob.size());
    HttpRequest cut = request_of("PATCH", "/v1/blobs/" + base::to_hex(name), device, Bytes(123, 7),
                                 {{"Tus-Resumable", "1.0.0"}, {"Upload-Offset", "0"}, {"Content-Type", "application/offset+octet-stream"}});
    cut.is_cut = true;
    town.service->handle(cut);
    EXPECT_EQ(offset_of(name), 123U);
    cut.method = "PUT";
    cut.path = place(1);
    EXPECT_EQ(town.service->handle(cut).status, 400);
}

TEST_F(Receiver, RefusesBytesThatAreNotWhatTheirNameSays) {
    const base::Digest name = crypto::sha256(Bytes(100, 7));
    create(name, 100);
    EXPECT_EQ(patch(name, 0, Bytes(100, 8)).status, 460);
    EXPECT_EQ(offset_of(name), 0U);
    EXPECT_EQ(patch(name, 0, Bytes(100, 7)).status, 204);
}

TEST_F(Receiver, GivesUpTheUploadThatWasLeftLongestInsteadOfShuttingADeviceOut) {
    const auto name_of = [](std::size_t number) { return crypto::sha256(Bytes(1000 + number, 7)); };
    const std::size_t count = receiver::unfinished_max + 3;
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(create(name_of(i), 1000 + i).status, 201);
        EXPECT_EQ(patch(name_of(i), 0, Bytes(10, 7)).status, 204);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));  // so that "longest" means something
    }
    for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(tus("HEAD", "/v1/blobs/" + base::to_hex(name_of(i))).status, i < 3 ? 404 : 200) << i;
    // Its sender begins again, and ends.
    ASSERT_EQ(create(name_of(0), 1000).status, 201);
    EXPECT_EQ(patch(name_of(0), 0, Bytes(1000, 7)).status, 204);
    EXPECT_EQ(*town.blobs->read(device.id, name_of(0)), Bytes(1000, 7));
}

TEST_F(Receiver, GivesUpWhatNobodySentAByteOfForAWeekAndNothingElse) {
    const Bytes whole(50, 9);
    const base::Digest left = crypto::sha256(Bytes(100, 7)), done = crypto::sha256(whole);
    create(left, 100);
    patch(left, 0, Bytes(10, 7));
    create(done, whole.size());
    patch(done, 0, whole);
    const std::int64_t now = host::SystemClock().wall_ms();
    EXPECT_TRUE(town.blobs->expire(now + receiver::unfinished_ms - 60'000));
    EXPECT_EQ(offset_of(left), 10U);
    EXPECT_TRUE(town.blobs->expire(now + receiver::unfinished_ms + 60'000));
    EXPECT_EQ(tus("HEAD", "/v1/blobs/" + base::to_hex(left)).status, 404);
    EXPECT_EQ(*town.blobs->read(device.id, done), whole);
}

TEST_F(Receiver, KeepsNothingOfBytesThatAreWrongAgainAndAgain) {
    const base::Digest name = crypto::sha256(Bytes(100'000, 7));
    for (int i = 0; i < 20; ++i) {
        create(name, 100'000);
        EXPECT_EQ(patch(name, 0, Bytes(100'000, 8)).status, 460);
    }
    std::uintmax_t kept = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(town.folder.path()))
        if (entry.is_regular_file() && entry.path().string().find(base::to_hex(name)) != std::string::npos) kept += entry.file_size();
    EXPECT_EQ(kept, 0U);
    EXPECT_EQ(patch(name, 0, Bytes(100'000, 7)).status, 204);
}

TEST_F(Receiver, SpeaksTusStrictly) {
    EXPECT_EQ(ask("HEAD", "/v1/blobs/" + std::string(64, 'a')).status, 412);  // no Tus-Resumable
    EXPECT_EQ(tus("HEAD", "/v1/blobs/" + std::string(64, 'a')).status, 404);
    EXPECT_EQ(tus("HEAD", "/v1/blobs/" + std::string(64, 'A')).status, 404);
    EXPECT_EQ(tus("HEAD", "/v1/blobs/../../etc/passwd").status, 404);
    EXPECT_EQ(tus("POST", "/v1/blobs", {{"Upload-Length", "10"}}).status, 400);
    EXPECT_EQ(create(base::Digest{1}, std::size_t{parcel_size_max} + 1).status, 413);
    const HttpResponse options = ask("OPTIONS", "/v1/blobs");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(field(options.fields, "Tus-Extension"), "creation");
}

TEST_F(Receiver, ShowsNoDeviceTheUploadsOfAnother) {
    const ClearManifest manifest = upload(1);
    Device other("harbour-otter-42");
    other.enrol(town);
    HttpRequest request = request_of("HEAD", "/v1/blobs/" + base::to_hex(manifest.parcel_sha256), other, {}, {{"Tus-Resumable", "1.0.0"}});
    EXPECT_EQ(town.service->handle(request).status, 404);
    EXPECT_EQ(town.service->handle(request_of("GET", place(1), other)).status, 403);
}

}  // namespace sync_test

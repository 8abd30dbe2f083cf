// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel.h"

#include "appliance/crypto/digest.h"
#include "sync/tar.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Fault;

Bytes bytes(std::string_view text) { return base::to_bytes(text); }

Parcel sample() {
    return {ParcelKind::artifact,
            base::DeviceId("harbour-otter-41"),
            17,
            {{"signed.pdf", bytes("%PDF-1.7 ...")}, {"evidence.json", bytes("{}")}, {"leaf.json", bytes("{\"v\":1}")}}};
}

struct Keys {
    Town town;
    Device device;
    Keys() { device.enrol(town); }
    std::vector<crypto::Certificate> issuers() const { return {device.tls.begin() + 1, device.tls.end()}; }
    Bytes seal(const Parcel& parcel) {
        const auto chain = issuers();
        return *seal_parcel(parcel, {device.tls[0], chain, *device.tls_key}, device.archive[0]);
    }
    std::shared_ptr<crypto::SoftwareAgreementKey> archive_key() const {
        const Bytes pem = read_file(town.folder.path() + "/archive/archive.key");
        return *crypto::SoftwareAgreementKey::from_pem(base::SecretBytes(base::ByteView(pem)));
    }
};

}  // namespace

TEST(Parcel, ComesBackAsItWasPacked) {
    const Bytes tar = *pack_parcel(sample());
    EXPECT_EQ(*unpack_parcel(tar), sample());
}

TEST(Parcel, IsATarThatOtherProgramsReadWithTheManifestFirst) {
    const TemporaryFolder folder;
    write_file(folder / "p.tar", *pack_parcel(sample()));
    const Ran listed = run("tar tf " + folder / "p.tar");
    EXPECT_EQ(listed.status, 0);
    EXPECT_EQ(listed.output, "manifest.json\nsigned.pdf\nevidence.json\nleaf.json\n");
}

// A changed byte of the device's name or the sequence gives another parcel, which the
// sender's certificate then contradicts; everything else is refused here.
TEST(Parcel, RefusesAnyChangedByteThatDoesNotNameAnotherSender) {
    const Bytes tar = *pack_parcel(sample());
    std::size_t refused = 0;
    for (std::size_t i = 0; i < tar.size(); ++i) {
        Bytes changed = tar;
        changed[i] ^= 1;
        const auto result = unpack_parcel(changed);
        if (result) {
            EXPECT_TRUE(result->device != sample().device || result->sequence != sample().sequence) << "byte " << i;
            EXPECT_EQ(result->files, sample().files) << "byte " << i;
            continue;
        }
        EXPECT_EQ(result.fault(), Fault::parcel_invalid);
        ++refused;
    }
    EXPECT_GT(refused, tar.size() - 40);
    for (std::size_t size = 0; size < tar.size(); size += 97)
        EXPECT_FALSE(unpack_parcel(base::ByteView(tar).first(size))) << size;
    Bytes longer = tar;
    longer.insert(longer.end(), 512, 0);
    EXPECT_FALSE(unpack_parcel(longer));
}

TEST(Parcel, RefusesForeignMissingAndDoubleNames) {
    Parcel foreign = sample();
    foreign.files.push_back({"notes.txt", {}});
    EXPECT_EQ(pack_parcel(foreign).fault(), Fault::parcel_invalid);
    Parcel missing = sample();
    missing.files.pop_back();
    EXPECT_EQ(pack_parcel(missing).fault(), Fault::parcel_invalid);
    Parcel twice = sample();
    twice.files.push_back(twice.files.front());
    EXPECT_EQ(pack_parcel(twice).fault(), Fault::parcel_invalid);
    Parcel path = sample();
    path.kind = ParcelKind::work_order;
    path.files = {{"envelope.json", {}}, {"../a.pdf", {}}};
    EXPECT_EQ(pack_parcel(path).fault(), Fault::parcel_invalid);
}

TEST(Parcel, RefusesLinksAndFolders) {
    const TemporaryFolder folder;
    run("cd " + folder.path() + " && ln -s /etc/passwd manifest.json && mkdir d && tar cf l.tar manifest.json && tar cf d.tar d");
    EXPECT_FALSE(read_tar(read_file(folder / "l.tar")));
    EXPECT_FALSE(read_tar(read_file(folder / "d.tar")));
}

TEST(Parcel, OpensForTheArchiveAlone) {
    Keys keys;
    const Bytes sealed = keys.seal(sample());
    const auto trust = keys.device.papers().trust.roots;
    const auto opened = open_device_parcel(sealed, keys.device.archive[0], *keys.archive_key(), trust, now_ms);
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(opened->parcel, sample());
    EXPECT_EQ(opened->sender.subject_common_name(), "harbour-otter-41");
    const auto wrong = open_device_parcel(sealed, keys.device.parcel[0], *keys.device.parcel_key, trust, now_ms);
    EXPECT_EQ(wrong.fault(), Fault::parcel_not_for_us);
    Bytes changed = sealed;
    changed[changed.size() / 2] ^= 1;
    EXPECT_FALSE(open_device_parcel(changed, keys.device.archive[0], *keys.archive_key(), trust, now_ms));
}

TEST(Parcel, OfOneDeviceCannotBeSentByAnother) {
    Keys keys;
    Parcel parcel = sample();
    parcel.device = base::DeviceId("harbour-otter-42");
    const Bytes sealed = keys.seal(parcel);
    const auto opened = open_device_parcel(sealed, keys.device.archive[0], *keys.archive_key(),
                                           keys.device.papers().trust.roots, now_ms);
    EXPECT_EQ(opened.fault(), Fault::parcel_invalid);
}

TEST(Parcel, NoDeviceCanPassForThePlatform) {
    Keys keys;
    Parcel order{ParcelKind::work_order, keys.device.id, 1, {{"envelope.json", bytes("{}")}}};
    const auto issuers = keys.issuers();
    const auto trust = keys.device.papers().trust.roots;
    const auto open = [&](const Bytes& sealed, const base::DeviceId& device) {
        return open_work_order(sealed, device, keys.device.parcel[0], *keys.device.parcel_key, trust, now_ms);
    };
    const auto& platform = *keys.town.platform;
    const Bytes real = *seal_parcel(order, platform.work_order.signer(), keys.device.parcel[0]);
    ASSERT_TRUE(open(real, keys.device.id));
    EXPECT_EQ(open(real, base::DeviceId("another")).fault(), Fault::parcel_not_for_us);
    for (const auto& [certificate, key] : {std::pair(keys.device.tls[0], keys.device.tls_key),
                                           std::pair(keys.device.signing[0], keys.device.signing_key)}) {
        const Bytes forged = *seal_parcel(order, {certificate, issuers, *key}, keys.device.parcel[0]);
        EXPECT_FALSE(open(forged, keys.device.id));
    }
}

TEST(ClearManifest, HasOneSpelling) {
    Keys keys;
    const ClearManifest manifest = keys.device.post(17);
    const std::string text = write_manifest(manifest);
    EXPECT_EQ(*read_manifest(base::as_bytes(text)), manifest);
    EXPECT_FALSE(read_manifest(base::as_bytes(text + "\n")));
    std::string spaced = text;
    spaced.insert(1, " ");
    EXPECT_EQ(read_manifest(base::as_bytes(spaced)).fault(), Fault::parcel_invalid);
    std::string extra = text;
    extra.insert(extra.size() - 1, ",\"z\":1");
    EXPECT_FALSE(read_manifest(base::as_bytes(extra)));
    for (const char* without : {"seal_id", "byterange_digest", "parcel_sha256", "device", "size"}) {
        base::Json json = *base::parse_json(text);
        json.as_object()->erase(without);
        EXPECT_FALSE(read_manifest(base::as_bytes(base::canonical_json(json)))) << without;
    }
}

TEST(ClearManifest, SaysNothingButDigestsAndNumbers) {
    Keys keys;
    const base::Json json = *base::parse_json(write_manifest(keys.device.post(17)));
    EXPECT_EQ(json.as_object()->size(), 9U);
    for (const auto& [name, value] : *json.as_object())
        if (const std::string* text = value.as_text(); text != nullptr && name != "device" && name != "kind") {
            EXPECT_EQ(text->size(), 64U) << name;
        }
}

}  // namespace sync_test

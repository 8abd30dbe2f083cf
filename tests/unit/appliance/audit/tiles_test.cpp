// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/tiles.h"

#include "tests/faults/sim_storage.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

base::Digest leaf_hash(std::uint64_t index) { return hash_leaf(base::as_bytes("leaf " + std::to_string(index))); }

}  // namespace

TEST(TilePath, IsTheOneOfTheStandard) {
    EXPECT_EQ(tile_path(0, 0), "tile/0/000");
    EXPECT_EQ(tile_path(3, 999), "tile/3/999");
    EXPECT_EQ(tile_path(0, 1000), "tile/0/x001/000");
    EXPECT_EQ(tile_path(0, 1234067), "tile/0/x001/x234/067");
    EXPECT_EQ(tile_path(1, 5, 17), "tile/1/005.p/17");
    EXPECT_EQ(entries_path(1234067, 112), "tile/entries/x001/x234/067.p/112");
}

TEST(Tiles, A70000LeafTreeHasTheTilesOfTheStandardsExample) {
    faults::SimStorage disk;
    TiledTree tree(disk);
    for (std::uint64_t i = 0; i < 70'000; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    std::size_t full_0 = 0;
    for (const auto& [path, bytes] : disk.files())
        if (path.starts_with("log/tile/0/") && path.find(".p/") == std::string::npos) {
            ++full_0;
            EXPECT_EQ(bytes.size(), 8192U);
        }
    EXPECT_EQ(full_0, 273U);
    EXPECT_EQ(disk.read("log/tile/0/273.p/112")->size(), 112U * 32);
    EXPECT_TRUE(disk.exists("log/tile/1/000"));
    EXPECT_EQ(disk.read("log/tile/1/001.p/17")->size(), 17U * 32);
    EXPECT_EQ(disk.read("log/tile/2/000.p/1")->size(), 32U);
    EXPECT_EQ(disk.files().size(), 273U + 1 + 1 + 1 + 1);
}

TEST(Tiles, ATreeOf256HasAFullTileAndAPartialOneAbove) {
    faults::SimStorage disk;
    TiledTree tree(disk);
    for (std::uint64_t i = 0; i < 256; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    EXPECT_TRUE(disk.exists("log/tile/0/000"));
    EXPECT_TRUE(disk.exists("log/tile/1/000.p/1"));
    EXPECT_EQ(disk.files().size(), 2U);
}

TEST(Tiles, ProofsAndRootsComeOutRightAcrossPublishingAndReloading) {
    faults::SimStorage disk;
    TiledTree tree(disk);
    Frontier frontier;
    std::uint64_t size = 0;
    for (const std::uint64_t next : {1U, 200U, 255U, 256U, 257U, 511U, 512U, 700U, 2'000U, 66'000U}) {
        for (; size < next; ++size) {
            tree.append(leaf_hash(size));
            frontier.append(leaf_hash(size));
        }
        EXPECT_EQ(tree.root(), frontier.root());
        ASSERT_TRUE(tree.publish());
        TiledTree again(disk);
        ASSERT_TRUE(again.load(size));
        EXPECT_EQ(again.root(), frontier.root());
        for (const std::uint64_t index : {std::uint64_t{0}, size / 2, size - 1}) {
            const auto proof = inclusion_proof(again, index, size);
            ASSERT_TRUE(proof) << proof.failure().detail;
            EXPECT_TRUE(verify_inclusion(leaf_hash(index), index, size, *proof, frontier.root()));
        }
        for (const std::uint64_t old : {std::uint64_t{1}, size / 3 + 1, size}) {
            const auto proof = consistency_proof(again, old, size);
            ASSERT_TRUE(proof) << proof.failure().detail;
            EXPECT_TRUE(verify_consistency(old, *root_at(again, old), size, frontier.root(), *proof));
        }
        tree = std::move(again);
    }
}

TEST(Tiles, PartialFilesStayUntilTheFullOneIsThere) {
    faults::SimStorage disk;
    TiledTree tree(disk);
    for (std::uint64_t i = 0; i < 100; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    for (std::uint64_t i = 100; i < 200; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    EXPECT_TRUE(disk.exists("log/tile/0/000.p/100")) << "a published checkpoint may need it";
    EXPECT_TRUE(disk.exists("log/tile/0/000.p/200"));
    for (std::uint64_t i = 200; i < 300; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    EXPECT_TRUE(disk.exists("log/tile/0/000"));
    EXPECT_TRUE(disk.list("log/tile/0/000.p")->empty());
    // An older checkpoint's tree is still in the full tile.
    TiledTree old(disk);
    ASSERT_TRUE(old.load(100));
    EXPECT_EQ(old.root(), *root_at(tree, 100));
}

TEST(Tiles, MissingOrShortTilesAreNoticed) {
    faults::SimStorage disk;
    TiledTree tree(disk);
    for (std::uint64_t i = 0; i < 600; ++i) tree.append(leaf_hash(i));
    ASSERT_TRUE(tree.publish());
    ASSERT_TRUE(disk.write_atomically("log/tile/0/000", base::Bytes(100)));
    TiledTree again(disk);
    ASSERT_TRUE(again.load(600));
    EXPECT_EQ(inclusion_proof(again, 3, 600).fault(), base::Fault::audit_broken);
    ASSERT_TRUE(disk.remove("log/tile/0/002.p/88"));
    EXPECT_EQ(TiledTree(disk).load(600).fault(), base::Fault::audit_broken);
}

TEST(EntryBundle, ComesBackAndRefusesWhatIsCutShort) {
    const std::vector<base::Bytes> entries = {base::to_bytes(std::string_view("a")), {}, base::Bytes(65'535, 1)};
    const base::Bytes bundle = encode_entries(entries);
    EXPECT_EQ(*decode_entries(bundle), entries);
    for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{4}, bundle.size() - 1})
        EXPECT_EQ(decode_entries(base::ByteView(bundle).first(length)).fault(), base::Fault::audit_broken) << length;
    EXPECT_EQ(decode_entries(base::Bytes(2 * 257)).fault(), base::Fault::audit_broken) << "257 empty entries";
    EXPECT_EQ(decode_entries(base::Bytes(2 * 256))->size(), 256U);
}

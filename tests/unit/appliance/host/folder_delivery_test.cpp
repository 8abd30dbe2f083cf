// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/folder_delivery.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/mount.h>

namespace {

namespace fs = std::filesystem;
using base::Fault;

struct Stick : testing::Test {
    Stick() {
        std::string pattern = (fs::temp_directory_path() / "inkseal-stick-XXXXXX").string();
        m_folder = mkdtemp(pattern.data());
    }
    ~Stick() override {
        umount(m_folder.c_str());
        fs::remove_all(m_folder);
    }
    auto put(const std::string& name, std::string_view content) { return host::FolderDelivery::open(m_folder.string())->put(name, base::as_bytes(content)); }
    std::string content(const std::string& name) const {
        std::ifstream in(m_folder / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    fs::path m_folder;
};

}  // namespace

TEST_F(Stick, GetsFilesThatReadBackTheSameOfEverySize) {
    for (const std::size_t size : {0U, 1U, 511U, 512U, 4096U, 65'536U, 200'001U}) {
        const std::string name = "file-" + std::to_string(size), text(size, static_cast<char>('a' + size % 26));
        const auto seen = put(name, text);
        ASSERT_TRUE(seen) << size << ": " << seen.failure().detail;
        EXPECT_EQ(*seen, ports::ReadBack::same);
        EXPECT_EQ(content(name), text);
        EXPECT_FALSE(fs::exists(m_folder / (name + ".part")));
    }
}

TEST_F(Stick, NeverLosesWhatWasThereUnderAName) {
    ASSERT_TRUE(put("export.pfx", "first"));
    EXPECT_TRUE(put("export.pfx", "first")) << "the same once more";
    EXPECT_EQ(put("export.pfx", "other").fault(), Fault::output_exists);
    EXPECT_EQ(put("export.pfx", "first and more").fault(), Fault::output_exists);
    EXPECT_EQ(content("export.pfx"), "first");
    fs::create_symlink(m_folder / "export.pfx", m_folder / "link");
    EXPECT_EQ(put("link", "first").fault(), Fault::output_exists);
    std::ofstream(m_folder / "second.part") << "what an interruption left";
    EXPECT_TRUE(put("second", "whole"));
    EXPECT_EQ(content("second"), "whole");
}

TEST_F(Stick, SaysBeforeItBeginsThatThereIsNoRoom) {
    if (mount("tmpfs", m_folder.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "may not mount";
    EXPECT_EQ(put("export.pfx", std::string(100'000, 'x')).fault(), Fault::disk_full);
    EXPECT_TRUE(fs::is_empty(m_folder));
    EXPECT_TRUE(put("export.pfx", "small"));
}

TEST(StickFolder, MustBeThere) { EXPECT_EQ(host::FolderDelivery::open("/nowhere/at/all").fault(), Fault::disk_not_found); }

// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/stick_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace {

namespace fs = std::filesystem;
using base::Fault;

struct ExchangeStick : testing::Test {
    ExchangeStick() {
        put("b.pfx", "two");
        put("a.pem", "one");
    }
    ~ExchangeStick() override { fs::remove_all(folder); }
    void put(const std::string& name, const std::string& content) const { std::ofstream(folder / name) << content; }
    std::vector<std::string> names() {
        std::vector<std::string> all;
        const auto files = stick.files();
        if (!files) return {"nothing"};
        for (const auto& file : *files) all.push_back(file.name);
        return all;
    }
    static fs::path make() {
        std::string pattern = testing::TempDir() + "inkseal-exchange-XXXXXX";
        return mkdtemp(pattern.data());
    }
    fs::path folder = make();
    host::StickFolder stick{folder.string()};
};

}  // namespace

TEST_F(ExchangeStick, ShowsItsPlainFilesByName) {
    put(".hidden", "x");
    put("two\nlines.pem", "x");
    fs::create_directory(folder / "folder.pfx");
    fs::create_symlink("/etc/shadow", folder / "shadow.pem");
    ASSERT_EQ(mkfifo((folder / "pipe.pem").c_str(), 0600), 0);
    EXPECT_EQ(names(), (std::vector<std::string>{"a.pem", "b.pfx"}));
}

TEST_F(ExchangeStick, ReadsAFileWholeAndNoneThatIsTooLarge) {
    EXPECT_EQ(base::as_text(*stick.read("a.pem", 3)), "one");
    EXPECT_EQ(stick.read("a.pem", 2).fault(), Fault::key_file_unreadable);
}

TEST_F(ExchangeStick, NeverLeavesItselfAndNeverWaits) {
    fs::create_symlink("/etc/passwd", folder / "link.pem");
    ASSERT_EQ(mkfifo((folder / "pipe.pem").c_str(), 0600), 0);
    for (const char* name : {"link.pem", "pipe.pem", "../" , "..", "", "/etc/passwd", "../../etc/passwd"}) EXPECT_FALSE(stick.read(name, 1000)) << name;
}

TEST_F(ExchangeStick, SaysWhenItIsNotThere) {
    fs::remove_all(folder);
    EXPECT_EQ(stick.files().fault(), Fault::disk_not_found);
    EXPECT_EQ(stick.read("a.pem", 10).fault(), Fault::disk_not_found);
    EXPECT_FALSE(stick.write("c.pem", base::as_bytes("three")));
    EXPECT_EQ(host::StickFolder("").files().fault(), Fault::disk_not_found);
}

TEST_F(ExchangeStick, TakesAFileAndNeverInThePlaceOfAnother) {
    ASSERT_TRUE(stick.write("c.pem", base::as_bytes("three")));
    EXPECT_EQ(base::as_text(*stick.read("c.pem", 10)), "three");
    EXPECT_EQ(stick.write("c.pem", base::as_bytes("four")).fault(), Fault::output_exists);
    EXPECT_EQ(base::as_text(*stick.read("c.pem", 10)), "three");
}

TEST_F(ExchangeStick, TakesAFolderOfFilesOnceAndOnlyInsideItself) {
    ASSERT_TRUE(stick.write_folder("archive", {{"README.txt", base::to_bytes("why")}, {"log/entries.jsonl", base::to_bytes("{}")}}));
    EXPECT_EQ(base::as_text(*host::StickFolder((folder / "archive").string()).read("README.txt", 100)), "why");
    EXPECT_EQ(base::as_text(*host::StickFolder((folder / "archive/log").string()).read("entries.jsonl", 100)), "{}");
    EXPECT_EQ(stick.write_folder("archive", {}).fault(), Fault::output_exists);
    EXPECT_FALSE(stick.write_folder("out", {{"../escaped", base::to_bytes("x")}}));
    EXPECT_FALSE(stick.write_folder("out2", {{"/escaped", base::to_bytes("x")}}));
    EXPECT_FALSE(stick.write_folder("../out", {}));
}

// SPDX-License-Identifier: Apache-2.0
// What is due in a folder, deleted at once: nothing that is held, or not due, or was not seen.
#include "tests/stories/device_end_bench.h"

namespace stories {

class RetentionDue : public DeviceEnd {
protected:
    // On the day with this number, by the officer or whoever is named.
    Said on_day(int day, const std::string& words, const std::string& who = "zoe") const {
        std::string environment = "INKSEAL_CLOCK_OFFSET_MS=" + std::to_string(day * 86'400'000LL) + " ";
        for (const std::string& each : s_staff->environment()) environment += quoted(each) + " ";
        return run("env " + environment + program("inkseal-command-emulated") + " retention " + words + " --state " + quoted(state().string()) + on_the_chip() + token("", who));
    }
    Said due(int day, const std::string& more = {}, const std::string& who = "zoe") const { return on_day(day, "delete-due --folder " + left("files") + more, who); }
    std::string for_good(int count) const { return " --yes-delete " + std::to_string(count) + " --records " + left("records"); }
    void keep(const std::string& called, int days, const std::string& file, int day = 0) const {
        const Said kept = on_day(day, "keep " + called + " --class backup --days " + std::to_string(days) + " --file " + left("files/" + file));
        ASSERT_EQ(kept.status, 0) << kept.words;
    }
    void write(const std::string& file, const std::string& content) const { std::ofstream(here() / "files" / file) << content; }
    bool lies(const std::string& file) const { return fs::exists(here() / "files" / file); }
    void SetUp() override {
        DeviceEnd::SetUp();
        fs::create_directories(here() / "files");
        fs::create_directories(here() / "records");
        for (const char* file : {"old.pfx", "held.pfx", "young.pfx", "unlisted.pfx"}) write(file, std::string("content of ") + file);
        keep("old", 30, "old.pfx");
        keep("held", 30, "held.pfx");
        keep("young", 60, "young.pfx");
        const Said held = on_day(1, "hold held --reason court", "ruth");
        ASSERT_EQ(held.status, 0) << held.words;
    }
};

TEST_F(RetentionDue, LooksFirstAndDeletesOnlyWhatIsDueAndNotHeld) {
    EXPECT_TRUE(due(29).holds("nothing here is due"));
    const Said looked = due(31);
    EXPECT_EQ(looked.status, 0) << looked.words;
    EXPECT_TRUE(looked.holds("old  backup  kept until")) << looked.words;
    EXPECT_TRUE(looked.holds("nothing was deleted; to delete what is named with a file: --yes-delete 1 --records DIR")) << looked.words;
    for (const char* other : {"held", "young", "unlisted"}) EXPECT_FALSE(looked.holds(other)) << looked.words;
    EXPECT_EQ(due(31, " --dry-run").words, looked.words);
    EXPECT_TRUE(lies("old.pfx"));

    const Said wrong_count = due(31, for_good(2));
    EXPECT_EQ(wrong_count.status, 64) << wrong_count.words;
    EXPECT_TRUE(wrong_count.holds("1 are due here, not 2; nothing was deleted")) << wrong_count.words;
    const Said wrong_hands = due(31, for_good(1), "ruth");
    EXPECT_EQ(wrong_hands.status, 77) << wrong_hands.words;
    EXPECT_NE(due(31, " --yes-delete 1").status, 0) << "records go somewhere";
    EXPECT_NE(due(31, for_good(1) + " --dry-run").status, 0);
    EXPECT_TRUE(lies("old.pfx"));

    const Said done = due(31, for_good(1));
    EXPECT_EQ(done.status, 0) << done.words;
    EXPECT_FALSE(lies("old.pfx"));
    for (const char* other : {"held.pfx", "young.pfx", "unlisted.pfx"}) EXPECT_TRUE(lies(other)) << other;
    EXPECT_NE(content(here() / "records" / "old.deleted.json").find("\"how\":\"overwritten once and removed\""), std::string::npos);
    EXPECT_TRUE(fs::exists(here() / "records" / "old.deleted.json.p7s"));
    const std::string log = run(program("inkseal") + " audit show --state " + quoted(state().string())).words;
    EXPECT_NE(log.find("copy-deleted"), std::string::npos) << log;
    EXPECT_EQ(log.find("copy-deleted"), log.rfind("copy-deleted")) << "once\n" << log;
    EXPECT_TRUE(due(31).holds("nothing here is due"));

    const Said released = on_day(70, "release held --reason settled", "ruth");
    EXPECT_EQ(released.status, 0) << released.words;
    const Said both = due(70, for_good(2));
    EXPECT_EQ(both.status, 0) << both.words;
    EXPECT_FALSE(lies("held.pfx") || lies("young.pfx"));
    EXPECT_TRUE(lies("unlisted.pfx"));
}

TEST_F(RetentionDue, AFileThatIsHeldUnderAnotherNameStays) {
    keep("again", 90, "old.pfx", 2);
    const Said looked = due(31);
    EXPECT_TRUE(looked.holds("stays: the same content is kept as again")) << looked.words;
    EXPECT_TRUE(looked.holds("nothing here is due")) << looked.words;
    const Said one = on_day(31, "delete old --record " + left("old.json") + " --file " + left("files/old.pfx"));
    EXPECT_NE(one.status, 0);
    EXPECT_TRUE(one.holds("is also what is kept as again; nothing was deleted")) << one.words;
    EXPECT_TRUE(lies("old.pfx"));
}

TEST_F(RetentionDue, AChangedFileALinkAndATakenRecordKeepEverything) {
    fs::rename(here() / "files" / "old.pfx", here() / "old.pfx");
    fs::create_symlink(here() / "old.pfx", here() / "files" / "old.pfx");
    EXPECT_TRUE(due(31).holds("not in this folder: inkseal retention delete old --elsewhere")) << "a link is no file";
    fs::remove(here() / "files" / "old.pfx");
    write("old.pfx", "other content");
    EXPECT_TRUE(due(31).holds("nothing here is due"));
    fs::rename(here() / "old.pfx", here() / "files" / "renamed.pfx");
    std::ofstream(here() / "records" / "old.deleted.json") << "{}";
    const Said taken = due(31, for_good(1));
    EXPECT_NE(taken.status, 0);
    EXPECT_TRUE(taken.holds("nothing was deleted")) << taken.words;
    EXPECT_TRUE(lies("renamed.pfx"));
    fs::remove(here() / "records" / "old.deleted.json");
    EXPECT_EQ(due(31, for_good(1)).status, 0) << "known by what is in it";
    EXPECT_FALSE(lies("renamed.pfx"));
    EXPECT_TRUE(lies("old.pfx"));
}

}  // namespace stories

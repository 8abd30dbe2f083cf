// SPDX-License-Identifier: Apache-2.0
#include "emulator/administrator.h"
#include "emulator/story_file.h"
#include "emulator/story_player.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using emulator::parse_story;
using emulator::StoryStep;
using enum emulator::StoryVerb;

emulator::StoryStep only_step(const std::string& line) {
    const auto story = parse_story("story S\n" + line);
    EXPECT_TRUE(story) << story.failure().detail;
    return story && story->steps.size() == 1 ? story->steps[0] : StoryStep{};
}

}  // namespace

TEST(StoryFile, IsATitleAndStepsWithTheirLines) {
    const auto story = parse_story("# remark\n\nstory Somebody comes\r\n  order\n\tnetwork off  \nsee \"Touch to begin\" as attract\n");
    ASSERT_TRUE(story) << story.failure().detail;
    EXPECT_EQ(story->title, "Somebody comes");
    const std::vector<StoryStep> steps = {{.verb = order, .text = {}, .name = {}, .demanded = {}, .line = 4},
                                          {.verb = network_off, .text = {}, .name = {}, .demanded = {}, .line = 5},
                                          {.verb = see, .text = "Touch to begin", .name = "attract", .demanded = {}, .line = 6}};
    EXPECT_EQ(story->steps, steps);
}

TEST(StoryFile, TakesTheLongestWordsThatFit) {
    EXPECT_EQ(only_step("order").verb, order);
    EXPECT_EQ(only_step("order document a form.pdf").text, "a form.pdf");
    EXPECT_EQ(only_step("person enters the code").verb, enter_right_code);
    EXPECT_EQ(only_step("person enters 0042").text, "0042");
    EXPECT_EQ(only_step("not see \"Mara\"").verb, not_see);
}

TEST(StoryFile, BeginsWithAProfileOrWithNone) {
    EXPECT_EQ(parse_story("story S\norder")->profile, std::nullopt);
    EXPECT_EQ(parse_story("story S\nprofile fresh\norder")->profile, emulator::Profile::fresh);
    EXPECT_EQ(parse_story("story S\nprofile full_outbox\norder")->profile, emulator::Profile::full_outbox);
    EXPECT_FALSE(parse_story("story S\nprofile stale\norder"));
    EXPECT_FALSE(parse_story("story S\nprofile fresh\nprofile fresh\norder"));
    EXPECT_FALSE(parse_story("story S\norder\nprofile fresh"));
}

TEST(StoryFile, ReadsSpansOfTime) {
    EXPECT_EQ(only_step("wait 1520ms").span_ms, 1'520);
    EXPECT_EQ(only_step("time passes 5m").span_ms, 300'000);
    EXPECT_EQ(only_step("clock by -1d").span_ms, -86'400'000);
}

TEST(StoryFile, HasAnAdministratorWhoMayBeRefused) {
    EXPECT_EQ(only_step("admin keys list --json").text, "keys list --json");
    EXPECT_EQ(only_step("admin keys list").status, 0);
    const StoryStep refused = only_step("admin refused 77 keys destroy a");
    EXPECT_EQ(refused.verb, admin_refused);
    EXPECT_EQ(refused.status, 77);
    EXPECT_EQ(refused.text, "keys destroy a");
    EXPECT_FALSE(parse_story("story S\nadmin refused keys list"));
    EXPECT_FALSE(parse_story("story S\nadmin refused 77"));
    const StoryStep early = only_step("admin refused 1 \"not before\" runbook do export");
    EXPECT_EQ(early.status, 1);
    EXPECT_EQ(early.demanded, "not before");
    EXPECT_EQ(early.text, "runbook do export");
    EXPECT_FALSE(parse_story("story S\nadmin refused 1 \"not before\""));
    EXPECT_FALSE(parse_story("story S\nadmin refused 1 \"not before runbook do export"));
}

TEST(StoryFile, SplitsACommandAsAShellWould) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(*emulator::split_words("  keys   list ", "/o"), (Words{"keys", "list"}));
    EXPECT_EQ(*emulator::split_words("a \"two words\" OUT/x.pdf \"OUT/y z\"", "/o"), (Words{"a", "two words", "/o/x.pdf", "/o/y z"}));
    EXPECT_FALSE(emulator::split_words("a \"open", "/o"));
}

TEST(StoryFile, SaysWhichLineIsWrongAndWhatWouldBeRight) {
    const struct {
        const char* text;
        const char* words;
    } cases[] = {
        {"", "nothing happens"},
        {"story S\n", "nothing happens"},
        {"order\n", "line 1, 'order': a story begins with"},
        {"story A\nstory B\norder\n", "line 2, 'story B': a story has one title"},
        {"story\norder\n", "the title is missing"},
        {"story S\ndance\n", "line 2, 'dance': no such step"},
        {"story S\norders\n", "no such step"},
        {"story S\norder now\n", "'order' takes nothing more"},
        {"story S\nsee Mara\n", "'see' takes a text in \"quotes\""},
        {"story S\nsee \"Mara\n", "'see' takes a text in \"quotes\""},
        {"story S\nsee \"\"\n", "'see' takes a text in \"quotes\""},
        {"story S\nsee \"Mara\" as ../x\n", "'see' takes a name"},
        {"story S\npress \"A\" \"B\"\n", "'press' takes one text"},
        {"story S\nkey in 12a\n", "'key in' takes digits"},
        {"story S\nwait -3s\n", "'wait' takes a span of time"},
        {"story S\nwait long\n", "'wait' takes a span of time"},
        {"story S\nlog balances a + b\n", "'log balances' takes events"},
    };
    for (const auto& [text, words] : cases) {
        const auto story = parse_story(text);
        ASSERT_FALSE(story) << text;
        EXPECT_EQ(story.fault(), base::Fault::usage_invalid);
        EXPECT_NE(story.failure().detail.find(words), std::string::npos) << story.failure().detail << "\nfor " << text;
    }
}

TEST(StoryFile, TheHelpShowsEveryStep) {
    const std::string help = emulator::story_help;
    for (const char* words : {"story", "say", "order document", "network", "power", "cut", "wait", "time passes", "clock by", "clock right", "courier",
                              "parcel", "archive opens", "see", "not see", "press", "choose", "touch", "hold", "lift", "key in", "type", "draw",
                              "comes in", "agrees and reads", "answers", "enters the code", "enters DIGITS", "confirms", "log holds", "log balances", "log whole"})
        EXPECT_NE(help.find(words), std::string::npos) << words;
}

TEST(StoryLog, CountsWholeNamesOfEventsAndNothingElse) {
    const std::string log =
        "1  2026-11-22T10:00:00Z  signing-intended  about 1234\n"
        "2  2026-11-22T10:00:01Z  signed  about 1234  why=\"signing-aborted\"\n"
        "3  2026-11-22T10:00:02Z  signing-intended\n"
        "4  2026-11-22T10:00:03Z  signing-aborted  fault=\"PIN-04\"\n";
    const auto weight = emulator::weigh_log(log, "signing-intended = signed + signing-aborted");
    EXPECT_EQ(weight.left, 2);
    EXPECT_EQ(weight.right, 2);
    EXPECT_EQ(emulator::weigh_log(log, "signing = sign").left, 0);
}

// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ui/seen.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace test;

TEST(Samples, HoldEveryKindOfScreen) {
    std::set<std::size_t> kinds;
    for (const auto& [name, screen] : samples()) kinds.insert(screen.content.index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<app::Content>);
}

TEST(Screens, AnswerATouchWithTheIntentItMeans) {
    Seen seen(samples().front().screen);
    const auto expect = [&](const std::string& screen, const std::string& id, auto is_meant) {
        seen.player.loop().forget_person();
        seen.show(sample_called(screen));
        seen.intents.clear();
        seen.player.tap(id);
        ASSERT_EQ(seen.intents.size(), 1U) << screen << " " << id;
        EXPECT_TRUE(is_meant(seen.intents.front())) << screen << " " << id;
    };
    const auto is = [](auto sample) {
        return [](const app::Intent& intent) { return std::holds_alternative<decltype(sample)>(intent); };
    };
    expect("attract", "begin", is(app::Begin{}));
    expect("attract", "languages.ar", [](const app::Intent& intent) { return std::get<app::ChooseLanguage>(intent).language == app::Language::arabic; });
    expect("attract", "language", is(app::OpenLanguages{}));
    expect("attract", "text-size", [](const app::Intent& intent) { return std::get<app::ChooseTextSize>(intent).size == app::TextSize::large; });
    expect("attract", "contrast", [](const app::Intent& intent) { return std::get<app::ChooseTheme>(intent).theme == app::Theme::high_contrast; });
    expect("identify", "keypad.7", [](const app::Intent& intent) { return std::get<app::PressDigit>(intent).digit == '7'; });
    expect("identify", "keypad.erase", is(app::EraseDigit{}));
    expect("identify", "keypad.clear", is(app::ClearDigits{}));
    expect("identify", "help", is(app::AskForHelp{}));
    expect("identify", "paper", is(app::AskForPaper{}));
    expect("identify", "decline", is(app::OpenDecline{}));
    expect("this-is-me", "me.yes", [](const app::Intent& intent) { return std::get<app::ThisIsMe>(intent).is_me; });
    expect("this-is-me", "me.no", [](const app::Intent& intent) { return !std::get<app::ThisIsMe>(intent).is_me; });
    expect("consent", "consent.give", is(app::GiveConsent{}));
    expect("consent", "consent.paper", is(app::AskForPaper{}));
    expect("consent", "back", is(app::GoBack{}));
    expect("review", "page.next", [](const app::Intent& intent) { return std::get<app::ShowPage>(intent).page == 1; });
    expect("review-read", "continue", is(app::FinishReview{}));
    expect("fill", "keyboard.q", [](const app::Intent& intent) { return std::get<app::TypeText>(intent).text == "q"; });
    expect("fill", "keyboard.erase", is(app::EraseText{}));
    expect("fill", "next", is(app::FinishField{}));
    expect("sign", "ink.undo", is(app::UndoStroke{}));
    expect("sign", "ink.clear", is(app::ClearInk{}));
    expect("sign", "finish", is(app::FinishInk{}));
    expect("pin", "keypad.0", [](const app::Intent& intent) { return std::get<app::PressDigit>(intent).digit == '0'; });
    expect("receipt", "finish", is(app::FinishReceipt{}));
    expect("receipt", "more-time", is(app::MoreTime{}));
    expect("decline", "reasons.wants-to-talk", [](const app::Intent& intent) { return std::get<app::Decline>(intent).reason == app::DeclineReason::wants_to_talk; });
    expect("notice-help", "dismiss", is(app::Dismiss{}));
    expect("idle", "more-time", is(app::MoreTime{}));
}

TEST(Review, CallsAPageSeenOnlyWhenItsEndWasInView) {
    Seen seen(sample_called("review"));
    EXPECT_TRUE(seen.intents.empty());
    seen.player.tap("read-on");
    seen.player.tap("read-on");
    seen.player.tap("read-on");
    seen.player.wait(50);
    ASSERT_FALSE(seen.intents.empty());
    EXPECT_EQ(std::get<app::PageSeen>(seen.intents.front()).page, 0U);
}

TEST(Review, DoesNotCallAPageSeenThatIsStillBeingDrawn) {
    app::Screen screen = sample_called("review");
    std::get<app::ReviewScreen>(screen.content).image = nullptr;
    Seen seen(screen);
    for (int i = 0; i < 60; ++i) seen.player.input.wheel({500, 500}, 1);
    seen.player.wait(50);
    EXPECT_TRUE(seen.intents.empty());
}

TEST(Review, LeadsToWhatIsMissingInsteadOfRefusing) {
    app::Screen screen = sample_called("review");
    auto& review = std::get<app::ReviewScreen>(screen.content);
    review.page = 2;
    review.pages_seen = {true, false, true};
    Seen seen(screen);
    seen.intents.clear();
    seen.player.tap("continue");
    ASSERT_TRUE(seen.said<app::ShowPage>());
    EXPECT_EQ(std::get<app::ShowPage>(seen.intents.back()).page, 1U);
}

TEST(Sign, SendsInkInMillimetresWithItsTimesAndPressure) {
    Seen seen(sample_called("sign-empty"));
    const ui::Rect pad = seen.player.rect("pad");
    const float per_mm = 1920 / seen.player.display().width_mm();
    for (int i = 0; i < 20; ++i) {
        seen.player.input.push(ui::PointerSample{.t_us = 500 + i * 7500, .x = pad.x + 40.32F * static_cast<float>(i + 1), .y = pad.y + 80.65F, .pressure = 0.5F, .tool = ui::Tool::pen, .contact = i < 19});
    }
    seen.player.wait(50);
    std::vector<app::InkSample> samples;
    for (const app::Intent& intent : seen.intents) {
        const auto& draw = std::get<app::DrawInk>(intent);
        EXPECT_NEAR(draw.pad_width_mm, pad.width / per_mm, 0.01);
        EXPECT_EQ(draw.begins_stroke, samples.empty());
        samples.insert(samples.end(), draw.samples.begin(), draw.samples.end());
    }
    ASSERT_EQ(samples.size(), 20U);
    EXPECT_EQ(samples[3].t_us, 500 + 3 * 7500);
    EXPECT_NEAR(samples[3].x, 40.32 * 4 / per_mm, 0.01);
    EXPECT_EQ(samples[3].pressure, 0.5F);
    EXPECT_FALSE(samples.back().is_contact);
}

TEST(Confirm, TakesAFullHold) {
    Seen seen(sample_called("confirm"));
    seen.player.tap("confirm");
    seen.player.wait(200);
    EXPECT_TRUE(seen.intents.empty());
    seen.player.input.press(seen.player.rect("confirm").center());
    seen.player.wait(1700);
    EXPECT_EQ(seen.intents.size(), 1U);
    EXPECT_TRUE(seen.said<app::HoldCompleted>());
}

TEST(Screens, CanBeWorkedWithKeysAlone) {
    Seen seen(samples().front().screen);
    for (const auto& [name, screen] : samples()) {
        seen.show(screen);
        std::set<std::string> wanted, reached;
        for (const ui::SemanticNode& node : seen.player.semantics().nodes) {
            if (node.is_target) wanted.insert(node.meaning.id);
        }
        for (std::size_t i = 0; i < wanted.size() + 2; ++i) {
            seen.player.key(ui::Key::next);
            if (const std::string focused = seen.player.loop().focused(); !focused.empty()) reached.insert(focused);
        }
        EXPECT_EQ(wanted, reached) << name;
    }
}

TEST(Screens, HaveNoFlawsOfLayout) {
    for (const auto& [width, height] : {std::pair{1920, 1080}, std::pair{1280, 800}, std::pair{1024, 768}}) {
        Seen seen(samples().front().screen, width, height);
        for (app::Language language : {app::Language::english, app::Language::spanish, app::Language::arabic}) {
            for (app::TextSize size : {app::TextSize::normal, app::TextSize::large, app::TextSize::largest}) {
                for (app::Theme theme : {app::Theme::light, app::Theme::high_contrast}) {
                    for (const auto& [name, sample] : samples()) {
                        app::Screen screen = sample::in_language(sample, language);
                        screen.surroundings.text_size = size;
                        screen.surroundings.theme = theme;
                        EXPECT_THAT(lint(seen.read(screen)), testing::IsEmpty())
                            << name << " " << name_of(language) << " text size " << static_cast<int>(size) << " theme " << static_cast<int>(theme) << " " << width << "x" << height;
                    }
                }
            }
        }
    }
}

TEST(Screens, ChangeIntoEachOtherWithoutTraces) {
    // What damage tracking leaves on the display is what drawing from nothing gives.
    Seen kept(samples().front().screen, 1280, 800);
    for (const auto& [name, screen] : samples()) {
        kept.show(screen);
        Seen fresh(screen, 1280, 800);
        EXPECT_TRUE(std::equal(kept.player.display().pixels().begin(), kept.player.display().pixels().end(), fresh.player.display().pixels().begin())) << name;
    }
}

TEST(Pin, IsNowhereInTheTree) {
    Seen seen(sample_called("pin"));
    EXPECT_EQ(seen.player.semantics().find("code")->meaning.value, "4 / 6");
}

// ---- Translations ---------------------------------------------------------------

std::string content_of(const std::filesystem::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

// The string literals inside words(...), and those of the tables that reach it.
std::set<std::string> messages_in_sources() {
    std::set<std::string> out;
    for (const char* folder : {"ui", "ui/screens", "ui/screens/staff"}) {
        for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(SOURCE_DIR) / folder)) {
            if (entry.path().extension() != ".cpp") continue;
            const std::string text = content_of(entry.path());
            for (std::size_t at = text.find("words("); at != text.npos; at = text.find("words(", at + 1)) {
                int depth = 0;
                for (std::size_t i = at + 5; i < text.size(); ++i) {
                    if (text[i] == '(') ++depth;
                    if (text[i] == ')' && --depth == 0) break;
                    if (text[i] != '"') continue;
                    const std::size_t end = text.find('"', i + 1);
                    out.insert(text.substr(i + 1, end - i - 1));
                    i = end;
                }
            }
            if (entry.path().filename() == "notice.cpp" || entry.path().filename() == "receipt.cpp") {  // tables of sentences
                for (std::size_t at = text.find("return {Icon::"); at != text.npos; at = text.find("return {Icon::", at + 1)) {
                    const std::string line = text.substr(at, text.find('\n', at) - at);
                    for (std::size_t i = line.find('"'); i != line.npos; i = line.find('"', i)) {
                        const std::size_t end = line.find('"', i + 1);
                        if (end > i + 1) out.insert(line.substr(i + 1, end - i - 1));
                        i = end + 1;
                    }
                }
            }
        }
    }
    return out;
}

TEST(Translations, CoverEveryMessageOfTheScreens) {
    const std::set<std::string> messages = messages_in_sources();
    EXPECT_GT(messages.size(), 120U);
    for (app::Language language : {app::Language::english, app::Language::spanish, app::Language::arabic}) {
        for (const std::string& message : messages) {
            const bool is_second_form = languages().of(app::Language::english).text(message) == message && !languages().of(app::Language::english).has(message);
            if (is_second_form && languages().of(app::Language::english).plural(message, message, 2) == message && message.find("{n}") != message.npos) continue;
            EXPECT_TRUE(languages().of(language).has(message)) << name_of(language) << " lacks: " << message;
        }
    }
}

TEST(Translations, CoverEveryFault) {
    const base::FaultCatalogue faults = base::fault_catalogue();
    for (app::Language language : {app::Language::spanish, app::Language::arabic}) {
        for (std::size_t i = 0; i < faults.size; ++i) {
            EXPECT_TRUE(languages().of(language).has(faults.rows[i].sentence)) << name_of(language) << " lacks: " << faults.rows[i].sentence;
        }
    }
}

TEST(Translations, KeepThePlaceholders) {
    const auto placeholders = [](std::string_view text) {
        std::multiset<std::string> out;
        for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) out.emplace(text.substr(at, text.find('}', at) - at + 1));
        return out;
    };
    for (const std::string& message : messages_in_sources()) {
        for (app::Language language : {app::Language::spanish, app::Language::arabic}) {
            if (message.find("{n}") != message.npos) continue;  // counted: "one page" need not say 1
            EXPECT_EQ(placeholders(message), placeholders(languages().of(language).text(message))) << message;
        }
    }
}

}  // namespace

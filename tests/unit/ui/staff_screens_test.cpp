// SPDX-License-Identifier: Apache-2.0
// The staff's screens: read as text, touched, and looked over for flaws.
#include "tests/unit/ui/staff_seen.h"

#include "appliance/runbook/runbook.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace test;
using app::Language;

constexpr Language all_languages[] = {Language::english, Language::spanish, Language::arabic};

const std::vector<sample::NamedStaff>& samples() {
    static const std::vector<sample::NamedStaff> all = sample::staff_screens();
    return all;
}

const admin::Screen& called(const std::string& name) {
    for (const auto& [sample_name, screen] : samples())
        if (sample_name == name) return screen;
    ADD_FAILURE() << "no sample " << name;
    return samples().front().screen;
}

const char* name_of(Language language) { return language == Language::english ? "en" : language == Language::spanish ? "es" : "ar"; }

void expect_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(SOURCE_DIR) / "tests/golden/screens" / (name + ".txt");
    if (std::getenv("INKSEAL_REWRITE_GOLDEN") != nullptr) std::ofstream(file) << text;
    std::ostringstream golden;
    golden << std::ifstream(file).rdbuf();
    EXPECT_EQ(text, golden.str()) << file << ": INKSEAL_REWRITE_GOLDEN=1 accepts what is read now";
}

TEST(StaffSamples, HoldEveryKindOfScreen) {
    std::set<std::size_t> kinds;
    for (const auto& [name, screen] : samples()) kinds.insert(screen.content.index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<admin::Content>);
}

TEST(StaffScreens, ReadAsTheirGoldenText) {
    StaffSeen seen(samples().front().screen);
    for (const auto& [name, sample] : samples()) {
        for (const Language language : all_languages) {
            admin::Screen screen = sample;
            screen.surroundings.language = language;
            expect_golden(name + "." + name_of(language), to_text(seen.read(screen)));
        }
    }
}

TEST(StaffScreens, HaveNoFlawsOfLayout) {
    for (const auto& [width, height] : {std::pair{1920, 1080}, std::pair{1280, 800}, std::pair{1024, 768}}) {
        StaffSeen seen(samples().front().screen, width, height);
        for (const Language language : all_languages)
            for (const app::TextSize size : {app::TextSize::normal, app::TextSize::large, app::TextSize::largest})
                for (const app::Theme theme : {app::Theme::light, app::Theme::high_contrast})
                    for (const auto& [name, sample] : samples()) {
                        admin::Screen screen = sample;
                        screen.surroundings.language = language;
                        screen.surroundings.text_size = size;
                        screen.surroundings.theme = theme;
                        EXPECT_THAT(lint(seen.read(screen)), testing::IsEmpty())
                            << name << " " << name_of(language) << " text size " << static_cast<int>(size) << " theme " << static_cast<int>(theme) << " " << width << "x" << height;
                    }
    }
}

TEST(StaffScreens, CanBeWorkedWithKeysAlone) {
    StaffSeen seen(samples().front().screen);
    for (const auto& [name, screen] : samples()) {
        seen.show(screen);
        std::set<std::string> wanted, reached;
        for (const ui::SemanticNode& node : seen.player.semantics().nodes)
            if (node.is_target) wanted.insert(node.meaning.id);
        for (std::size_t i = 0; i < wanted.size() + 2; ++i) {
            seen.player.key(ui::Key::next);
            if (const std::string focused = seen.player.loop().focused(); !focused.empty()) reached.insert(focused);
        }
        EXPECT_EQ(wanted, reached) << name;
    }
}

TEST(StaffScreens, AreMarkedAndHaveTheWayOutInOneCorner) {
    for (const Language language : all_languages) {
        StaffSeen seen(samples().front().screen);
        for (const auto& [name, sample] : samples()) {
            admin::Screen screen = sample;
            screen.surroundings.language = language;
            const ui::Semantics& read = seen.read(screen);
            ASSERT_NE(read.find("staff"), nullptr) << name;
            ASSERT_NE(read.find("leave"), nullptr) << name;
            const ui::Rect& way_out = read.find("leave")->rect;
            const bool is_rtl = language == Language::arabic;
            EXPECT_LT(way_out.y, 120) << name;
            EXPECT_NEAR(is_rtl ? way_out.x : 1920 - way_out.right(), 64, 1) << name;
        }
    }
}

TEST(StaffScreens, SayWhenTheyAreARehearsal) {
    StaffSeen seen(samples().front().screen);
    EXPECT_NE(seen.read(called("staff-rehearsal")).find("rehearsal"), nullptr);
    EXPECT_EQ(seen.read(called("staff-keys")).find("rehearsal"), nullptr);
}

TEST(StaffScreens, AnswerATouchWithTheIntentItMeans) {
    StaffSeen seen(samples().front().screen);
    const auto expect = [&](const std::string& screen, const std::string& id, auto is_meant) {
        seen.player.loop().forget_person();
        seen.show(called(screen));
        seen.intents.clear();
        seen.player.tap(id);
        ASSERT_EQ(seen.intents.size(), 1U) << screen << " " << id;
        EXPECT_TRUE(is_meant(seen.intents.front())) << screen << " " << id;
    };
    const auto is = [](auto sample) {
        return [](const admin::Intent& intent) { return std::holds_alternative<decltype(sample)>(intent); };
    };
    expect("staff-door", "keypad.7", [](const admin::Intent& intent) { return std::get<app::PressDigit>(intent).digit == '7'; });
    expect("staff-door", "keypad.erase", is(app::EraseDigit{}));
    expect("staff-door", "leave", is(admin::Leave{}));
    expect("staff-home", "todo.keys", is(admin::OpenKeys{}));
    expect("staff-home", "ending.old-ward", [](const admin::Intent& intent) { return std::get<admin::OpenKey>(intent).name == "old-ward"; });
    expect("staff-home", "language", [](const admin::Intent& intent) { return std::get<app::ChooseLanguage>(intent).language == Language::spanish; });
    expect("staff-keys", "key.pilot", [](const admin::Intent& intent) { return std::get<admin::OpenKey>(intent).name == "pilot"; });
    expect("staff-keys", "create", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::create; });
    expect("staff-keys", "back", is(app::GoBack{}));
    expect("staff-key", "step.test", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::test_sign; });
    expect("staff-new-key", "algorithm.rsa3072", [](const admin::Intent& intent) { return std::get<admin::ChooseAlgorithm>(intent).algorithm == "rsa3072"; });
    expect("staff-new-key", "keyboard.q", [](const admin::Intent& intent) { return std::get<app::TypeText>(intent).text == "q"; });
    expect("staff-activate", "confirm", is(admin::Confirm{}));
    expect("staff-home", "todo.rotation", is(admin::OpenRotation{}));
    expect("staff-home", "attention.replace", is(admin::OpenRotation{}));
    expect("staff-keys", "import", is(admin::OpenStick{}));
    expect("staff-stick", "file.1", [](const admin::Intent& intent) { return std::get<admin::ChooseFile>(intent).name == "clinic-otter.key"; });
    expect("staff-stick-none", "again", is(admin::OpenStick{}));
    expect("staff-key-new", "step.bring-certificate", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::bring_certificate; });
    expect("staff-stick-certificate", "file.0", [](const admin::Intent& intent) { return std::get<admin::ChooseFile>(intent).name == "seal-2027.pem"; });
    expect("staff-certificate", "confirm", is(admin::Confirm{}));
    expect("staff-certificate", "register", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::register_certificate; });
    expect("staff-password", "keyboard.w", [](const admin::Intent& intent) { return std::get<app::TypeText>(intent).text == "w"; });
    expect("staff-password", "confirm", is(admin::Confirm{}));
    expect("staff-key-name", "keyboard.erase", is(app::EraseText{}));
    expect("staff-brought", "confirm", is(admin::Confirm{}));
    expect("staff-key-new", "step.release", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::release; });
    expect("staff-release-why", "keyboard.q", is(app::TypeText{}));
    expect("staff-release-password", "confirm", is(admin::Confirm{}));
    expect("staff-approvals", "leave", is(admin::Leave{}));
    expect("staff-approvals-done", "confirm", is(admin::Confirm{}));
    expect("staff-approve", "keypad.7", is(app::PressDigit{}));
    expect("staff-rotation-waits", "confirm", is(admin::Confirm{}));
    expect("staff-home", "todo.shipments", is(admin::OpenShipments{}));
    expect("staff-shipments", "give-up.2c3d", [](const admin::Intent& intent) { return std::get<admin::GiveUpShipment>(intent).id == "2c3d"; });
    expect("staff-shipments", "take-confirmation", is(admin::OpenStick{}));
    expect("staff-shipments", "take-confirmations", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::take_confirmations; });
    expect("staff-stick-confirmation", "file.0", is(admin::ChooseFile{}));
    expect("staff-key-new", "step.send", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::send; });
    expect("staff-stick-destination", "file.0", is(admin::ChooseFile{}));
    expect("staff-came-signed", "confirm-arrival", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::confirm_arrival; });
    expect("staff-send", "confirm", is(admin::Confirm{}));
    expect("staff-stick", "write-destination", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::write_destination; });
    expect("staff-home", "todo.archive", is(admin::OpenArchive{}));
    expect("staff-archive", "confirm", is(admin::Confirm{}));
    expect("staff-home", "todo.plans", is(admin::OpenPlans{}));
    expect("staff-home-custodian", "waiting.waiting-step", is(admin::OpenWaitingStep{}));
    expect("staff-plans", "plan.rotation", [](const admin::Intent& intent) { return std::get<admin::OpenPlan>(intent).name == "rotation"; });
    expect("staff-plans", "begin.migration", [](const admin::Intent& intent) { return std::get<admin::BeginPlan>(intent).id == "migration"; });
    expect("staff-plan", "plan-step.export", [](const admin::Intent& intent) { return std::get<admin::OpenPlanStep>(intent).id == "export"; });
    expect("staff-plan", "seal-report", [](const admin::Intent& intent) { return std::get<admin::ChooseStep>(intent).step == admin::Step::seal_report; });
    expect("staff-plan-step", "confirm", is(admin::Confirm{}));
    expect("staff-plan-answer", "keyboard.q", is(app::TypeText{}));
    expect("staff-plan-key", "answer.ward-7", [](const admin::Intent& intent) { return std::get<admin::ChooseAnswer>(intent).key == "ward-7"; });
    expect("staff-plan-file", "file.0", is(admin::ChooseFile{}));
    expect("staff-plan-confirm", "confirm", is(admin::Confirm{}));
    expect("staff-give-up", "keyboard.q", is(app::TypeText{}));
}

TEST(StaffScreens, TakeAFullHoldForWhatNobodyCanUndo) {
    StaffSeen seen(called("staff-destroy"));
    seen.player.tap("confirm");
    seen.player.wait(200);
    EXPECT_TRUE(seen.intents.empty());
    seen.player.input.press(seen.player.rect("confirm").center());
    seen.player.wait(1700);
    ASSERT_EQ(seen.intents.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<admin::Confirm>(seen.intents.front()));
}

TEST(StaffScreens, HaveAKeyForEveryCharacterThatPasswordsAreMadeOf) {
    StaffSeen seen(called("staff-password"));
    std::string typed;
    const auto press_all = [&](std::string_view characters) {
        for (const char c : characters) {
            seen.intents.clear();
            seen.player.tap(std::string("keyboard.") + c);
            ASSERT_EQ(seen.intents.size(), 1U) << c;
            typed += std::get<app::TypeText>(seen.intents.front()).text;
        }
    };
    press_all("abcdefghijklmnopqrstuvwxyz0123456789,@'");
    seen.player.tap("keyboard.shift");
    press_all("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    seen.player.tap("keyboard.marks");
    press_all("!\"#$%&*/\\|()[]{}<>+=_~^`;:?.-");
    seen.intents.clear();
    seen.player.tap("keyboard.space");
    ASSERT_EQ(seen.intents.size(), 1U);
    typed += std::get<app::TypeText>(seen.intents.front()).text;
    std::set<char> all(typed.begin(), typed.end());
    for (char c = ' '; c <= '~'; ++c) EXPECT_EQ(all.count(c), 1U) << c;
}

TEST(StaffScreens, ShowHowLongAPasswordIsAndNotOneOfItsCharacters) {
    StaffSeen seen(called("staff-password"));
    EXPECT_EQ(seen.player.semantics().find("secret")->meaning.value.find_first_not_of("•\u2068\u2069"), std::string::npos);
}

// Staff see every fault there is, each with what to do about it.
TEST(StaffWords, SayEveryFaultAndItsRemedyInEveryLanguage) {
    const base::FaultCatalogue catalogue = base::fault_catalogue();
    for (const Language language : {Language::spanish, Language::arabic})
        for (std::size_t i = 0; i < catalogue.size; ++i) {
            const base::FaultRow& row = catalogue.rows[i];
            for (const std::string_view words : {row.sentence, row.remedy})
                EXPECT_NE(StaffSeen::languages().of(language).text(words), words) << name_of(language) << " " << row.code;
        }
}

// What a runbook asks is asked in the language of whoever stands there.
TEST(StaffWords, SayEveryRunbookInEveryLanguage) {
    for (const Language language : {Language::spanish, Language::arabic}) {
        const ui::Catalogue& words = StaffSeen::languages().of(language);
        const auto expect_said = [&](std::string_view text) { EXPECT_NE(words.text(text), text) << name_of(language); };
        for (const runbook::Runbook& plan : runbook::shipped()) {
            expect_said(plan.title);
            expect_said(plan.purpose);
            for (const runbook::Step& step : plan.steps) {
                for (const std::string_view text : {step.title, step.task, step.check}) expect_said(text);
                for (const runbook::Need& need : needs_of(step)) expect_said(need.what);
            }
        }
    }
}

TEST(StaffScreens, HoldNoDigitOfACode) {
    StaffSeen seen(called("staff-door"));
    EXPECT_EQ(seen.player.semantics().find("code")->meaning.value, "4 / 8");
}

}  // namespace

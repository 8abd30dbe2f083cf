// SPDX-License-Identifier: Apache-2.0
// The sheet with its file, touched and typed at as in the bench's window.
#include "emulator/dock_view.h"
#include "emulator/profile_view.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/scripted_input.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace emulator;
using Kind = FormCommand::Kind;

class SheetDisplay final : public ui::Display {
public:
    explicit SheetDisplay(int height) : m_memory(static_cast<int>(static_cast<float>(height) * dock_width_units / dock_height_units), height) {}
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return 150; }
    float scale() const override { return static_cast<float>(height()) / dock_height_units; }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override { m_memory.present(frame, dirty); }

private:
    ui::MemoryDisplay m_memory;
};

class Shown {
public:
    explicit Shown(ProfileSheet& sheet, int height = 1080) : m_sheet(sheet), m_display(height), m_loop(ui::FrameLoop::create(m_display).value()) {
        ui::Preferences preferences = dock_preferences();
        preferences.is_reduced_motion = true;
        m_loop->prefer(preferences, m_english);
        look();
    }
    bool tap(const std::string& id) {
        const ui::SemanticNode* node = semantics().find(id);
        if (node == nullptr || !node->is_in_view) return false;
        m_input.tap(node->rect.center());
        look();
        look();
        return true;
    }
    void press(ui::Key key) {
        m_input.key(key);
        look();
        look();
    }
    void type(const std::string& text) {
        m_input.type(text);
        look();
        look();
    }
    const ui::Semantics& semantics() const { return m_loop->semantics(); }

private:
    void look() {
        m_loop->turn(m_now_us += 16'000, m_input.collect(0), true, [&](ui::Kit& kit) {
            for (const FormCommand& done : draw_profile_sheet(kit, m_sheet)) m_sheet.obey(done);
        });
    }

    ProfileSheet& m_sheet;
    SheetDisplay m_display;
    ui::Catalogue m_english;
    ui::ScriptedInput m_input;
    std::unique_ptr<ui::FrameLoop> m_loop;
    std::int64_t m_now_us = 0;
};

class ProfileSheetTest : public testing::Test {
protected:
    void SetUp() override {
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }
    std::string at(const std::string& name) const { return (m_folder / name).string(); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(at(name)) << text; }
    std::string read(const std::string& name) const {
        std::ifstream in(at(name));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void name_file(const std::string& name) { m_sheet.obey({.kind = Kind::name_file, .path = {}, .text = at(name), .item = 0}); }
    void obey(Kind kind, const std::string& path = {}, const std::string& text = {}) { m_sheet.obey({.kind = kind, .path = path, .text = text, .item = 0}); }

    const fs::path m_folder = fs::temp_directory_path() / ("inkseal-sheet-" + std::to_string(getpid()));
    ProfileSheet m_sheet;
};

TEST_F(ProfileSheetTest, OpensChangesAndSavesAProfile) {
    write("clinic.toml", provisioning_test::example_text());
    name_file("clinic.toml");
    obey(Kind::open);
    EXPECT_EQ(m_sheet.news(), "Opened. Nothing is wrong with it.");
    obey(Kind::choose, "branding.accent", "plum");
    obey(Kind::save);
    EXPECT_EQ(m_sheet.news(), "Saved. Nothing is wrong with it.");
    provisioning::Profile wanted = provisioning_test::example();
    wanted.branding.accent = "plum";
    EXPECT_EQ(provisioning::read_profile(read("clinic.toml")).profile, wanted);
}

TEST_F(ProfileSheetTest, SavesAlsoWhatIsNotFinished) {
    obey(Kind::go_to, "site");
    obey(Kind::type, {}, "Harbour");
    name_file("half.toml");
    obey(Kind::save);
    EXPECT_THAT(m_sheet.news(), testing::EndsWith("things are still wrong with it: no device would take it."));
    ProfileSheet later;
    later.obey({.kind = Kind::name_file, .path = {}, .text = at("half.toml"), .item = 0});
    later.obey({.kind = Kind::open, .path = {}, .text = {}, .item = 0});
    EXPECT_EQ(later.form().find("site")->text, "Harbour");
}

TEST_F(ProfileSheetTest, OverwritesNothingThatItDidNotOpen) {
    write("other.toml", "precious");
    name_file("other.toml");
    obey(Kind::save);
    EXPECT_TRUE(m_sheet.is_trouble());
    EXPECT_EQ(read("other.toml"), "precious");
    obey(Kind::open);
    EXPECT_THAT(m_sheet.news(), testing::StartsWith("Not opened, and nothing changed here: "));
    obey(Kind::save);
    EXPECT_EQ(read("other.toml"), "precious");
    name_file("no/such/../\n/folder\0");
    obey(Kind::open);
    EXPECT_TRUE(m_sheet.is_trouble());
    name_file("");
    m_sheet.obey({.kind = Kind::name_file, .path = {}, .text = {}, .item = 0});
    obey(Kind::save);
    EXPECT_EQ(m_sheet.news(), "Name a file first.");
}

TEST_F(ProfileSheetTest, ReadsACertificateFromItsFile) {
    write("clinic.toml", provisioning_test::example_text());
    const std::string certificate = provisioning_test::example().staff.front().certificate;
    write("ada.pem", certificate);
    name_file("clinic.toml");
    obey(Kind::open);
    obey(Kind::choose, "custodians[0].certificate", "ada.pem");
    EXPECT_NE(m_sheet.form().find("custodians[0].certificate")->complaint, "");
    obey(Kind::read_file, "custodians[0].certificate");
    EXPECT_EQ(m_sheet.news(), "");
    ASSERT_TRUE(m_sheet.form().profile());
    EXPECT_EQ(m_sheet.form().profile()->custodians[0].certificate, certificate);
    obey(Kind::choose, "custodians[0].certificate", "nobody.pem");
    obey(Kind::read_file, "custodians[0].certificate");
    EXPECT_TRUE(m_sheet.is_trouble());
    EXPECT_EQ(m_sheet.form().find("custodians[0].certificate")->text, "nobody.pem");
}

TEST_F(ProfileSheetTest, TypingGoesToTheFieldThatWasTouchedOrReachedByKeys) {
    Shown shown(m_sheet);
    ASSERT_TRUE(shown.tap("site"));
    shown.type("Caf\u00e9 4");
    shown.press(ui::Key::erase);
    shown.press(ui::Key::erase);
    shown.press(ui::Key::erase);
    EXPECT_EQ(m_sheet.form().find("site")->text, "Caf");
    shown.press(ui::Key::next);  // shows where one is, and then goes on
    shown.press(ui::Key::next);
    shown.type("Ground floor");
    EXPECT_EQ(m_sheet.form().find("place")->text, "Ground floor");
    ASSERT_TRUE(shown.tap("branding.accent"));
    for (std::size_t i = 0; i < 7; ++i) shown.press(ui::Key::erase);
    shown.type("#ffcc00");
    EXPECT_EQ(m_sheet.form().find("branding.accent")->text, "#ffcc00");
    EXPECT_NE(m_sheet.form().find("branding.accent")->complaint.find("1.5 to 1"), std::string::npos);
    ASSERT_TRUE(shown.tap("test.false"));
    EXPECT_EQ(m_sheet.form().find("test")->text, "false");
    ASSERT_TRUE(shown.tap("file"));
    shown.type(at("new.toml"));
    ASSERT_TRUE(shown.tap("profile.save"));
    EXPECT_NE(read("new.toml").find("site = \"Caf\""), std::string::npos);
    m_sheet.is_shown = true;
    ASSERT_TRUE(shown.tap("profile.close"));
    EXPECT_FALSE(m_sheet.is_shown);
}

TEST_F(ProfileSheetTest, IsTriedAndRehearsedAsSavedAndOnlyWithNothingWrong) {
    write("clinic.toml", provisioning_test::example_text());
    name_file("clinic.toml");
    obey(Kind::rehearse);
    EXPECT_TRUE(m_sheet.is_trouble()) << "the file was not opened";
    EXPECT_EQ(m_sheet.take_wish(), std::nullopt);
    obey(Kind::open);
    obey(Kind::choose, "policies.tries", "99");
    m_sheet.is_shown = true;
    obey(Kind::try_out);
    EXPECT_TRUE(m_sheet.is_trouble());
    EXPECT_TRUE(m_sheet.is_shown);
    EXPECT_THAT(m_sheet.news(), testing::EndsWith("no device would take it."));
    EXPECT_EQ(m_sheet.take_wish(), std::nullopt);
    obey(Kind::choose, "policies.tries", "4");
    obey(Kind::try_out);
    EXPECT_FALSE(m_sheet.is_shown) << "the bench says how it goes";
    EXPECT_EQ(m_sheet.take_wish(), Kind::try_out);
    EXPECT_EQ(m_sheet.take_wish(), std::nullopt) << "once";
    EXPECT_EQ(provisioning::read_profile(read("clinic.toml")).profile->policies.tries, 4);
    obey(Kind::rehearse);
    EXPECT_EQ(m_sheet.take_wish(), Kind::rehearse);
}

TEST_F(ProfileSheetTest, HasNoFlawsOfLayout) {
    write("clinic.toml", provisioning_test::example_text());
    for (const int height : {640, 800, 1080}) {
        ProfileSheet empty;
        EXPECT_THAT(ui::lint(Shown(empty, height).semantics()), testing::IsEmpty()) << height;
        name_file("clinic.toml");
        obey(Kind::open);
        obey(Kind::choose, "site", std::string(300, 'W') + "\n\u202e");
        obey(Kind::choose, "custodians[0].certificate", "a/very/long/name/of/a/file/with/a/certificate.pem");
        EXPECT_THAT(ui::lint(Shown(m_sheet, height).semantics()), testing::IsEmpty()) << height;
        obey(Kind::save);
        EXPECT_THAT(ui::lint(Shown(m_sheet, height).semantics()), testing::IsEmpty()) << height;
    }
}

TEST_F(ProfileSheetTest, TellsHowAProfileIsRehearsedWhateverItsFileIsCalled) {
    const auto lines = rehearsal_commands("it's a clinic.toml");
    EXPECT_EQ(lines[0], "inkseal provision bundle draft --profile 'it'\\''s a clinic.toml' --serial 1 --out 'it'\\''s a clinic.payload'");
}

}  // namespace

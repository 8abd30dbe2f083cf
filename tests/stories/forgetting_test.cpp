// SPDX-License-Identifier: Apache-2.0
// Unusual words are planted in a ceremony, and looked for afterwards in all the memory
// of the kiosk and its children, and in every file of the device.
#include "tests/stories/commands.h"
#include "tests/stories/misfortune.h"
#include "tests/stories/process_memory.h"

#include "appliance/base/json.h"

using stories::find_word;
using stories::MemoryImage;
using stories::Misfortune;
using stories::PenPosition;

namespace {

constexpr const char* answer = "marzipanbaum";

std::string first_of(const std::vector<std::string>& lines) {
    std::string text = std::to_string(lines.size()) + " places\n";
    for (std::size_t i = 0; i < lines.size() && i < 8; ++i) text += lines[i] + "\n";
    return text;
}

// What the notary would read: the positions of the pen.
std::vector<PenPosition> positions_in(const std::string& ink_json) {
    std::vector<PenPosition> positions;
    const auto json = base::parse_json(ink_json, {.size_max = 8U << 20U, .depth_max = 8});
    if (!json) return positions;
    for (const base::Json& stroke : **json->array("strokes"))
        for (const base::Json& sample : *stroke.as_array()) {
            const auto& values = *sample.as_array();
            positions.push_back({static_cast<float>(*values[1].as_number()) / 1000, static_cast<float>(*values[2].as_number()) / 1000});
        }
    return positions;
}

}  // namespace

TEST_F(Misfortune, AnOrderThatWasFulfilledIsNotOpenedAgain) {
    const emulator::StoryOrder order = issue();
    sign(order);
    deliver();
    const int received = count(log(), "work-order-received");
    ok(desk().order(order.envelope, order.files));
    std::this_thread::sleep_for(std::chrono::milliseconds(2'500));  // an entry would be published by then
    EXPECT_EQ(count(log(), "work-order-received"), received);
}

TEST_F(Misfortune, AfterTheWipeNoMemoryAndNoFileHoldsThePerson) {
    emulator::StoryOrder order = write("918273640519");
    ok(desk().order(order.envelope, order.files));
    emulator::ScriptedPerson visitor = person();
    ok(emulator::come_in(visitor, order));
    ok(emulator::agree_and_read(visitor));
    ok(visitor.see("Question", "fill"));
    ok(visitor.type(answer));
    ok(visitor.press("Done"));
    ok(visitor.see("Sign here", "sign"));
    ok(emulator::draw_signature(visitor));
    ok(emulator::enter_code(visitor, order.pin));
    ok(visitor.see("What you see is what you sign", "confirm"));

    // The control: the same search finds what is still needed. The code is not.
    const MemoryImage during = stories::read_memory(device().kiosk_process());
    EXPECT_FALSE(find_word(during, "Quillfeather").empty());
    EXPECT_FALSE(find_word(during, answer).empty());
    const auto code = find_word(during, order.pin);
    EXPECT_TRUE(code.empty()) << "the code after its use: " << first_of(code);

    press_and_hold(1'800);
    ok(visitor.see("Your receipt", "receipt"));
    ok(visitor.press("Finish now"));
    see("Touch to begin");
    wait_for_parcel();
    ok(desk().kiosk().settle(2'000));
    const MemoryImage after = stories::read_memory(device().kiosk_process());
    for (const std::string& word : {std::string("Zephyrine"), std::string("Quillfeather"), std::string(answer), order.pin}) {
        const auto places = find_word(after, word);
        EXPECT_TRUE(places.empty()) << word << ": " << first_of(places);
    }

    const std::string state = stories::quoted(desk().state().string());
    for (const std::string& word : {std::string("Quillfeather"), std::string(answer), order.pin}) {
        std::string wide;  // UTF-16, either way round
        for (const char c : word) wide += std::string(1, c) + "\\x00";
        EXPECT_EQ(stories::run("grep -rlaF " + word + " " + state).words, "") << word;
        EXPECT_EQ(stories::run("LC_ALL=C grep -rlaP '" + wide + "' " + state).words, "") << word;
    }

    deliver();
    // No key of the device opens anything of it any more, neither the order (1), its document (2)
    // and code (9), nor what was signed (4, 5, 10). Somebody else's program looks.
    const std::string sql = "SELECT count(*), group_concat(type) FROM record JOIN record_key ON record=sequence WHERE type IN (1,2,4,5,9,10)"
                            " AND envelope=(SELECT envelope FROM record WHERE type=1 ORDER BY sequence DESC LIMIT 1)";
    ok(device().stop_kiosk());
    EXPECT_EQ(stories::run("sqlite3 -readonly " + stories::quoted((desk().state() / "vault.db").string()) + " " + stories::quoted(sql)).words, "0|\n");
    ok(device().start_kiosk({1280, 800}, nullptr));
    ok(desk().platform().run_archive(folder() / "forgetting"));
    const stories::Said ink = stories::run(
        "openssl cms -decrypt -inform DER -in \"$(find " + stories::quoted((folder() / "forgetting").string()) +
        " -name ink.p7m | sort | tail -1)\" -inkey " + stories::quoted((folder() / "platform" / "notary" / "notary.key").string()));
    const std::vector<PenPosition> positions = positions_in(ink.words);
    ASSERT_GT(positions.size(), 20U) << ink.words.substr(0, 300);
    EXPECT_GT(stories::count_positions(during, positions), positions.size() / 2) << "the control";
    EXPECT_EQ(stories::count_positions(after, positions), 0U);
    const auto text = find_word(after, "t_us x_um y_um");
    EXPECT_LE(text.size(), 1U) << "a copy of ink.json: " << first_of(text);  // one is the program's own constant
}

// SPDX-License-Identifier: Apache-2.0
// The platform is away, slow, broken, or somebody else. Whatever it says, a record is
// let go of only for the receipt that belongs to it, and then once.
#include "tests/stories/commands.h"
#include "tests/stories/hostile_platform.h"
#include "tests/stories/misfortune.h"

#include <future>

namespace {

namespace fs = std::filesystem;
using emulator::StoryOrder;
using stories::HostilePlatform;
using stories::Manner;
using stories::Misfortune;

class BadPlatform : public Misfortune {
protected:
    void TearDown() override {
        desk().platform().network().lead_back();
        (void)desk().plug_in(true);
        forget_patience();
        Misfortune::TearDown();
    }
    // The courier waits longer after each trouble; a story does not.
    static void forget_patience() { fs::remove(desk().state() / "courier" / "memory.json"); }
    static fs::path platform_folder() { return folder() / "platform"; }

    // One visit to somebody at the platform's address. What the courier said about it.
    static std::string visit(HostilePlatform& who) {
        desk().platform().network().lead_to(who.port());
        forget_patience();
        const auto visited = device().visit(desk().platform());
        desk().platform().network().lead_back();
        forget_patience();
        return visited ? "" : visited.failure().detail;
    }
    static std::size_t records_with_key() {
        return static_cast<std::size_t>(count(log(), "  signed") - count(log(), "  record-key-dropped"));
    }
};

}  // namespace

TEST_F(BadPlatform, WithTheRightKeyAndWrongMannersGetsNothingAndCostsNothing) {
    sign(issue());
    wait_for_parcel();
    const struct {
        Manner manner;
        const char* fault;
    } cases[] = {{Manner::fails, "server_failed"}, {Manner::is_elsewhere, "network_intercepted"}, {Manner::agrees, "receipt_invalid"},
                 {Manner::babbles, "server_failed"}};
    for (const auto& each : cases) {
        HostilePlatform who(platform_folder() / "tls.pem", platform_folder() / "keys" / "tls.key", each.manner);
        const std::string said = visit(who);
        EXPECT_GE(who.connections(), 1);
        EXPECT_NE(said, "") << "took it for a success";
        EXPECT_LT(who.heard(), 16'384U) << "told it more than a greeting";
        EXPECT_TRUE(has_parcel());
        EXPECT_EQ(records_with_key(), 1U);
    }
    deliver();
    EXPECT_EQ(records_with_key(), 0U);
}

TEST_F(BadPlatform, AStrangerAtItsAddressHearsNothing) {
    sign(issue());
    wait_for_parcel();
    const fs::path key = folder() / "stranger.key", certificate = folder() / "stranger.pem";
    const stories::Said made =
        stories::run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 "
                     "-days 30 -keyout " + stories::quoted(key.string()) + " -out " + stories::quoted(certificate.string()));
    ASSERT_EQ(made.status, 0) << made.words;
    HostilePlatform who(certificate, key, Manner::agrees);
    const std::string said = visit(who);
    EXPECT_NE(said.find("peer_untrusted"), std::string::npos) << said;
    EXPECT_GE(who.connections(), 1);
    EXPECT_EQ(who.heard(), 0U);
    EXPECT_TRUE(has_parcel());
    deliver();
}

TEST_F(BadPlatform, ThatSaysNothingStopsNobodyFromSigning) {
    const StoryOrder order = issue();
    HostilePlatform who(platform_folder() / "tls.pem", platform_folder() / "keys" / "tls.key", Manner::silent);
    auto said = std::async(std::launch::async, [&] { return visit(who); });
    sign(order);
    EXPECT_NE(said.get(), "");
    deliver();
}

TEST_F(BadPlatform, ThatStallsInTheMiddleIsLeftWhenTheCableIsPulled) {
    sign(issue());
    wait_for_parcel();
    HostilePlatform who(platform_folder() / "tls.pem", platform_folder() / "keys" / "tls.key", Manner::stalls);
    auto said = std::async(std::launch::async, [&] { return visit(who); });
    ok(emulator::Desk::wait_until([&] { return who.heard() != 0; }, "the courier does not come"));
    ok(desk().plug_in(false));
    EXPECT_NE(said.get(), "");
    EXPECT_TRUE(has_parcel());
    ok(desk().plug_in(true));
    deliver();
}

TEST_F(BadPlatform, ThatIsAbsentIsWaitedFor) {
    sign(issue());
    wait_for_parcel();
    desk().platform().network().lead_to(1);  // nobody listens there
    forget_patience();
    EXPECT_FALSE(device().visit(desk().platform()));
    desk().platform().network().lead_back();
    forget_patience();
    EXPECT_TRUE(has_parcel());
    deliver();
}

// A courier that was taken over brings receipts of its own choice.
TEST_F(BadPlatform, AReplayedOrDamagedReceiptLetsGoOfNothing) {
    sign(issue());
    deliver();
    ok(desk().platform().run_archive(folder() / "receipts"));
    fs::path old_receipt, old_stamp;
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "receipts")) {
        if (entry.path().filename() == "receipt.p7s") old_receipt = entry.path();
        if (entry.path().filename() == "signature.tst") old_stamp = entry.path();
    }
    ASSERT_FALSE(old_receipt.empty());

    sign(issue());
    wait_for_parcel();
    std::string number;
    for (const auto& entry : fs::directory_iterator(desk().state() / "outbox"))
        if (entry.path().extension() == ".manifest") number = entry.path().stem().string();
    const int refused_before = count(log(), "receipt-refused");
    const auto bring = [&](bool is_damaged) {
        const auto receipt = emulator::read_bytes(old_receipt);
        ASSERT_TRUE(receipt);
        std::string text(base::as_text(*receipt));
        if (is_damaged) text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
        ok(emulator::copy_over(old_stamp, desk().state() / "inbox" / (number + ".timestamp")));
        ok(emulator::write_text(desk().state() / "new.receipt", text));
        fs::rename(desk().state() / "new.receipt", desk().state() / "inbox" / (number + ".receipt"));
        ok(emulator::Desk::wait_until([&] { return !emulator::has_file(desk().state() / "inbox", number, ".receipt"); }, "the receipt lies there"));
    };
    bring(false);
    bring(true);
    EXPECT_EQ(records_with_key(), 1U);
    EXPECT_TRUE(has_parcel());
    // And even if it threw the parcel away: the device lays it out again.
    fs::remove(desk().state() / "outbox" / (number + ".parcel"));
    fs::remove(desk().state() / "outbox" / (number + ".manifest"));
    wait_for_parcel();
    deliver();
    EXPECT_EQ(records_with_key(), 0U);
    const std::string entries = log();
    EXPECT_EQ(count(entries, "receipt-refused"), refused_before + 2) << entries;
    EXPECT_GE(count(entries, "RCP-0"), 2) << entries;
    EXPECT_EQ(count(entries, "  delivered"), count(entries, "  signed")) << "each exactly once";
}

// SPDX-License-Identifier: Apache-2.0
// Chains and evidence onto the stick, and never a private key.
#include "tests/unit/appliance/admin/screen_bench.h"

#include "appliance/admin/key_words.h"
#include "appliance/crypto/message.h"

using namespace admin_test;

namespace {

struct AtTheArchive : AtTheScreen {
    void is_done() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    void ask(std::string_view reason) {
        session.handle(OpenArchive{});
        ASSERT_TRUE(sees<ArchiveScreen>());
        session.handle(Confirm{});
        ASSERT_TRUE(sees<ReleaseTextScreen>());
        for (const char c : reason) session.handle(app::TypeText{std::string(1, c)});
        session.handle(Confirm{});
    }
    const std::string folder = "archive-" + day_words(run.clock.wall);
};

}  // namespace

TEST_F(AtTheArchive, WritesAFolderThatThisDeviceSignedAndThatHoldsNoPrivateKey) {
    sign_in(ada);
    EXPECT_TRUE(seen<HomeScreen>().may_archive);
    ask("yearly audit");
    is_done();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().file, folder);
    const base::Bytes& manifest = stick.held[folder + "/manifest.json"];
    const auto words = crypto::verify_detached(stick.held[folder + "/manifest.p7s"], manifest, body.identity.trust, crypto::Purpose::any, run.clock.wall);
    ASSERT_TRUE(words) << words.failure().detail;
    EXPECT_EQ(words->signer.subject_common_name(), run.device().identity.device.text);
    EXPECT_NE(base::as_text(manifest).find("yearly audit"), std::string_view::npos);
    EXPECT_TRUE(stick.held.contains(folder + "/log/entries.jsonl"));
    for (const auto& [name, content] : stick.held) EXPECT_EQ(base::as_text(content).find("PRIVATE KEY"), std::string_view::npos) << name;
    EXPECT_EQ(count(Event::evidence_archived), 1);
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<HomeScreen>());
    ask("again");
    is_done();
    EXPECT_EQ(seen<DoneScreen>().file, folder + "-2") << "the first one is not touched";
}

TEST_F(AtTheArchive, WantsAReasonAndAStickAndTheRole) {
    sign_in(zoe);
    ask("");
    ASSERT_TRUE(sees<ReleaseTextScreen>());
    EXPECT_TRUE(seen<ReleaseTextScreen>().is_troubled);
    session.handle(app::TypeText{"a"});
    stick.is_in = false;
    session.handle(Confirm{});
    is_done();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_stick);
    EXPECT_EQ(count(Event::evidence_archived), 0);
    take_out();
    sign_in(ken);
    session.handle(OpenArchive{});
    EXPECT_TRUE(sees<RefusedScreen>());
}

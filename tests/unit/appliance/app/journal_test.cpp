// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/journal.h"
#include "appliance/audit/leaf.h"
#include "appliance/ceremony/names.h"
#include "appliance/crypto/random.h"
#include "appliance/vault/record.h"

#include <gtest/gtest.h>

namespace {

using ceremony::Moment;

app::Session somebody() {
    app::Session session;
    session.subject = vault::new_record_id();
    session.record_key = crypto::random_secret(32);
    session.open.emplace();
    session.open->envelope.documents.emplace_back();
    session.open->envelope.signers.emplace_back().name = "Mara Keller";
    session.pages.resize(3);
    session.answers.push_back({0, "Tom Keller 555 0175"});
    session.ink = std::make_shared<const app::Ink>(app::Ink{120, 40, {{{0, 1, 2, 0.5F, 0, 0, true}, {8'000, 3, 4, 0.5F, 0, 0, true}}}});
    return session;
}

constexpr int moment_count = static_cast<int>(Moment::fault_shown) + 1;

}  // namespace

// The log refuses a leaf that does not fit its catalogue row: none of ours may.
TEST(Journal, WritesEveryMomentInTheFormTheCatalogueDemands) {
    const app::Session session = somebody();
    const ceremony::State state = ceremony::Authenticating{{3, 1, 2, {true, true, true}}};
    for (int i = 0; i < moment_count; ++i) {
        const auto moment = static_cast<Moment>(i);
        const audit::LeafDraft draft = app::leaf_for(moment, {session, state, app::Language::english, "idle", base::Fault::pin_locked});
        audit::Leaf leaf;
        leaf.event = draft.event;
        leaf.subject = draft.subject;
        leaf.commitment = draft.commitment;
        leaf.fields = draft.fields;
        const auto entry = audit::encode_leaf(leaf);
        EXPECT_TRUE(entry) << ceremony::name_of(moment) << ": " << (entry ? "" : entry.failure().detail);
    }
}

TEST(Journal, WritesNothingOfThePersonInTheClear) {
    const app::Session session = somebody();
    const ceremony::State state = ceremony::Signing{{3, 1, 2, {true, true, true}}, true};
    for (int i = 0; i < moment_count; ++i) {
        const audit::LeafDraft draft =
            app::leaf_for(static_cast<Moment>(i), {session, state, app::Language::english, "idle", base::Fault::pin_locked});
        const std::string text = base::canonical_json(base::Json(draft.fields)) + draft.commitment + draft.subject.text;
        EXPECT_EQ(text.find("Keller"), std::string::npos);
        EXPECT_EQ(text.find("555 0175"), std::string::npos);
    }
}

TEST(Ink, IsSpeltWithEverySampleAsItCame) {
    const std::string json = app::ink_json(*somebody().ink);
    EXPECT_NE(json.find("[0,1000,2000,500,0,0,1],[8000,3000,4000,500,0,0,1]"), std::string::npos) << json;
}

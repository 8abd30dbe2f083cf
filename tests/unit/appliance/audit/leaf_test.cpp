// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/leaf.h"

#include "appliance/crypto/digest.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

Leaf some_leaf() {
    Leaf leaf;
    leaf.sequence = 41;
    leaf.event = Event::signature_drawn;
    leaf.time = {.wall_ms = 1795338005000, .boot_ms = 81234, .reset_count = 3, .restart_count = 0, .is_safe = true, .clock_ms = {}};
    leaf.subject = base::RecordId("5e0102030405060708090a0b0c0d0e0f");
    leaf.commitment = std::string(64, '9');
    leaf.fields = {{"strokes", 7}};
    return leaf;
}

std::string text_of(const Leaf& leaf) {
    const auto entry = encode_leaf(leaf);
    return entry ? std::string(base::as_text(*entry)) : entry.failure().detail;
}

}  // namespace

TEST(Leaf, LooksAsTheHeaderSays) {
    EXPECT_EQ(text_of(some_leaf()),
              "{\"f\":{\"strokes\":7},\"h\":\"9999999999999999999999999999999999999999999999999999999999999999\",\"seq\":41,"
              "\"subj\":\"5e0102030405060708090a0b0c0d0e0f\",\"t\":{\"boot\":81234,\"reset\":3,\"restart\":0,\"safe\":true,"
              "\"wall\":1795338005000},\"type\":\"signature-drawn\",\"v\":1}");
}

TEST(Leaf, ComesBackForEveryEvent) {
    const EventCatalogue catalogue = event_catalogue();
    for (std::size_t i = 0; i < catalogue.size; ++i) {
        const EventRow& row = catalogue.rows[i];
        Leaf leaf;
        leaf.event = row.event;
        leaf.sequence = i;
        leaf.time.clock_ms = 5;
        if (row.subject != Presence::never) leaf.subject = base::RecordId(std::string(32, 'a'));
        if (row.commitment != Presence::never) leaf.commitment = std::string(64, 'b');
        for (const FieldRow& field : row.fields) {
            if (field.name.empty()) continue;
            base::Json value = 1;
            if (field.kind == FieldKind::code) value = "some-code.1";
            if (field.kind == FieldKind::digest || field.kind == FieldKind::commitment) value = std::string(64, 'c');
            if (field.kind == FieldKind::base64) value = "AAECAw==";
            leaf.fields[std::string(field.name)] = value;
        }
        const auto entry = encode_leaf(leaf);
        ASSERT_TRUE(entry) << entry.failure().detail;
        const auto again = decode_leaf(*entry);
        ASSERT_TRUE(again) << again.failure().detail;
        EXPECT_EQ(*again, leaf) << row.id;
    }
}

TEST(Leaf, HasNoPlaceForAName) {
    const auto refused = [](auto change) {
        Leaf leaf = some_leaf();
        change(leaf);
        const auto entry = encode_leaf(leaf);
        return !entry && entry.fault() == base::Fault::event_refused;
    };
    EXPECT_FALSE(refused([](Leaf&) {}));
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["name"] = "Maria Musterfrau"; })) << "a foreign field";
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["pointer"] = "Maria Musterfrau"; })) << "a space";
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["pointer"] = "M\xc3\xbcller"; })) << "a letter";
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["pointer"] = std::string(65, 'x'); })) << "too long";
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["pointer"] = ""; }));
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["strokes"] = "7"; })) << "another kind";
    EXPECT_TRUE(refused([](Leaf& l) { l.fields["strokes"] = -1; }));
    EXPECT_TRUE(refused([](Leaf& l) { l.fields.clear(); })) << "a missing field";
    EXPECT_TRUE(refused([](Leaf& l) { l.commitment.clear(); })) << "a missing commitment";
    EXPECT_TRUE(refused([](Leaf& l) { l.commitment = "Maria"; }));
    EXPECT_TRUE(refused([](Leaf& l) { l.commitment[3] = 'A'; })) << "upper case";
    EXPECT_TRUE(refused([](Leaf& l) { l.subject = base::RecordId("Maria"); }));
    EXPECT_TRUE(refused([](Leaf& l) { l.event = Event::boot; })) << "a subject where none belongs";
}

TEST(Leaf, ReadsOnlyWhatItWouldWrite) {
    const std::string good = text_of(some_leaf());
    ASSERT_TRUE(decode_leaf(base::as_bytes(good)));
    const auto with = [&](std::string from, std::string to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (const std::string& text : {
             std::string(),
             std::string("null"),
             std::string("[]"),
             good + " ",
             good + "\n",
             " " + good,
             with("\"v\":1", "\"v\":2"),
             with("\"v\":1", "\"v\":1,\"x\":1"),
             with("\"seq\":41", "\"seq\":041"),
             with("\"seq\":41", "\"seq\":41.0"),
             with("\"seq\":41", "\"seq\":-1"),
             with("\"seq\":41", "\"seq\":9007199254740992"),
             with("\"seq\":41", "\"seq\": 41"),
             with("signature-drawn", "signature-stolen"),
             with("\"safe\":true", "\"safe\":1"),
             with("\"reset\":3", "\"reset\":4294967296"),
             with("\"wall\":1795338005000", "\"wall\":1795338005000,\"zone\":1"),
             with("\"strokes\":7", "\"strokes\":7,\"strokes\":7"),
             with("\"strokes\":7", "\"strokes\":[7]"),
             with("\"subj\":\"5e", "\"subj\":\"5E"),
             with("{\"f\":{\"strokes\":7},", "{"),
             with("\"type\":\"signature-drawn\"", "\"type\":\"signature\\u002ddrawn\""),
         })
        EXPECT_EQ(decode_leaf(base::as_bytes(text)).fault(), base::Fault::audit_broken) << text;
    for (std::size_t length = 0; length < good.size(); ++length) EXPECT_FALSE(decode_leaf(base::as_bytes(good.substr(0, length))));
}

TEST(Leaf, TheCommitmentNeedsTheRecordsKey) {
    const base::SecretBytes key(base::as_bytes("0123456789abcdef0123456789abcdef"));
    const base::SecretBytes other(base::as_bytes("0123456789abcdef0123456789abcdeF"));
    const base::Digest digest = crypto::sha256(base::as_bytes("content"));
    EXPECT_EQ(commitment_to(key, digest).size(), 64U);
    EXPECT_EQ(commitment_to(key, digest), commitment_to(key, digest));
    EXPECT_NE(commitment_to(key, digest), commitment_to(other, digest));
    // RFC 4231, test case 2, shows which function this is.
    EXPECT_EQ(commitment_to(base::SecretBytes(base::as_bytes("Jefe")), base::as_bytes("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/checkpoint.h"

#include "appliance/crypto/software_key.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace audit;

constexpr const char* origin = "clinic.example/inkseal/harbour-otter-41/1";

// The note and key of the documentation of Go's golang.org/x/mod/sumdb/note.
constexpr const char* go_vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* go_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

std::shared_ptr<crypto::SoftwareKey> new_key() { return *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256); }

}  // namespace

TEST(Note, TheExampleOfGoVerifies) {
    const auto key = parse_vkey(go_vkey);
    ASSERT_TRUE(key) << key.failure().detail;
    EXPECT_EQ(vkey_text(*key), go_vkey);
    const auto note = parse_note(go_note);
    ASSERT_TRUE(note) << note.failure().detail;
    EXPECT_EQ(note_text(*note), go_note);
    const auto verified = verify_note(*note, {*key});
    ASSERT_TRUE(verified) << verified.failure().detail;
    EXPECT_EQ(verified->front().name, "PeterNeumann");
}

TEST(Note, NoChangedByteVerifies) {
    const NoteKey key = *parse_vkey(go_vkey);
    const std::string good = go_note;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (const unsigned bit : {0x01U, 0x02U, 0x10U, 0x80U}) {
            std::string text = good;
            text[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^ bit);
            const auto note = parse_note(text);
            EXPECT_FALSE(note && verify_note(*note, {key})) << i;
        }
}

TEST(Note, EveryKindOfSignatureVerifiesAndIsBoundToItsText) {
    const auto tpm = new_key();
    const Ed25519Key software = *Ed25519Key::generate();
    const Ed25519Key witness = *Ed25519Key::generate();
    Note note{"a text\n", {}};
    ASSERT_TRUE(sign_note(note, origin, *tpm));
    ASSERT_TRUE(sign_note(note, origin, software));
    ASSERT_TRUE(cosign_note(note, "witness.example", witness, 1'795'338'005));
    const std::vector<NoteKey> keys = {{origin, NoteKeyType::ecdsa, tpm->public_key()},
                                       {origin, NoteKeyType::ed25519, software.public_key()},
                                       {"witness.example", NoteKeyType::cosignature, witness.public_key()}};
    const auto parsed = parse_note(note_text(note));
    ASSERT_TRUE(parsed);
    const auto verified = verify_note(*parsed, keys);
    ASSERT_TRUE(verified) << verified.failure().detail;
    ASSERT_EQ(verified->size(), 3U);
    EXPECT_EQ((*verified)[2].time_s, 1'795'338'005U);
    for (const NoteKey& key : keys) {
        EXPECT_EQ(verify_note(*parsed, {key})->size(), 1U) << "each alone";
        const auto again = parse_vkey(vkey_text(key));
        ASSERT_TRUE(again);
        EXPECT_EQ(again->id(), key.id());
        Note changed = *parsed;
        changed.text = "another text\n";
        EXPECT_EQ(verify_note(changed, {key}).fault(), base::Fault::checkpoint_invalid);
    }
    // A cosignature's time is part of what is signed.
    Note later = *parsed;
    later.signatures[2].signature[7] ^= 1U;
    EXPECT_FALSE(verify_note(later, {keys[2]}));
}

TEST(Note, UnknownKeysAreIgnoredAndKnownOnesMustBeRight) {
    const auto log = new_key();
    const auto stranger = new_key();
    Note note{"a text\n", {}};
    ASSERT_TRUE(sign_note(note, "stranger.example", *stranger));
    const NoteKey log_key{origin, NoteKeyType::ecdsa, log->public_key()};
    EXPECT_EQ(verify_note(note, {log_key}).fault(), base::Fault::checkpoint_invalid) << "nobody known";
    ASSERT_TRUE(sign_note(note, origin, *log));
    EXPECT_TRUE(verify_note(note, {log_key}));
    note.signatures.push_back(note.signatures.back());
    note.signatures.back().signature.back() ^= 1U;
    EXPECT_EQ(verify_note(note, {log_key}).fault(), base::Fault::checkpoint_invalid) << "a second, wrong line of a known key";
    EXPECT_EQ(verify_note(note, {}).fault(), base::Fault::checkpoint_invalid);
}

TEST(Note, RefusesWhatIsNotANote) {
    const std::string line = "\xe2\x80\x94 name AAAAAAA=\n";
    EXPECT_TRUE(parse_note("text\n\n" + line));
    for (const std::string& text : {
             std::string(), std::string("\n\n"), std::string("text\n"), std::string("text\n\n"), "text\n" + line,
             "text\n\n" + line + "x", "text\n\n" + line + "\n", "te\txt\n\n" + line, "te\rxt\n\n" + line, "t\xff\n\n" + line,
             "t\xc0\xaf\n\n" + line, "t\xed\xa0\x80\n\n" + line, std::string("text\n\n- name AAAAAAA=\n"),
             std::string("text\n\n\xe2\x80\x94 name\n"), std::string("text\n\n\xe2\x80\x94  AAAAAAA=\n"),
             std::string("text\n\n\xe2\x80\x94 name AAAA\n"), std::string("text\n\n\xe2\x80\x94 na+me AAAAAAA=\n"),
             std::string("text\n\n\xe2\x80\x94 name AAAAAAA\n"), std::string("text\n\n\xe2\x80\x94 name A AAAAAAA=\n"),
         })
        EXPECT_EQ(parse_note(text).fault(), base::Fault::checkpoint_invalid) << text;
    std::string many = "text\n\n";
    for (int i = 0; i < 65; ++i) many += line;
    EXPECT_FALSE(parse_note(many));
    EXPECT_FALSE(parse_note(std::string(note_size_max, 'x') + "\n\n" + line));
}

TEST(VerifierKey, RefusesAKeyThatIsNotItsId) {
    const std::string good = go_vkey;
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string text = good;
        text[i] = text[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(parse_vkey(text)) << i;
    }
    for (const char* text : {"", "+", "++", "name", "name+c74f20a3", "name+c74f20a3+", "na me+c74f20a3+AA==", "name+c74f20a3+Bg=="})
        EXPECT_FALSE(parse_vkey(text)) << text;
}

TEST(Checkpoint, ComesBackAndRefusesOtherSpellings) {
    const Checkpoint checkpoint{origin, 20852163, {1, 2, 3}};
    const std::string good = checkpoint_text(checkpoint);
    EXPECT_EQ(*parse_checkpoint(good), checkpoint);
    EXPECT_EQ(parse_checkpoint(checkpoint_text({origin, 0, {}}))->size, 0U);
    const std::string root = base::to_base64(checkpoint.root);
    for (const std::string& text : {
             std::string(), std::string("o\n1\n"), "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n1 \n" + root + "\n",
             "o\n\n" + root + "\n", "\n1\n" + root + "\n", "o\n1\n" + root, "o\n1\n" + root + "\nextension\n",
             "o\n9223372036854775808\n" + root + "\n", "o\n99999999999999999999\n" + root + "\n", std::string("o\n1\nAAAA\n"),
         })
        EXPECT_EQ(parse_checkpoint(text).fault(), base::Fault::checkpoint_invalid) << text;
}

TEST(Checkpoint, MustBeSignedByItsOwnLog) {
    const auto log = new_key();
    const Ed25519Key witness = *Ed25519Key::generate();
    const NoteKey log_key{origin, NoteKeyType::ecdsa, log->public_key()};
    const NoteKey witness_key{"witness.example", NoteKeyType::cosignature, witness.public_key()};
    Note note{checkpoint_text({origin, 3, {}}), {}};
    ASSERT_TRUE(cosign_note(note, "witness.example", witness, 5));
    EXPECT_EQ(open_checkpoint(note_text(note), log_key, {witness_key}).fault(), base::Fault::checkpoint_invalid) << "cosigned only";
    ASSERT_TRUE(sign_note(note, origin, *log));
    EXPECT_EQ(open_checkpoint(note_text(note), log_key, {witness_key})->signatures.size(), 2U);
    Note foreign{checkpoint_text({"other.example/log", 3, {}}), {}};
    ASSERT_TRUE(sign_note(foreign, origin, *log));
    EXPECT_EQ(open_checkpoint(note_text(foreign), log_key).fault(), base::Fault::checkpoint_invalid) << "another log's text";
}

TEST(Ed25519, GivesTheSignaturesOfRfc8032) {
    // Section 7.1, test 2.
    base::Bytes seed;
    base::Bytes expected;
    ASSERT_TRUE(base::from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed));
    ASSERT_TRUE(base::from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", expected));
    const Ed25519Key key = *Ed25519Key::from_seed(base::SecretBytes(seed));
    EXPECT_EQ(base::to_hex(key.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const base::Bytes message{0x72};
    EXPECT_EQ(*key.sign(message), expected);
    EXPECT_TRUE(verify_ed25519(key.public_key(), message, expected));
    EXPECT_FALSE(verify_ed25519(key.public_key(), base::Bytes{0x73}, expected));
    EXPECT_FALSE(verify_ed25519(key.public_key(), message, base::ByteView(expected).first(63)));
    EXPECT_FALSE(Ed25519Key::from_seed(base::SecretBytes(31)));
}

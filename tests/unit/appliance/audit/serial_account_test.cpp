// SPDX-License-Identifier: Apache-2.0
// Nothing is left out of the count of signatures without leaving a number.
#include "appliance/audit/serial_evidence.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/software_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace audit;
using base::Bytes;

namespace {

// The archive's folder: names inside a folder are folders too, as on a real disk.
struct Shelf final : base::Disk {
    base::Result<Bytes> read(std::string_view path) const override {
        const auto found = files.find(std::string(path));
        if (found == files.end()) return base::Fault::disk_not_found;
        return found->second;
    }
    bool exists(std::string_view path) const override { return files.contains(std::string(path)); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override {
        std::set<std::string> names;
        const std::string start = std::string(folder) + "/";
        for (const auto& [path, content] : files)
            if (path.starts_with(start)) names.insert(path.substr(start.size(), path.find('/', start.size()) - start.size()));
        return std::vector<std::string>(names.begin(), names.end());
    }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        files[std::string(path)] = base::to_bytes(content);
        return {};
    }
    base::Status remove(std::string_view path) override {
        files.erase(std::string(path));
        return {};
    }
    base::Result<std::uint64_t> free_bytes() const override { return 1U << 30U; }
    std::map<std::string, Bytes> files;
};

// A device whose every use of the key costs a number, as the chip's does, and whose
// operator decides what the log and the archive are told.
struct SerialsTest : testing::Test {
    std::uint64_t counter = 500;
    std::vector<Leaf> leaves;
    Shelf archive;
    std::shared_ptr<crypto::SoftwareKey> chip = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);

    Leaf& add(Event event, const base::RecordId& subject = {}, base::Json::Object fields = {}) {
        Leaf leaf;
        leaf.sequence = leaves.size();
        leaf.event = event;
        leaf.time.wall_ms = 1'700'000'000'000 + static_cast<std::int64_t>(leaves.size()) * 60'000;
        leaf.subject = subject;
        if (!subject.is_empty()) leaf.commitment = std::string(64, 'c');
        leaf.fields = std::move(fields);
        leaves.push_back(std::move(leaf));
        return leaves.back();
    }
    static base::RecordId record(std::uint64_t number) {
        std::string text(32, '0');
        for (std::size_t i = 0; i < 8; ++i) text[31 - i] = "0123456789abcdef"[number >> (4 * i) & 15U];
        return base::RecordId(text);
    }
    base::RecordId intend() {
        const base::RecordId subject = record(leaves.size() + 1);
        add(Event::signing_intended, subject, {{"signer", std::string(64, 'a')}, {"key", std::string(64, 'b')}});
        return subject;
    }
    Bytes statement(std::uint64_t value, const base::Digest& seal_id) const {
        Bytes out;
        base::append_number(out, value, 8);
        base::append(out, seal_id);
        return out;
    }
    // A signature, in the log and at the archive.
    void sign(bool is_delivered = true) {
        const base::RecordId subject = intend();
        ++counter;
        const Bytes value = base::to_bytes(crypto::sha256(base::as_bytes(subject.text)));
        const base::Digest seal_id = crypto::sha256(value);
        const base::SecretBytes key{base::ByteView(base::Bytes(32, 7))};
        add(Event::signature_made, subject, {{"intent", 1}, {"seal", commitment_to(key, seal_id)}, {"serial", static_cast<std::int64_t>(counter)}});
        const Bytes attested = statement(counter, seal_id);
        base::Json said, json;
        said.set("serial", static_cast<std::int64_t>(counter)).set("attested", base::to_base64(attested));
        said.set("signature", base::to_base64(*chip->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256(attested))));
        json.set("k_record", base::to_hex(Bytes(32, 7))).set("signature_value", base::to_base64(value)).set("counter", std::move(said));
        if (is_delivered) store(std::to_string(counter), json);
    }
    void store(const std::string& name, const base::Json& evidence) {
        ASSERT_TRUE(archive.write_atomically("otter/" + name + "/evidence.json", base::as_bytes(base::canonical_json(evidence))));
        ASSERT_TRUE(archive.write_atomically("otter/" + name + "/leaf.json", *encode_leaf(leaves.back())));
    }
    void copy(const std::string& from, const std::string& to) {
        for (const char* file : {"/evidence.json", "/leaf.json"}) {
            const Bytes content = *archive.read("otter/" + from + file);
            ASSERT_TRUE(archive.write_atomically("otter/" + to + file, content));
        }
    }
    void change(const std::string& name, const std::function<void(base::Json&)>& how) {
        const Bytes content = *archive.read("otter/" + name + "/evidence.json");
        base::Json json = *base::parse_json(base::as_text(content));
        how(json);
        ASSERT_TRUE(archive.write_atomically("otter/" + name + "/evidence.json", base::as_bytes(base::canonical_json(json))));
    }
    void remove(const std::string& name) {
        ASSERT_TRUE(archive.remove("otter/" + name + "/evidence.json"));
        ASSERT_TRUE(archive.remove("otter/" + name + "/leaf.json"));
    }

    SerialAccount account() {
        const CounterCheck check = [this](base::ByteView attested, base::ByteView signature, base::ByteView binding) -> base::Result<std::uint64_t> {
            TRY(crypto::verify_signature(chip->public_key(), ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256(attested), signature));
            base::Reader reader(attested);
            const std::uint64_t value = reader.take_u64();
            if (!base::equal_constant_time(reader.take(32), binding)) return base::Failure{base::Fault::proof_invalid, "another signature"};
            return value;
        };
        return account_for_serials(leaves, *read_serial_folder(archive, "otter", leaves, check));
    }
    void expect_one(SerialGap::Kind kind, std::uint64_t first, std::uint64_t last) {
        const SerialAccount told = account();
        ASSERT_EQ(told.gaps.size(), 1U) << to_text(told);
        EXPECT_EQ(name_of(told.gaps[0].kind), name_of(kind)) << to_text(told);
        EXPECT_EQ(told.gaps[0].first, first);
        EXPECT_EQ(told.gaps[0].last, last);
        EXPECT_FALSE(told.is_clear());
    }
};

}  // namespace

TEST_F(SerialsTest, AreAllAccountedForWhenEverySignatureWasDelivered) {
    for (int i = 0; i < 5; ++i) sign();
    const SerialAccount told = account();
    EXPECT_TRUE(told.is_clear()) << to_text(told);
    EXPECT_EQ(told.first, 501U);
    EXPECT_EQ(told.last, 505U);
    EXPECT_EQ(told.proven, 5U);
}

TEST_F(SerialsTest, NameASignatureThatTheLogWasNeverTold) {
    sign();
    counter += 2;  // twice, with nothing in the log
    sign();
    expect_one(SerialGap::Kind::unaccounted, 502, 503);
    const SerialGap gap = account().gaps[0];
    EXPECT_EQ(gap.count, 2U);
    EXPECT_EQ(gap.previous_leaf, 1U);
    EXPECT_EQ(gap.next_leaf, 3U);
    EXPECT_LT(gap.previous_ms, gap.next_ms);
    EXPECT_NE(to_text(account()).find("nothing accounts for numbers 502 to 503"), std::string::npos) << to_text(account());
}

TEST_F(SerialsTest, NameAParcelThatWasHeldBackWhileLaterOnesCame) {
    sign();
    sign(/*is_delivered=*/false);
    sign();
    expect_one(SerialGap::Kind::evidence_missing, 502, 502);
}

TEST_F(SerialsTest, NameAParcelThatWasDeletedAfterwards) {
    for (int i = 0; i < 3; ++i) sign();
    ASSERT_TRUE(account().is_clear());
    remove("501");
    expect_one(SerialGap::Kind::evidence_missing, 501, 501);
}

TEST_F(SerialsTest, LeaveOpenWhatMayStillBeOnItsWay) {
    sign();
    sign(/*is_delivered=*/false);
    const SerialAccount told = account();
    EXPECT_TRUE(told.gaps.empty()) << to_text(told);
    EXPECT_EQ(told.doubts.size(), 1U) << to_text(told);
}

TEST_F(SerialsTest, NameAParcelThatWasPutInTwice) {
    sign();
    sign();
    copy("501", "999");
    expect_one(SerialGap::Kind::evidence_twice, 501, 501);
}

TEST_F(SerialsTest, NameAParcelThatWasGivenAnotherNumber) {
    sign();
    sign();
    sign();
    // In the evidence alone the log disagrees.
    change("502", [](base::Json& json) {
        base::Json said = *json.find("counter");
        said.set("serial", 503);
        json.set("counter", said);
    });
    const SerialAccount told = account();
    ASSERT_FALSE(told.gaps.empty());
    EXPECT_EQ(name_of(told.gaps.back().kind), "evidence-wrong") << to_text(told);
    // The neighbour's statement beside it: the chip spoke of another signature.
    const Bytes other = *archive.read("otter/503/evidence.json");
    const base::Json statement = *base::parse_json(base::as_text(other))->find("counter");
    change("502", [&](base::Json& json) {
        base::Json said = statement;
        said.set("serial", 502);
        json.set("counter", said);
    });
    const SerialAccount again = account();
    const auto wrong = std::find_if(again.gaps.begin(), again.gaps.end(), [](const SerialGap& gap) { return gap.kind == SerialGap::Kind::evidence_wrong; });
    ASSERT_NE(wrong, again.gaps.end()) << to_text(again);
    EXPECT_NE(wrong->detail.find("another signature"), std::string::npos) << wrong->detail;
}

TEST_F(SerialsTest, NameALogEntryThatIsNotTheLogs) {
    sign();
    sign();
    Leaf forged = leaves[3];
    forged.fields["serial"] = 777;
    ASSERT_TRUE(archive.write_atomically("otter/502/leaf.json", *encode_leaf(forged)));
    const SerialAccount told = account();
    ASSERT_FALSE(told.gaps.empty());
    EXPECT_NE(to_text(told).find("not the log's"), std::string::npos) << to_text(told);
}

TEST_F(SerialsTest, ExplainAPowerCutBetweenTheSignatureAndItsEvidenceByItsIntent) {
    sign();
    const base::RecordId lost = intend();
    ++counter;  // the key was asked; then the power went
    add(Event::boot_unclean, {}, {{"open_intents", 1}});
    add(Event::signing_aborted, lost, {{"intent", 2}, {"fault", "FLOW-09"}});
    sign();
    const SerialAccount told = account();
    EXPECT_TRUE(told.is_clear()) << to_text(told);
    ASSERT_EQ(told.spent.size(), 1U);
    EXPECT_EQ(told.spent[0].first, 502U);
    EXPECT_EQ(told.spent[0].why, "signing-aborted");
}

TEST_F(SerialsTest, ExplainNoMoreUsesThanThereWereIntents) {
    sign();
    const base::RecordId lost = intend();
    counter += 2;
    add(Event::signing_aborted, lost, {{"intent", 2}, {"fault", "FLOW-09"}});
    sign();
    expect_one(SerialGap::Kind::unaccounted, 502, 503);
    EXPECT_EQ(account().gaps[0].count, 1U);
}

TEST_F(SerialsTest, DoNotMindAnIntentThatEndedBeforeTheKeyWasAsked) {
    sign();
    const base::RecordId lost = intend();
    add(Event::signing_aborted, lost, {{"intent", 2}, {"fault", "PIN-01"}});
    sign();
    EXPECT_TRUE(account().is_clear()) << to_text(account());
    EXPECT_TRUE(account().spent.empty());
}

TEST_F(SerialsTest, CountARequestForACertificateAsAUse) {
    sign();
    ++counter;
    add(Event::key_used_for_request, {}, {{"serial", static_cast<std::int64_t>(counter)}});
    ++counter;
    add(Event::key_used_for_request);  // of a log that did not number them yet
    sign();
    const SerialAccount told = account();
    EXPECT_TRUE(told.is_clear()) << to_text(told);
    ASSERT_EQ(told.spent.size(), 2U);
    EXPECT_EQ(told.spent[0].first, 502U);
    EXPECT_EQ(told.spent[1].first, 503U);
}

TEST_F(SerialsTest, NameALogThatGivesANumberTwice) {
    sign();
    --counter;
    sign();
    const SerialAccount told = account();
    ASSERT_FALSE(told.gaps.empty());
    EXPECT_EQ(name_of(told.gaps[0].kind), "not-ascending") << to_text(told);
}

TEST_F(SerialsTest, LeaveOpenWhatTheChipCountedBeyondTheLog) {
    sign();
    EXPECT_TRUE(account_for_serials(leaves, std::nullopt, 501).is_clear());
    EXPECT_EQ(account_for_serials(leaves, std::nullopt, 503).doubts.size(), 1U);
}

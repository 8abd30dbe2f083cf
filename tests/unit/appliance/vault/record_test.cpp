// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/random.h"
#include "appliance/vault/payload.h"

#include <gtest/gtest.h>

namespace {

using namespace vault;

RecordHead some_head(std::size_t size) {
    RecordHead head;
    head.id = new_record_id();
    head.type = RecordType::artifact;
    head.sequence = 41;
    head.envelope = base::EnvelopeId("env-1");
    head.about = new_record_id();
    head.size = size;
    return head;
}

const base::DeviceId device("harbour-otter-41");

}  // namespace

TEST(Payload, ComesBackAtEverySizeAroundAChunk) {
    const base::SecretBytes key = crypto::random_secret(32);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, chunk_size - 1, chunk_size, chunk_size + 1, 2 * chunk_size, 2 * chunk_size + 7}) {
        const RecordHead head = some_head(size);
        const base::Bytes plain = crypto::random_bytes(size);
        const auto sealed = encrypt_payload(key, device, head, plain);
        ASSERT_TRUE(sealed);
        const auto opened = decrypt_payload(key, device, head, *sealed);
        ASSERT_TRUE(opened) << size;
        EXPECT_EQ(*opened, plain) << size;
    }
}

TEST(Payload, IsBoundToEverythingTheHeadSays) {
    const base::SecretBytes key = crypto::random_secret(32);
    const RecordHead head = some_head(5);
    const base::Bytes sealed = *encrypt_payload(key, device, head, base::as_bytes("hello"));
    const auto fault_with = [&](auto change) {
        RecordHead other = head;
        change(other);
        const auto opened = decrypt_payload(key, device, other, sealed);
        return opened ? std::string("opened") : std::string(base::row_of(opened.fault()).name);
    };
    EXPECT_EQ(fault_with([](RecordHead&) {}), "opened");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.id = new_record_id(); }), "cipher_tampered");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.type = RecordType::evidence; }), "cipher_tampered");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.sequence = 42; }), "cipher_tampered");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.envelope = base::EnvelopeId("env-2"); }), "cipher_tampered");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.about = new_record_id(); }), "cipher_tampered");
    EXPECT_EQ(fault_with([](RecordHead& h) { h.size = 4; }), "record_torn");
    EXPECT_EQ(decrypt_payload(key, base::DeviceId("another"), head, sealed).fault(), base::Fault::cipher_tampered);
    // Moving a letter from one text to its neighbour does not give the same bytes.
    RecordHead shifted = head;
    shifted.envelope.text += shifted.about.text.front();
    shifted.about.text.erase(0, 1);
    EXPECT_EQ(decrypt_payload(key, device, shifted, sealed).fault(), base::Fault::cipher_tampered);
}

TEST(Payload, ChunksCannotBeCutOffSwappedOrRepeated) {
    const base::SecretBytes key = crypto::random_secret(32);
    const RecordHead head = some_head(3 * chunk_size);
    const base::Bytes sealed = *encrypt_payload(key, device, head, base::Bytes(3 * chunk_size, 7));
    const std::size_t step = sealed.size() / 3;
    const auto part = [&](std::size_t i) { return base::ByteView(sealed).subspan(i * step, step); };
    const auto is_refused = [&](std::initializer_list<std::size_t> order) {
        base::Bytes bytes;
        for (const std::size_t i : order) base::append(bytes, part(i));
        return !decrypt_payload(key, device, head, bytes);
    };
    EXPECT_FALSE(is_refused({0, 1, 2}));
    EXPECT_TRUE(is_refused({0, 1}));
    EXPECT_TRUE(is_refused({1, 0, 2}));
    EXPECT_TRUE(is_refused({0, 1, 1, 2}));
    EXPECT_TRUE(is_refused({0, 1, 2, 2}));
    EXPECT_TRUE(is_refused({}));
}

TEST(RecordState, OnlyAReceiptedArtifactMayBeShredded) {
    for (int from = 1; from <= 7; ++from)
        EXPECT_EQ(may_become(RecordType::artifact, static_cast<RecordState>(from), RecordState::shredded),
                  static_cast<RecordState>(from) == RecordState::receipted)
            << from;
}

TEST(RecordState, NothingComesBackFromShreddedOrLeavesReceiptedOtherwise) {
    for (int type = 1; type <= 10; ++type)
        for (int to = 1; to <= 7; ++to) {
            EXPECT_FALSE(may_become(static_cast<RecordType>(type), RecordState::shredded, static_cast<RecordState>(to)));
            EXPECT_EQ(may_become(static_cast<RecordType>(type), RecordState::receipted, static_cast<RecordState>(to)),
                      needs_receipt(static_cast<RecordType>(type)) && static_cast<RecordState>(to) == RecordState::shredded);
        }
}

TEST(RecordType, EveryStoredNumberHasAName) {
    for (std::int64_t number = -1; number < 20; ++number) {
        const auto type = record_type_from(number);
        EXPECT_EQ(type.has_value(), number >= 1 && number <= 10);
        if (type) {
            EXPECT_FALSE(name_of(*type).empty()) << number;
        }
        const auto state = record_state_from(number);
        EXPECT_EQ(state.has_value(), number >= 1 && number <= 7);
        if (state) {
            EXPECT_FALSE(name_of(*state).empty()) << number;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"
#include "tpm/counter_statement.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::why;

namespace {

base::Bytes attestation_public_key(Device& device) {
    return device.tpm->enrolment().value().find("attestation")->public_key().value();
}

base::SecretBytes epoch_key() { return base::SecretBytes(base::as_bytes("0123456789abcdef0123456789abcdef")); }

}  // namespace

TEST(Counter, OnlyGrowsAndForeignToolsReadTheSameValue) {
    Device device;
    const auto before = device.tpm->anchor().value();
    ASSERT_TRUE(before) << why(before);
    const auto after = device.tpm->anchor().increment();
    ASSERT_TRUE(after) << why(after);
    EXPECT_EQ(*after, *before + 1);
    const std::string hex = device.ask("tpm2_nvread 0x01810002 2>/dev/null | od -An -v -tx1 | tr -d ' \\n'");
    base::Bytes bytes;
    ASSERT_TRUE(base::from_hex(hex.substr(0, 16), bytes)) << hex;
    std::uint64_t foreign = 0;
    for (const std::uint8_t byte : bytes) foreign = foreign << 8U | byte;
    EXPECT_EQ(foreign, *after);
}

TEST(Counter, CannotBeMovedByAForeignProgram) {
    Device device;
    device.tpm.reset();
    int status = 0;
    const std::string said =
        bench::output_of("TPM2TOOLS_TCTI='" + device.chip->tcti() + "' tpm2_nvincrement 0x01810003", &status);
    EXPECT_NE(status, 0) << said;
}

TEST(Attestor, StatesTheTimeAndTheCounterSignedAndBound) {
    Device device;
    const base::Digest binding = crypto::sha256(base::as_bytes("log head"));
    const auto time = device.tpm->attestor().attest_time(binding);
    ASSERT_TRUE(time) << why(time);
    const base::Bytes key = attestation_public_key(device);
    EXPECT_TRUE(bench::openssl_accepts(key, crypto::sha256(time->attested), time->signature));
    EXPECT_GT(time->clock_ms, 0U);

    const auto counter = device.tpm->attestor().attest_counter(binding);
    ASSERT_TRUE(counter) << why(counter);
    EXPECT_TRUE(bench::openssl_accepts(key, crypto::sha256(counter->attested), counter->signature));
    EXPECT_EQ(counter->value, device.tpm->anchor().value().value());
    EXPECT_EQ(fault_in(device.tpm->attestor().attest_time(base::Bytes(33))), Fault::message_invalid);
}

TEST(Attestor, GivesEachSignatureANumberThatForeignToolsVerifyAndDecode) {
    Device device;
    const base::Digest seal_id = crypto::sha256(base::as_bytes("a signature value"));
    const auto said = device.tpm->attestor().attest_serial(seal_id);
    ASSERT_TRUE(said) << why(said);
    EXPECT_EQ(said->value, device.tpm->serial().value().value());
    EXPECT_TRUE(bench::openssl_accepts(attestation_public_key(device), crypto::sha256(said->attested), said->signature));
    const bench::ScratchFolder place;
    std::ofstream(place.path() / "said", std::ios::binary).write(reinterpret_cast<const char*>(said->attested.data()), static_cast<std::streamsize>(said->attested.size()));
    const std::string printed = bench::output_of("tpm2_print -t TPMS_ATTEST '" + (place.path() / "said").string() + "'");
    EXPECT_NE(printed.find("8014"), std::string::npos) << printed;  // TPM_ST_ATTEST_NV
    EXPECT_NE(printed.find(base::to_hex(seal_id)), std::string::npos) << printed;
}

TEST(Attestor, IsBelievedAboutASerialOnlyForThisSignatureThisChipAndThisCounter) {
    Device device;
    const base::Digest seal_id = crypto::sha256(base::as_bytes("a signature value"));
    const auto said = device.tpm->attestor().attest_serial(seal_id);
    ASSERT_TRUE(said) << why(said);
    const tpm::CounterWitness witness{device.tpm->enrolment().value().find("attestation")->public_area, bench::authority().public_key()};
    const auto read = [&](const ports::CounterStatement& statement, const base::Digest& binding, const tpm::CounterWitness& by) {
        return tpm::read_serial_statement(statement.attested, statement.signature, binding, by);
    };
    const auto value = read(*said, seal_id, witness);
    ASSERT_TRUE(value) << why(value);
    EXPECT_EQ(*value, said->value);
    EXPECT_EQ(fault_in(read(*said, crypto::sha256(base::as_bytes("another")), witness)), Fault::proof_invalid);
    const auto anchor = device.tpm->attestor().attest_counter(seal_id);
    EXPECT_EQ(fault_in(read(*anchor, seal_id, witness)), Fault::proof_invalid) << "another counter";
    const auto time = device.tpm->attestor().attest_time(seal_id);
    EXPECT_EQ(fault_in(read({0, time->attested, time->signature}, seal_id, witness)), Fault::proof_invalid) << "not a counter";
    tpm::CounterWitness other = witness;
    other.attestation_public = device.tpm->enrolment().value().find("log")->public_area;
    EXPECT_EQ(fault_in(read(*said, seal_id, other)), Fault::signature_invalid) << "another key";
    other = witness;
    other.authority = (*crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256))->public_key();
    EXPECT_EQ(fault_in(read(*said, seal_id, other)), Fault::proof_invalid) << "a counter that another authority's systems move";
    for (std::size_t i = 0; i < said->attested.size(); ++i) {
        ports::CounterStatement changed = *said;
        changed.attested[i] ^= 1U;
        EXPECT_EQ(fault_in(read(changed, seal_id, witness)), Fault::signature_invalid) << i;
    }
}

TEST(Attestor, TellsAnOrderlyStopFromAPowerCut) {
    Device device;
    // The bench copied a chip that nobody had stopped orderly: its clock is proven
    // again once it has passed the last value the chip had saved, some four seconds.
    auto first = device.tpm->attestor().attest_time({}).value();
    for (int wait = 0; wait < 100 && !first.is_safe; ++wait) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        first = device.tpm->attestor().attest_time({}).value();
    }
    ASSERT_TRUE(first.is_safe);
    const auto stopped = device.tpm->shut_down();
    ASSERT_TRUE(stopped) << why(stopped);
    EXPECT_EQ(fault_in(device.tpm->serial().value()), Fault::tpm_absent) << "after shut_down()";
    device.chip->stop();
    device.power_on();
    ASSERT_TRUE(device.open());
    const auto orderly = device.tpm->attestor().attest_time({}).value();
    EXPECT_EQ(orderly.reset_count, first.reset_count + 1);
    EXPECT_GE(orderly.clock_ms, first.clock_ms);
    EXPECT_TRUE(orderly.is_safe);

    device.chip->cut_power();
    device.power_on();
    ASSERT_TRUE(device.open());
    EXPECT_FALSE(device.tpm->attestor().attest_time({}).value().is_safe);
}

TEST(EpochKeeper, GivesTheKeyBackInItsEpochAndNeverAgain) {
    Device device;
    ports::EpochKeeper& epochs = device.tpm->epochs();
    const std::uint64_t now = epochs.current_epoch().value();
    const auto current = epochs.seal(now, epoch_key());
    ASSERT_TRUE(current) << why(current);
    const auto next = epochs.seal(now + 1, epoch_key());
    ASSERT_TRUE(next) << why(next);
    const auto opened = epochs.open(now, *current);
    ASSERT_TRUE(opened) << why(opened);
    EXPECT_EQ(base::to_bytes(opened->reveal()), base::to_bytes(epoch_key().reveal()));
    EXPECT_EQ(fault_in(epochs.open(now + 1, *next)), Fault::epoch_unavailable) << "not yet";
    EXPECT_EQ(fault_in(epochs.open(now, *next)), Fault::epoch_unavailable) << "another epoch's blob";

    EXPECT_EQ(epochs.advance().value(), now + 1);
    EXPECT_EQ(fault_in(epochs.open(now, *current)), Fault::epoch_unavailable);
    EXPECT_EQ(fault_in(epochs.open(now + 1, *current)), Fault::epoch_unavailable);
    EXPECT_TRUE(epochs.open(now + 1, *next));
    EXPECT_EQ(fault_in(epochs.seal(now, epoch_key())), Fault::epoch_unavailable);
    EXPECT_EQ(fault_in(epochs.seal(now + 3, epoch_key())), Fault::epoch_unavailable);
}

TEST(EpochKeeper, KeepsTheKeyFromAnotherSystemAnotherChipAndAChangedBlob) {
    Device device;
    const std::uint64_t now = device.tpm->epochs().current_epoch().value();
    const auto blob = device.tpm->epochs().seal(now, epoch_key()).value();
    for (std::size_t i = 0; i < blob.size(); i += 7) {
        auto changed = blob;
        changed[i] ^= 0x20U;
        EXPECT_FALSE(device.tpm->epochs().open(now, changed)) << i;
    }
    EXPECT_EQ(fault_in(device.tpm->epochs().open(now, {})), Fault::cipher_tampered);
    device.ask("tpm2_pcrextend 16:sha256=" + std::string(64, 'd'));
    EXPECT_EQ(fault_in(device.tpm->epochs().open(now, blob)), Fault::platform_changed);

    bench::NewDevice other;
    other.take_new_seeds();
    ASSERT_TRUE(other.provision());
    const auto elsewhere = tpm::DeviceTpm::open(other.chip->tcti(), other.disk, other.clock).value();
    EXPECT_EQ(fault_in(elsewhere->epochs().open(elsewhere->epochs().current_epoch().value(), blob)),
              Fault::epoch_unavailable);
}

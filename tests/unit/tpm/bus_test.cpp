// SPDX-License-Identifier: Apache-2.0
// What somebody on the wire between the processor and the chip can see and do.
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"
#include "tpm/context.h"
#include "tpm/names.h"
#include "tpm/objects.h"
#include "tpm/templates.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

using base::Bytes;
using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::NewDevice;
using bench::pin_of;
using bench::Recorder;
using bench::why;
using ports::HashAlgorithm;
using ports::SignatureScheme;

namespace {

const std::string_view code = "918273645546";
const base::Digest digest = crypto::sha256(base::as_bytes("what is signed"));

}  // namespace

TEST(Bus, ShowsNeitherCodeNorSealedKeyNorSharedSecret) {
    Recorder recorder;
    Device device({.tap = &recorder});
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of(code), 3));
    EXPECT_EQ(fault_in(device.tpm->key_guard().unlock(pin_of("555555555555"))), Fault::pin_wrong);
    ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of(code)));
    ASSERT_TRUE(device.tpm->key_guard().key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));

    const base::SecretBytes key(base::as_bytes("the vault's key for this period!"));
    const std::uint64_t epoch = device.tpm->epochs().current_epoch().value();
    const auto blob = device.tpm->epochs().seal(epoch, key).value();
    ASSERT_TRUE(device.tpm->epochs().open(epoch, blob));

    const auto peer = crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256).value();
    const auto shared = device.tpm->parcel_key().agree(base::ByteView(peer->public_key()).last(65)).value();

    EXPECT_GT(recorder.all.size(), 5'000U);
    EXPECT_FALSE(recorder.has_seen(base::as_bytes(code)));
    EXPECT_FALSE(recorder.has_seen(base::as_bytes("555555555555")));
    EXPECT_FALSE(recorder.has_seen(key.reveal()));
    EXPECT_FALSE(recorder.has_seen(shared.reveal()));
    EXPECT_FALSE(recorder.has_seen(digest)) << "also what is signed is hidden, and so bound";
    // The control: the same recorder does see what is not secret.
    EXPECT_TRUE(recorder.has_seen(device.tpm->propose_approval({}).value().platform.pcr_digest));
}

TEST(Bus, ShowsNoSecretOfProvisioning) {
    Recorder recorder;
    NewDevice device;
    const auto birth = device.provision({.tap = &recorder});
    ASSERT_TRUE(birth) << why(birth);
    EXPECT_GT(recorder.all.size(), 10'000U);
    EXPECT_FALSE(recorder.has_seen(device.escrowed.reveal()));
    EXPECT_TRUE(recorder.has_seen(birth->enrolment.find("tls")->public_area));
}

// The control for the control: without a session's encryption the code is there to read.
TEST(Bus, WouldShowTheCodeInAPlainSession) {
    Recorder recorder;
    NewDevice device;
    const auto context = tpm::Context::open(device.chip->tcti(), {.tap = &recorder}).value();
    ESYS_CONTEXT* const esys = context->esys().value();
    TPM2B_AUTH auth{};
    auth.size = static_cast<UINT16>(code.size());
    std::memcpy(auth.buffer, code.data(), code.size());
    TPM2B_NV_PUBLIC area{};
    area.nvPublic = tpm::index_area(tpm::IndexId::pin, {}, false);
    ESYS_TR index = ESYS_TR_NONE;
    ASSERT_EQ(Esys_NV_DefineSpace(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &auth, &area,
                                  &index),
              TSS2_RC_SUCCESS);
    EXPECT_TRUE(recorder.has_seen(base::as_bytes(code)));
}

namespace {

// Replaces one run of bytes by another of the same length in every response.
struct Interposer final : tpm::BusTap {
    void command(base::ByteView) override {}
    void response(Bytes& bytes) override {
        if (from.empty()) return;
        const auto at = std::search(bytes.begin(), bytes.end(), from.begin(), from.end());
        if (at == bytes.end()) return;
        std::copy(to.begin(), to.end(), at);
        ++count;
    }
    Bytes from;
    Bytes to;
    int count = 0;
};

Bytes storage_area(const Device& device) {
    const auto json = base::parse_json(base::as_text(device.disk.files.at("tpm/device.json"))).value();
    return json.hex("storage_key").value();
}

}  // namespace

TEST(Bus, CannotOfferASaltKeyOfItsOwn) {
    Device device;
    const Bytes area = storage_area(device);
    const Bytes own = bench::stranger().public_key();
    // With the true Name still beside it: only the point is exchanged.
    Interposer tap;
    tap.from = {area.end() - 68, area.end()};
    tap.to = tap.from;
    std::copy(own.end() - 64, own.end() - 32, tap.to.begin() + 2);
    std::copy(own.end() - 32, own.end(), tap.to.begin() + 36);
    EXPECT_EQ(fault_in(device.open({.tap = &tap})), Fault::tpm_storage_key_changed);
    EXPECT_EQ(tap.count, 1);
    ASSERT_TRUE(device.open());
}

TEST(Bus, CannotChangeAnAnswerUnnoticed) {
    Interposer tap;
    Device device({.tap = &tap});
    const std::uint64_t value = device.tpm->anchor().value().value();
    // The counter travels encrypted, so an interposer can only guess where to strike;
    // here it strikes every encrypted read's first data byte.
    struct Flip final : tpm::BusTap {
        void command(base::ByteView bytes) override { is_read = bytes.size() > 10 && bytes[8] == 0x01 && bytes[9] == 0x4e; }
        void response(Bytes& bytes) override {
            if (is_read && bytes.size() > 23) bytes[23] ^= 0x80U;
        }
        bool is_read = false;
    } flip;
    ASSERT_TRUE(device.open({.tap = &flip}));
    EXPECT_EQ(fault_in(device.tpm->anchor().value()), Fault::tpm_failed);
    ASSERT_TRUE(device.open());
    EXPECT_EQ(device.tpm->anchor().value().value(), value);
}

TEST(Bus, NoticesAnotherTpmUnderTheSameDisk) {
    Device device;
    NewDevice other;
    other.take_new_seeds();
    ASSERT_TRUE(other.provision());
    EXPECT_EQ(fault_in(tpm::DeviceTpm::open(other.chip->tcti(), device.disk, device.clock)),
              Fault::tpm_storage_key_changed);
}

TEST(Bus, SurvivesAnswersThatAreNoise) {
    Device device;
    struct Noise final : tpm::BusTap {
        void command(base::ByteView) override {}
        void response(Bytes& bytes) override {
            state = state * 6364136223846793005U + 1442695040888963407U;
            if (state >> 62U == 0) bytes[(state >> 33U) % bytes.size()] ^= static_cast<std::uint8_t>(1U + (state >> 40U) % 255U);
        }
        std::uint64_t state = 20260101;
    } noise;
    int refused = 0;
    for (int i = 0; i < 25; ++i) {
        if (!device.open({.tap = &noise})) {
            ++refused;
            continue;
        }
        if (!device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest)) ++refused;
        if (!device.tpm->anchor().value()) ++refused;
    }
    EXPECT_GT(refused, 0);
    const auto opened = device.open();
    ASSERT_TRUE(opened) << why(opened);
    EXPECT_TRUE(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
}

TEST(Context, FlushesWhatACrashedOwnerLeftLoaded) {
    NewDevice device;
    for (int crash = 0; crash < 3; ++crash) {
        const auto context = tpm::Context::open(device.chip->tcti(), {});
        ASSERT_TRUE(context) << why(context);
        ESYS_CONTEXT* const esys = (*context)->esys().value();
        const TPMT_SYM_DEF none{.algorithm = TPM2_ALG_NULL, .keyBits = {}, .mode = {}};
        for (int i = 0; i < 3; ++i) {
            ESYS_TR session = ESYS_TR_NONE;
            ASSERT_EQ(Esys_StartAuthSession(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                            nullptr, TPM2_SE_POLICY, &none, TPM2_ALG_SHA256, &session),
                      TSS2_RC_SUCCESS) << crash << " " << i;
            const TPM2B_SENSITIVE_CREATE sensitive{};
            const TPM2B_PUBLIC area = tpm::storage_template();
            const TPM2B_DATA outside{};
            const TPML_PCR_SELECTION pcrs{};
            ESYS_TR key = ESYS_TR_NONE;
            ASSERT_EQ(Esys_CreatePrimary(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive,
                                         &area, &outside, &pcrs, &key, nullptr, nullptr, nullptr, nullptr),
                      TSS2_RC_SUCCESS) << crash << " " << i;
        }
    }
}

TEST(Context, LeavesNoSlotOccupiedBehindAnyOperation) {
    Device device;
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(device.tpm->key_guard().install(pin_of(code), 3));
        ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of(code)));  // a door stays open beside the rest
        ASSERT_TRUE(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
        ASSERT_TRUE(device.tpm->attestor().attest_time({}));
        ASSERT_TRUE(device.tpm->attestor().attest_counter({}));
        const auto blob = device.tpm->epochs().seal(device.tpm->epochs().current_epoch().value(), base::SecretBytes(digest));
        ASSERT_TRUE(blob) << why(blob);
        ASSERT_TRUE(device.tpm->epochs().open(device.tpm->epochs().current_epoch().value(), *blob));
        EXPECT_EQ(fault_in(device.tpm->parcel_key().agree(Bytes(65, 4))), Fault::parcel_invalid);
    }
    const auto signature = device.tpm->key_guard().key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
    EXPECT_TRUE(signature) << why(signature);
    EXPECT_EQ(device.ask("tpm2_getcap handles-transient"), "");
}

TEST(Context, FindsItsWayBackWhenTheTpmIsResetUnderItsFeet) {
    Device device;
    ASSERT_TRUE(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
    int status = 0;
    const std::string socket = device.chip->tcti().substr(std::string_view("swtpm:path=").size());
    const std::string said = bench::output_of("swtpm_ioctl --unix " + socket + ".ctrl -i", &status);
    ASSERT_EQ(status, 0) << said;
    EXPECT_FALSE(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
    const auto signature = device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
    EXPECT_TRUE(signature) << why(signature);
}

TEST(Context, ServesSeveralThreadsOneAfterAnother) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of(code), 3));
    const std::uint64_t before = device.tpm->anchor().value().value();
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int worker = 0; worker < 3; ++worker)
        threads.emplace_back([&, worker] {
            for (int i = 0; i < 4; ++i) {
                const bool done = worker == 0   ? static_cast<bool>(device.tpm->key_guard().unlock(pin_of(code)))
                                  : worker == 1 ? static_cast<bool>(device.tpm->anchor().increment())
                                                : static_cast<bool>(device.tpm->log_key().sign(
                                                      SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
                if (!done) ++failed;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(device.tpm->anchor().value().value(), before + 4);
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/escrow.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/message.h"
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

namespace {

using base::Fault;
using bench::fault_in;

const std::string chip = "000b" + std::string(64, 'c');
const std::string other_chip = "000b" + std::string(64, 'd');

base::SecretBytes secret(std::uint8_t fill) { return base::SecretBytes(base::Bytes(32, fill)); }

}  // namespace

TEST(EscrowFile, GivesBackWhatWasPutIn) {
    bench::MemoryDisk disk;
    device::EscrowFile file(disk, "a", std::nullopt);
    ASSERT_TRUE(file.keep(chip, secret(0x5a)));
    const auto kept = device::read_escrow(disk.files.at("a"));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->chip, chip);
    EXPECT_EQ(base::to_bytes(kept->lockout_auth.reveal()), base::Bytes(32, 0x5a));
}

TEST(EscrowFile, IsReplacedForTheSameChipAndForNoOther) {
    bench::MemoryDisk disk;
    device::EscrowFile file(disk, "a", std::nullopt);
    ASSERT_TRUE(file.keep(chip, secret(1)));
    ASSERT_TRUE(file.keep(chip, secret(2)));
    EXPECT_EQ(fault_in(file.keep(other_chip, secret(3))), Fault::output_exists);
    EXPECT_EQ(device::read_escrow(disk.files.at("a"))->lockout_auth.reveal()[0], 2);
    disk.files["a"] = base::to_bytes("something of somebody else's");
    EXPECT_EQ(fault_in(file.keep(chip, secret(4))), Fault::output_exists);
}

TEST(EscrowFile, WithACertificateOpensForTheEscrowAloneAndOpensslReadsIt) {
    const crypto_test::Pki pki;
    const auto key = crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256).value();
    const crypto::Certificate certificate = crypto::issue_agreement(pki.issuer(), key->public_key(), {"Escrow TEST", ""}, pki.validity()).value();
    bench::MemoryDisk disk;
    device::EscrowFile file(disk, "a", certificate);
    ASSERT_TRUE(file.keep(chip, secret(0x5a)));
    ASSERT_TRUE(file.keep(chip, secret(0x5b))) << "the same run goes on";
    const std::string text(base::as_text(disk.files.at("a")));
    EXPECT_EQ(text.find(std::string(16, '5')), std::string::npos);
    EXPECT_EQ(text.find("5b5b5b"), std::string::npos);
    EXPECT_EQ(fault_in(device::read_escrow(disk.files.at("a"))), Fault::message_invalid);

    const bench::ScratchFolder folder;
    const auto keep = [&folder](const char* name, std::string_view content) {
        std::FILE* out = std::fopen((folder.path() / name).c_str(), "wb");
        std::fwrite(content.data(), 1, content.size(), out);
        std::fclose(out);
    };
    keep("file", text);
    keep("key.pem", base::as_text(key->to_pem()->reveal()));
    keep("certificate.pem", certificate.to_pem());
    int status = 1;
    const std::string opened = bench::output_of("cd " + folder.path().string() +
                                                    " && sed -n 's/^cms //p' file | base64 -d | "
                                                    "openssl cms -decrypt -inform DER -inkey key.pem -recip certificate.pem",
                                                &status);
    EXPECT_EQ(status, 0) << opened;
    const auto kept = device::read_escrow(base::as_bytes(opened));
    ASSERT_TRUE(kept) << opened;
    EXPECT_EQ(base::to_bytes(kept->lockout_auth.reveal()), base::Bytes(32, 0x5b));

    // The command that ends a device opens it the same way, for whoever has the key, and nobody else.
    ASSERT_TRUE(device::is_encrypted_escrow(disk.files.at("a")));
    const auto ours = device::open_escrow(disk.files.at("a"), certificate, *key);
    ASSERT_TRUE(ours) << ours.failure().detail;
    EXPECT_EQ(base::to_bytes(ours->lockout_auth.reveal()), base::Bytes(32, 0x5b));
    const auto another = crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256).value();
    const crypto::Certificate anothers = crypto::issue_agreement(pki.issuer(), another->public_key(), {"Escrow TEST", ""}, pki.validity()).value();
    EXPECT_EQ(fault_in(device::open_escrow(disk.files.at("a"), anothers, *another)), Fault::parcel_not_for_us);
    EXPECT_FALSE(device::open_escrow(disk.files.at("a"), certificate, *another));
    base::Bytes relabelled = disk.files.at("a");
    relabelled[25] = relabelled[25] == 'f' ? 'e' : 'f';  // another chip's name outside
    EXPECT_EQ(fault_in(device::open_escrow(relabelled, certificate, *key)), Fault::message_invalid);
    for (std::size_t length = 0; length < text.size(); length += 7)
        EXPECT_FALSE(device::open_escrow(base::as_bytes(std::string_view(text).substr(0, length)), certificate, *key)) << length;
}

TEST(EscrowFile, DamagedOnesAreRefusedAtEveryByte) {
    bench::MemoryDisk disk;
    device::EscrowFile file(disk, "a", std::nullopt);
    ASSERT_TRUE(file.keep(chip, secret(0x5a)));
    const base::Bytes good = disk.files.at("a");
    for (std::size_t at = 0; at < good.size(); ++at) {
        base::Bytes bad = good;
        bad[at] = 'x';
        EXPECT_EQ(fault_in(device::read_escrow(bad)), Fault::message_invalid) << at;
        EXPECT_FALSE(device::read_escrow(base::ByteView(good).first(at))) << at;
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

#include <fstream>

using base::Bytes;
using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::NewDevice;
using bench::why;

namespace {

std::string line_with(const std::string& text, const std::string& word) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) return {};
    const std::size_t begin = text.rfind('\n', at) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
}

void write_file(const std::filesystem::path& path, base::ByteView bytes) {
    std::ofstream(path, std::ios::binary) << base::as_text(bytes);
}

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Takes the power away in the middle of command number `limit`.
struct CuttingTap final : tpm::BusTap {
    CuttingTap(emulator::Swtpm& cut_chip, int cut_limit) : chip(cut_chip), limit(cut_limit) {}
    void command(base::ByteView) override {
        if (++count == limit) chip.cut_power();
    }
    void response(Bytes&) override {}
    emulator::Swtpm& chip;
    int limit;
    int count = 0;
};

}  // namespace

TEST(Provision, MakesEveryObjectAsTheTableSaysAndForeignToolsAgree) {
    Device device;
    const auto json = base::parse_json(base::as_text(device.disk.files.at("device/objects.json"))).value();
    const auto& keys = *json.array("keys").value();
    ASSERT_EQ(keys.size(), 6U);
    for (const base::Json& key : keys) {
        const std::string said = device.ask("tpm2_readpublic -c " + key.text("handle").value());
        EXPECT_EQ(line_with(said, "name: "), "name: " + key.text("tpm_name").value());
        const std::uint64_t attributes = std::stoul(key.text("attributes").value(), nullptr, 16);
        char raw[32];
        std::snprintf(raw, sizeof raw, "  raw: 0x%lx", attributes);
        EXPECT_NE(said.find(raw), std::string::npos) << raw << " in\n" << said;
        EXPECT_NE(said.find("fixedtpm|fixedparent"), std::string::npos) << said;
    }
    const auto& indices = *json.array("indices").value();
    ASSERT_EQ(indices.size(), 5U);
    for (const base::Json& index : indices) {
        const std::string handle = index.text("handle").value();
        const std::string said = device.ask("tpm2_nvreadpublic " + handle);
        EXPECT_NE(said.find("name: " + index.text("tpm_name").value()), std::string::npos) << said;
        if (index.text("name").value() != "pin") {
            EXPECT_EQ(device.ask("tpm2_nvread " + handle + " 2>/dev/null").size(), 8U);
        }
    }
    const std::string variable = device.ask("tpm2_getcap properties-variable");
    for (const char* set : {"ownerAuthSet", "endorsementAuthSet", "lockoutAuthSet"})
        EXPECT_NE(line_with(variable, set).find('1'), std::string::npos) << line_with(variable, set);
    EXPECT_NE(line_with(variable, "TPM2_PT_MAX_AUTH_FAIL").find("0x20"), std::string::npos) << variable;
}

TEST(Provision, RefusesATpmThatBelongsToADevice) {
    NewDevice device;
    const auto birth = device.provision();
    ASSERT_TRUE(birth) << why(birth);
    EXPECT_EQ(device.escrowed.size(), 32U);
    const auto files = device.disk.files;
    EXPECT_EQ(fault_in(device.provision()), Fault::tpm_already_provisioned);
    EXPECT_EQ(device.disk.files, files);
}

TEST(Provision, ChangesNothingWhenThePlatformIsNotApproved) {
    NewDevice device;
    const auto handles = [&] {
        return bench::output_of("TPM2TOOLS_TCTI='" + device.chip->tcti() +
                                "' sh -c 'tpm2_getcap handles-persistent; tpm2_getcap handles-nv-index'");
    };
    const std::string before = handles();
    auto state = tpm::measure_platform(device.chip->tcti(), bench::pcrs).value();
    tpm::ProvisionOrder order;
    order.authority = bench::authority().public_key();
    order.escrow = [](std::string_view, const base::SecretBytes&) -> base::Status {
        ADD_FAILURE() << "nothing may come this far";
        return {};
    };
    order.platforms = {bench::approve(state, bench::stranger())};
    EXPECT_EQ(fault_in(tpm::provision(device.chip->tcti(), device.disk, order)), Fault::tpm_policy_refused);
    state.pcr_digest[0] ^= 1U;
    order.platforms = {bench::approve(state)};
    EXPECT_EQ(fault_in(tpm::provision(device.chip->tcti(), device.disk, order)), Fault::platform_changed);
    order.authority = {1, 2, 3};
    EXPECT_EQ(fault_in(tpm::provision(device.chip->tcti(), device.disk, order)), Fault::message_invalid);
    EXPECT_EQ(handles(), before);
    EXPECT_TRUE(device.disk.files.empty());
    EXPECT_EQ(fault_in(tpm::DeviceTpm::open(device.chip->tcti(), device.disk, device.clock)),
              Fault::tpm_not_provisioned);
}

TEST(Provision, GoesOnAfterAPowerCutAtAnyStep) {
    NewDevice device;
    for (int limit = 7;; limit += 23) {
        CuttingTap tap(*device.chip, limit);
        const auto birth = device.provision({.tap = &tap}, /*resumes=*/true);
        if (birth) {
            EXPECT_GT(limit, 60) << "the cuts fell into the work";
            break;
        }
        ASSERT_EQ(fault_in(birth), Fault::tpm_absent) << limit << " " << why(birth);
        device.power_on();
    }
    EXPECT_TRUE(tpm::DeviceTpm::open(device.chip->tcti(), device.disk, device.clock));
}

TEST(Enrolment, ShowsACertificateThatTheFactoryVouchesFor) {
    Device device;
    const auto enrolment = device.tpm->enrolment().value();
    ASSERT_EQ(enrolment.endorsement_certificates.size(), 2U);
    const bench::ScratchFolder folder;
    const std::string ca = (bench::factory() / "ca").string();
    for (const Bytes& certificate : enrolment.endorsement_certificates) {
        write_file(folder.path() / "ek.der", certificate);
        int status = 0;
        const std::string said = bench::output_of(
            "cd " + folder.path().string() + " && openssl x509 -inform DER -in ek.der -out ek.pem && openssl verify -CAfile " +
                ca + "/swtpm-localca-rootca-cert.pem -untrusted " + ca + "/issuercert.pem ek.pem",
            &status);
        EXPECT_EQ(status, 0) << said;
    }
}

TEST(Enrolment, ShowsThatEveryKeyWasBornInThisTpm) {
    Device device;
    const auto enrolment = device.tpm->enrolment().value();
    const Bytes attestation = enrolment.find("attestation")->public_key().value();
    int certified = 0;
    for (const tpm::KeyEvidence& key : enrolment.keys) {
        if (key.name == "attestation") continue;
        EXPECT_TRUE(bench::openssl_accepts(attestation, crypto::sha256(key.attested), key.signature)) << key.name;
        const Bytes name = key.tpm_name();
        EXPECT_NE(std::search(key.attested.begin(), key.attested.end(), name.begin(), name.end()), key.attested.end())
            << key.name;
        ++certified;
    }
    EXPECT_EQ(certified, 5);
    EXPECT_EQ(enrolment.find("tls")->public_key().value(), device.tpm->tls_key().public_key());
    const auto again = tpm::enrolment_from(tpm::to_json(enrolment)).value();
    EXPECT_EQ(tpm::to_json(again), tpm::to_json(enrolment));
}

namespace {

// tpm2-tools plays the platform: it needs no TPM for this.
tpm::Challenge foreign_challenge(const Bytes& endorsement_public, const Bytes& attestation_name, const Bytes& secret) {
    const bench::ScratchFolder folder;
    write_file(folder.path() / "secret", secret);
    Bytes sized;
    base::append_number(sized, endorsement_public.size(), 2);
    base::append(sized, endorsement_public);
    write_file(folder.path() / "ek.pub", sized);
    int status = 0;
    const std::string said = bench::output_of("cd " + folder.path().string() +
                                                  " && tpm2_makecredential -T none -u ek.pub -s secret -n " +
                                                  base::to_hex(attestation_name) + " -o challenge",
                                              &status);
    EXPECT_EQ(status, 0) << said;
    // Its file: magic, version, then TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET.
    const Bytes file = read_file(folder.path() / "challenge");
    base::Reader reader(file);
    reader.take(8);
    tpm::Challenge out;
    out.id_object = base::to_bytes(reader.take(reader.take_u16()));
    out.encrypted_secret = base::to_bytes(reader.take(reader.take_u16()));
    EXPECT_TRUE(reader.is_finished());
    return out;
}

const Bytes challenge_secret = base::to_bytes("only this TPM may know this");

}  // namespace

TEST(Enrolment, AnswersAChallengeThatAForeignProgramMade) {
    Device device;
    const auto enrolment = device.tpm->enrolment().value();
    auto challenge = foreign_challenge(enrolment.endorsement_public, enrolment.find("attestation")->tpm_name(),
                                       challenge_secret);
    const auto answer = device.tpm->answer_challenge(challenge);
    ASSERT_TRUE(answer) << why(answer);
    EXPECT_EQ(base::to_bytes(answer->reveal()), challenge_secret);
    challenge.id_object.back() ^= 1U;
    EXPECT_FALSE(device.tpm->answer_challenge(challenge));
    EXPECT_FALSE(device.tpm->answer_challenge(foreign_challenge(
        enrolment.endorsement_public, enrolment.find("tls")->tpm_name(), challenge_secret))) << "for another key";
    challenge.id_object.assign(2000, 0);
    EXPECT_EQ(fault_in(device.tpm->answer_challenge(challenge)), Fault::message_invalid);
}

TEST(Enrolment, DerivesTheEndorsementKeyWhereTheFactoryLeftNone) {
    NewDevice device;
    int status = 0;
    const std::string said = bench::output_of(
        "TPM2TOOLS_TCTI='" + device.chip->tcti() + "' tpm2_evictcontrol -C o -c 0x81010001", &status);
    ASSERT_EQ(status, 0) << said;
    const auto birth = device.provision();
    ASSERT_TRUE(birth) << why(birth);
    Device kept;
    EXPECT_EQ(birth->enrolment.endorsement_public, kept.tpm->enrolment().value().endorsement_public)
        << "the same chip's key, from the published template";
    const auto tpm = tpm::DeviceTpm::open(device.chip->tcti(), device.disk, device.clock).value();
    const auto answer = tpm->answer_challenge(foreign_challenge(
        birth->enrolment.endorsement_public, birth->enrolment.find("attestation")->tpm_name(), challenge_secret));
    ASSERT_TRUE(answer) << why(answer);
    EXPECT_EQ(base::to_bytes(answer->reveal()), challenge_secret);
}

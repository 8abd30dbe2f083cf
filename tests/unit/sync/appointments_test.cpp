// SPDX-License-Identifier: Apache-2.0
// Who may sign bundles and rehearsals is said by the platform, about keys that proved themselves.
#include "sync/receiver/appointments.h"

#include "appliance/crypto/csr.h"
#include "appliance/crypto/message.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using base::Fault;
using receiver::Appointment;

class Appointments : public testing::Test {
protected:
    base::Result<base::Bytes> said_by(const std::string& chain) {
        const auto certificates = *crypto::Certificate::all_from_pem(base::as_bytes(chain));
        return crypto::sign_message(base::as_bytes("words"), {certificates.front(), {certificates.begin() + 1, certificates.end()}, *key});
    }
    base::Fault fault_for(const std::string& chain, crypto::Purpose purpose) {
        const auto read = crypto::verify_message(*said_by(chain), town.platform->trust(), purpose, now_ms);
        return read ? Fault::usage_invalid : read.fault();  // never the fault of a certificate
    }
    bool is_heard(const std::string& chain, crypto::Purpose purpose) {
        return static_cast<bool>(crypto::verify_message(*said_by(chain), town.platform->trust(), purpose, now_ms));
    }

    Town town;
    std::shared_ptr<crypto::SoftwareKey> key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    base::Bytes request = *crypto::create_csr(*key, "Whoever");
};

}  // namespace

TEST_F(Appointments, LetAKeyDoTheOneThingItWasAppointedFor) {
    const auto provisioner = receiver::appoint(town.desk(), Appointment::provisioner, "Pat", request, 30);
    const auto rehearser = receiver::appoint(town.desk(), Appointment::rehearser, "Bench", request, 30);
    ASSERT_TRUE(provisioner && rehearser);
    EXPECT_TRUE(is_heard(*provisioner, crypto::Purpose::provisioning));
    EXPECT_TRUE(is_heard(*rehearser, crypto::Purpose::rehearsal));
    EXPECT_EQ(fault_for(*provisioner, crypto::Purpose::rehearsal), Fault::certificate_invalid);
    EXPECT_EQ(fault_for(*rehearser, crypto::Purpose::provisioning), Fault::certificate_invalid);
    EXPECT_EQ(fault_for(*provisioner, crypto::Purpose::document_signing), Fault::certificate_invalid);
}

TEST_F(Appointments, TakeARequestInEitherFormAndTheNameFromTheDesk) {
    const std::string pem = "a word before\n" + crypto::csr_to_pem(request);
    const auto appointed = receiver::appoint(town.desk(), Appointment::provisioner, "Pat Provisioner", base::as_bytes(pem), 30);
    ASSERT_TRUE(appointed) << appointed.failure().detail;
    EXPECT_EQ(crypto::Certificate::all_from_pem(base::as_bytes(*appointed))->front().subject_common_name(), "Pat Provisioner");
}

TEST_F(Appointments, NeedProofThatTheKeyIsThere) {
    base::Bytes forged = request;
    forged.back() ^= 1U;
    EXPECT_FALSE(receiver::appoint(town.desk(), Appointment::provisioner, "Pat", forged, 30));
    for (const char* damaged : {"", "-----BEGIN CERTIFICATE REQUEST-----", "-----BEGIN CERTIFICATE REQUEST-----\n!!\n-----END CERTIFICATE REQUEST-----\n"})
        EXPECT_FALSE(receiver::appoint(town.desk(), Appointment::provisioner, "Pat", base::as_bytes(damaged), 30)) << damaged;
}

TEST_F(Appointments, EndAndAreForNobodyWithoutAName) {
    EXPECT_EQ(receiver::appoint(town.desk(), Appointment::provisioner, "Pat", request, 401).fault(), Fault::usage_invalid);
    EXPECT_EQ(receiver::appoint(town.desk(), Appointment::provisioner, "Pat", request, 0).fault(), Fault::usage_invalid);
    EXPECT_FALSE(receiver::appoint(town.desk(), Appointment::provisioner, "", request, 30));
    EXPECT_EQ(receiver::appointment_from("king").fault(), Fault::usage_invalid);
}

}  // namespace sync_test

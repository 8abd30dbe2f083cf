// SPDX-License-Identifier: Apache-2.0
// Certificates from elsewhere: what a platform registers, and what it does not.
#include "sync/registration.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/message.h"
#include "sync/receiver/registrations.h"
#include "tests/unit/sync/letter_bench.h"

#include <fstream>

namespace sync_test {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct Elsewhere {
    std::shared_ptr<SoftwareKey> key = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    crypto::Certificate root;
    explicit Elsewhere(const std::string& name) : root(*crypto::make_root(*key, {name, {}}, {now_ms - day_ms, now_ms + 999 * day_ms})) {}
    crypto::Certificate issue(base::ByteView public_key, std::int64_t ends_ms = now_ms + 365 * day_ms) const {
        return *crypto::issue_signer({root, *key, {}}, public_key, {"harbour-otter-41", {}}, {now_ms - 2 * day_ms, ends_ms});
    }
};

struct Registrations : Letters {
    Elsewhere clinic{"Harbour Clinic CA (TEST)"};
    crypto::Certificate certificate = clinic.issue(key->public_key());
    RegistrationRequest request = asked(certificate, *key);

    RegistrationRequest asked(const crypto::Certificate& about, SoftwareKey& prover) const {
        RegistrationRequest out{{std::string(registration_request_kind), device.id, new_request_name()}, "moved", {about, clinic.root}, {}};
        out.proof = proof(out, prover);
        return out;
    }
    static Bytes proof(const RegistrationRequest& about, SoftwareKey& prover) {
        // A certificate that fits the prover, so that the message can be made at all.
        const bool is_own = prover.public_key() == about.chain.front().public_key();
        Elsewhere own("Somebody (TEST)");
        const crypto::Certificate signer = is_own ? about.chain.front() : own.issue(prover.public_key());
        return *crypto::sign_detached(base::as_bytes(registration_proof(about.head, about.chain.front())), {signer, about.chain, prover});
    }
    void believe(const crypto::Certificate& authority, bool is_believed = true) {
        const std::string path = town.folder / "other.pem";
        std::ofstream(path) << authority.to_pem();
        const auto done = receiver::believe_authority(town.desk(), path, is_believed);
        ASSERT_TRUE(done) << done.failure().detail;
    }
    void refused(const RegistrationRequest& what, Fault fault) {
        const auto answer = receiver::answer_letter(town.desk(), signed_by(device, to_json(what)));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.fault(), fault) << answer.failure().detail;
    }
    base::Result<RegistrationList> list_in(base::ByteView answer, const RegistrationRequest& about) const {
        const auto list = open_registration_answer(answer, about.head, town.platform->trust(), now_ms);
        if (!list) return list.failure();
        return open_registrations(*list, device.id, town.platform->trust(), now_ms);
    }
};

}  // namespace

TEST_F(Registrations, NeedAnAuthorityThatTheOperatorNamed) {
    refused(request, Fault::server_refused);
    believe(Elsewhere("Another (TEST)").root);
    refused(request, Fault::certificate_untrusted);
    believe(clinic.root);
    const Bytes letter = signed_by(device, to_json(request));
    const HttpResponse response = post(letter);
    ASSERT_EQ(response.status, 200) << text_of(response);
    const auto list = list_in(response.body, request);
    ASSERT_TRUE(list) << list.failure().detail;
    ASSERT_EQ(list->registered.size(), 1U);
    EXPECT_EQ(list->registered[0].certificate, certificate.fingerprint());
    EXPECT_EQ(list->registered[0].anchor, clinic.root.der());
    EXPECT_TRUE(list->ended.empty());
    EXPECT_EQ(post(letter).body, response.body) << "the same letter, the same answer";
    believe(clinic.root, false);
    refused(asked(clinic.issue(key->public_key()), *key), Fault::certificate_untrusted);
}

TEST_F(Registrations, NeedProofThatTheKeyIsAtThisDeviceNow) {
    believe(clinic.root);
    const auto stranger = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    RegistrationRequest of_another = request;
    of_another.proof = proof(request, *stranger);
    refused(of_another, Fault::certificate_untrusted);
    RegistrationRequest replayed = request;  // a proof made for another letter
    replayed.head.request = new_request_name();
    refused(replayed, Fault::signature_invalid);
    RegistrationRequest swapped = request;   // the proof is about another certificate of the same key
    swapped.chain.front() = clinic.issue(key->public_key());
    refused(swapped, Fault::signature_invalid);
}

TEST_F(Registrations, AreForValidCertificatesOfDocumentSignersOnly) {
    believe(clinic.root);
    refused(asked(clinic.issue(key->public_key(), now_ms - day_ms), *key), Fault::certificate_expired);
    const crypto::Certificate for_tls = *crypto::issue_tls_client({clinic.root, *clinic.key, {}}, key->public_key(), {"x", {}}, {now_ms - day_ms, now_ms + day_ms});
    refused(asked(for_tls, *key), Fault::certificate_invalid);
    const crypto::Certificate tls_again = clinic.issue(device.tls_key->public_key());
    refused(asked(tls_again, *device.tls_key), Fault::certificate_invalid);  // that key has another role
    const Elsewhere real("Harbour Clinic CA");
    believe(real.root);
    RegistrationRequest mixed = request;
    mixed.chain = {real.issue(key->public_key()), real.root};
    mixed.proof = proof(mixed, *key);
    const bool is_test = crypto::is_test({town.platform->root});
    refused(is_test ? mixed : request, Fault::certificate_is_test);
}

TEST_F(Registrations, EndByHandAndTheDeviceIsToldByANewerList) {
    believe(clinic.root);
    const auto answer = receiver::answer_letter(town.desk(), signed_by(device, to_json(request)));
    ASSERT_TRUE(answer) << answer.failure().detail;
    EXPECT_EQ(*receiver::end_registrations(town.desk(), device.id, "moved"), 1U);
    EXPECT_EQ(*receiver::end_registrations(town.desk(), device.id, "moved"), 0U);
    const auto papers = *town.index->papers(device.id);
    ASSERT_TRUE(papers.contains("registrations.p7m"));
    const auto list = open_registrations(papers.at("registrations.p7m"), device.id, town.platform->trust(), now_ms);
    ASSERT_TRUE(list) << list.failure().detail;
    EXPECT_TRUE(list->registered.empty());
    ASSERT_EQ(list->ended.size(), 1U);
    EXPECT_EQ(list->ended[0].certificate, certificate.fingerprint());
    EXPECT_GT(list->number, list_in(*answer, request)->number);
    refused(asked(certificate, *key), Fault::server_refused);  // it does not begin again
    EXPECT_FALSE(open_registrations(papers.at("registrations.p7m"), base::DeviceId("harbour-otter-99"), town.platform->trust(), now_ms));
}

TEST_F(Registrations, NeverEnterTheListsOfWhatThePlatformIssued) {
    believe(clinic.root);
    const std::size_t issued = town.index->certificates(device.id.text)->size();
    const auto before = (*town.index->device(device.id))->serials;
    ASSERT_TRUE(receiver::answer_letter(town.desk(), signed_by(device, to_json(request))));
    EXPECT_EQ(town.index->certificates(device.id.text)->size(), issued);
    EXPECT_EQ((*town.index->device(device.id))->serials, before) << "another authority chooses its serial numbers";
}

TEST(Fingerprints, AreSpokenInFours) {
    const Bytes digest{0x4f, 0x2a, 0x09, 0xc1};
    EXPECT_EQ(spoken_fingerprint(digest), "4F2A 09C1");
}

}  // namespace sync_test

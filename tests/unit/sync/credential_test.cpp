// SPDX-License-Identifier: Apache-2.0
// The attestation of an enrolment against a real (emulated) TPM, driven by other
// people's tools.
#include "sync/receiver/credential.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "sync/enrolment_binding.h"
#include "sync/receiver/document_policy.h"
#include "sync/receiver/enrolment_request.h"
#include "sync/receiver/tpm_policy.h"
#include "sync/receiver/tpm_public.h"
#include "tests/unit/sync/soft_tpm.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using base::Bytes;

// tpm2_activatecredential reads both structures behind a header of its own.
Bytes tool_file(const receiver::Credential& credential) {
    Bytes file{0xba, 0xdc, 0xc0, 0xde, 0, 0, 0, 1};
    base::append(file, credential.blob);
    base::append(file, credential.secret);
    return file;
}

}  // namespace

class Credential : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(EndorsementKeys, Credential, testing::Values("rsa", "ecc"), [](const auto& each) { return std::string(each.param); });

TEST_P(Credential, OpensInTheTpmItWasMadeFor) {
    const SoftTpm tpm;
    ASSERT_TRUE(tpm.is_up()) << "swtpm and tpm2-tools are needed";
    ASSERT_EQ(tpm.tool(std::string("tpm2_createek -c ek.ctx -G ") + GetParam() + " -u ek.pub").status, 0);
    ASSERT_EQ(tpm.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name").status, 0);
    const auto endorsement = receiver::read_tpm_public(inner(tpm.file("ek.pub")));
    const auto attestation = receiver::read_tpm_public(inner(tpm.file("ak.pub")));
    ASSERT_TRUE(endorsement) << endorsement.failure().detail;
    ASSERT_TRUE(attestation) << attestation.failure().detail;
    EXPECT_EQ(attestation->name, tpm.file("ak.name"));
    EXPECT_TRUE(attestation->has(receiver::tpma_restricted | receiver::tpma_sign | receiver::tpma_fixed_tpm));
    const Bytes secret = crypto::random_bytes(32);
    write_file(tpm.folder / "cred", tool_file(*receiver::make_credential(endorsement->spki, attestation->name, secret)));
    const std::string activate =
        "tpm2_startauthsession --policy-session -S s && tpm2_policysecret -S s -c e && "
        "tpm2_activatecredential -c ak.ctx -C ek.ctx -i cred -o secret -P session:s; RC=$?; tpm2_flushcontext s; exit $RC";
    const Ran opened = tpm.tool("sh -c '" + activate + "'");
    EXPECT_EQ(opened.status, 0) << opened.output;
    EXPECT_EQ(tpm.file("secret"), secret);
    // For another key's name the TPM refuses.
    Bytes other_name = attestation->name;
    other_name.back() ^= 1;
    write_file(tpm.folder / "cred", tool_file(*receiver::make_credential(endorsement->spki, other_name, secret)));
    EXPECT_NE(tpm.tool("sh -c '" + activate + "'").status, 0);
}

TEST(Attestation, AcceptsKeysCertifiedForThisEnrolmentAndNoOthers) {
    const SoftTpm tpm;
    ASSERT_TRUE(tpm.is_up()) << "swtpm and tpm2-tools are needed";
    const base::Digest code = exchange::code_digest("7K4M-2Q8P-0000-1111");
    ASSERT_EQ(tpm.tool("tpm2_createek -c ek.ctx -G rsa -u ek.pub").status, 0);
    ASSERT_EQ(tpm.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name").status, 0);
    ASSERT_EQ(tpm.tool("tpm2_createprimary -c srk.ctx").status, 0);
    ASSERT_EQ(tpm.tool("tpm2_flushcontext -t").status, 0);
    ASSERT_EQ(tpm.tool("tpm2_evictcontrol -C o -c ak.ctx 0x81010001").status, 0);
    const base::Digest binding = exchange::enrolment_binding(code);
    const auto approval = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    const base::Digest platform = *receiver::platform_policy(approval->public_key());
    ASSERT_EQ(tpm.tool("tpm2_readpublic -c srk.ctx -n srk.name && tpm2_flushcontext -t").status, 0);
    const Bytes storage = tpm.file("srk.name");
    const base::Digest person = *receiver::document_policy({storage, 0, 0, 0, {}}, approval->public_key());
    const auto signing = certify_new_key(tpm, "fixedtpm|fixedparent|sensitivedataorigin|noda|sign", person, binding);
    const auto tls = certify_new_key(tpm, "fixedtpm|fixedparent|sensitivedataorigin|noda|sign", platform, binding);
    const auto log = certify_new_key(tpm, "fixedtpm|fixedparent|sensitivedataorigin|noda|sign", platform, binding);
    const auto parcel = certify_new_key(tpm, "fixedtpm|fixedparent|sensitivedataorigin|noda|decrypt", platform, binding);
    ASSERT_TRUE(signing && tls && log && parcel);
    const auto endorsement = receiver::read_tpm_public(inner(tpm.file("ek.pub")));
    ASSERT_TRUE(endorsement);
    const auto spki_of = [](const receiver::CertifiedKey& key) { return receiver::read_tpm_public(key.public_area)->spki; };

    const auto maker_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    const crypto::Validity validity{now_ms - 1000, now_ms + 1'000'000};
    const auto maker = *crypto::make_root(*maker_key, {"TPM maker", ""}, validity);
    const auto certificate = *crypto::issue_agreement({maker, *maker_key, ""}, endorsement->spki, {"EK", ""}, validity);
    crypto::TrustStore makers;
    makers.add_anchor(maker);

    receiver::EnrolmentRequest request;
    request.code = code;
    request.signing.public_key = spki_of(*signing);
    request.tls.public_key = spki_of(*tls);
    request.log_key.public_key = spki_of(*log);
    request.parcel_spki = spki_of(*parcel);
    request.tpm = receiver::TpmClaims{{certificate}, inner(tpm.file("ak.pub")), storage, {*signing, *tls, *log, *parcel}};
    const auto check = [&](const receiver::EnrolmentRequest& each) { return receiver::check_attestation(each, makers, approval->public_key(), now_ms); };
    const auto name = check(request);
    ASSERT_TRUE(name) << name.failure().detail;
    EXPECT_EQ(*name, tpm.file("ak.name"));

    receiver::EnrolmentRequest other_code = request;
    other_code.code[0] ^= 1;
    EXPECT_FALSE(check(other_code));
    receiver::EnrolmentRequest other_key = request;
    other_key.tls.public_key = maker_key->public_key();
    EXPECT_FALSE(check(other_key));
    EXPECT_FALSE(receiver::check_attestation(request, crypto::TrustStore{}, approval->public_key(), now_ms));
    for (std::size_t i = 0; i < request.tpm->certified[0].attested.size(); ++i) {
        receiver::EnrolmentRequest changed = request;
        changed.tpm->certified[0].attested[i] ^= 1;
        ASSERT_FALSE(check(changed)) << i;
    }
    // One key for two roles.
    receiver::EnrolmentRequest same = request;
    same.signing.public_key = same.tls.public_key;
    EXPECT_EQ(check(same).fault(), base::Fault::certificate_invalid);
    // A key of the other kind, and approvals of another authority.
    receiver::EnrolmentRequest swapped = request;
    std::swap(swapped.parcel_spki, swapped.log_key.public_key);
    EXPECT_EQ(check(swapped).fault(), base::Fault::certificate_invalid);
    EXPECT_EQ(receiver::check_attestation(request, makers, maker_key->public_key(), now_ms).fault(), base::Fault::certificate_invalid);
    // A signing key that needs no person, and a TLS key under somebody's own policy.
    const auto replaced = [&](std::size_t which, const char* attributes, base::ByteView policy) {
        const auto other = certify_new_key(tpm, attributes, policy, binding);
        EXPECT_TRUE(other) << attributes;
        receiver::EnrolmentRequest weaker = request;
        if (!other) return base::Fault::not_implemented_here;
        weaker.tpm->certified[which] = *other;
        (which == 0 ? weaker.signing.public_key : weaker.tls.public_key) = spki_of(*other);
        const auto checked = check(weaker);
        return checked ? base::Fault::not_implemented_here : checked.fault();
    };
    constexpr const char* right = "fixedtpm|fixedparent|sensitivedataorigin|noda|sign";
    EXPECT_EQ(replaced(0, right, platform), base::Fault::certificate_invalid);
    EXPECT_EQ(replaced(1, right, person), base::Fault::certificate_invalid);
    // A device made with software that leaves the person's code out, or that says another storage key.
    Bytes reference = base::to_bytes(std::string_view("inkseal signing approval 1"));
    base::append(reference, storage);
    const base::Digest no_code = *receiver::authorized_policy(approval->public_key(), crypto::sha256(reference));
    EXPECT_EQ(replaced(0, right, no_code), base::Fault::certificate_invalid);
    receiver::EnrolmentRequest elsewhere = request;
    elsewhere.tpm->storage_key_name.back() ^= 1;
    EXPECT_EQ(check(elsewhere).fault(), base::Fault::certificate_invalid);
    // Keys that an empty password opens, that may leave their TPM, or that do something else too.
    for (const char* wrong : {"fixedtpm|fixedparent|sensitivedataorigin|noda|userwithauth|sign", "sensitivedataorigin|noda|sign",
                              "fixedtpm|fixedparent|sensitivedataorigin|noda|sign|decrypt", "fixedtpm|fixedparent|sensitivedataorigin|noda|restricted|sign"}) {
        EXPECT_EQ(replaced(0, wrong, person), base::Fault::certificate_invalid) << wrong;
        EXPECT_EQ(replaced(1, wrong, platform), base::Fault::certificate_invalid) << wrong;
    }
    EXPECT_EQ(replaced(0, "fixedtpm|fixedparent|sensitivedataorigin|noda|userwithauth|sign", {}), base::Fault::certificate_invalid);
}

}  // namespace sync_test

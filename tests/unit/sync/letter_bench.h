// SPDX-License-Identifier: Apache-2.0
// An enrolled device whose attestation key is known, with letters to write.
#pragma once

#include "appliance/base/reader.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "sync/certificate_letter.h"
#include "sync/receiver/database.h"
#include "sync/receiver/document_policy.h"
#include "sync/receiver/letters.h"
#include "sync/receiver/tpm_public.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {

using namespace exchange;
using base::Bytes;
using base::Fault;
using base::Json;
using crypto::SoftwareKey;

inline constexpr std::uint32_t born_fixed = receiver::tpma_fixed_tpm | receiver::tpma_fixed_parent | receiver::tpma_sensitive_data_origin |
                                     receiver::tpma_no_da | receiver::tpma_sign;

inline void append_sized(Bytes& out, base::ByteView bytes) {
    base::append_number(out, bytes.size(), 2);
    base::append(out, bytes);
}

// TPMT_PUBLIC of a P-256 key.
inline Bytes area_of(const SoftwareKey& key, std::uint32_t attributes, base::ByteView policy) {
    Bytes area;
    base::append_number(area, 0x0023, 2);
    base::append_number(area, 0x000b, 2);
    base::append_number(area, attributes, 4);
    append_sized(area, policy);
    for (const unsigned word : {0x0010U, 0x0010U, 0x0003U, 0x0010U}) base::append_number(area, word, 2);
    const Bytes& spki = key.public_key();
    for (const std::size_t from_end : {64U, 32U}) append_sized(area, base::ByteView(spki).subspan(spki.size() - from_end, 32));
    return area;
}

class Letters : public testing::Test {
protected:
    Letters() {
        device.enrol(town);
        auto raw = receiver::Database::open(town.folder / "receiver.db", "");
        auto keep = raw->prepare("UPDATE device SET attestation_public = ?");
        EXPECT_TRUE(keep->bind(base::ByteView(area_of(*attestation, born_fixed | receiver::tpma_restricted, {}))).run());
    }

    static Bytes name_over(const Bytes& bytes) {
        Bytes name{0x00, 0x0b};
        base::append(name, crypto::sha256(bytes));
        return name;
    }
    // A named key that stays, as the device makes it.
    KeyPolicy staying() const { return {name_over(Bytes{1}), 0x01810010, 3, 0, {}}; }
    // The attestation key's word about a key of this policy; or of another one, that it says is this.
    KeyStatement statement_of(const SoftwareKey& of, const base::Digest& binding, std::uint32_t attributes = born_fixed,
                              std::optional<Bytes> other_policy = std::nullopt) const {
        return statement_of(of, binding, attributes, staying(), std::move(other_policy));
    }
    KeyStatement statement_of(const SoftwareKey& of, const base::Digest& binding, std::uint32_t attributes, const KeyPolicy& stated,
                              std::optional<Bytes> other_policy = std::nullopt) const {
        const Bytes policy = other_policy ? *other_policy : base::to_bytes(*receiver::document_policy(stated, town.platform->approval_key));
        KeyStatement said;
        said.policy = stated;
        said.public_area = area_of(of, attributes, policy);
        Bytes name{0x00, 0x0b};
        base::append(name, crypto::sha256(said.public_area));
        base::append_number(said.attested, 0xff544347, 4);
        base::append_number(said.attested, 0x8017, 2);
        append_sized(said.attested, {});
        append_sized(said.attested, binding);
        said.attested.insert(said.attested.end(), 8 + 4 + 4 + 1 + 8, 0);
        append_sized(said.attested, name);
        Bytes parent{0x40, 0, 0, 1};  // the qualified Name, down from the owner hierarchy
        base::append(parent, stated.storage_key_name);
        Bytes own = name_over(parent);
        base::append(own, name);
        append_sized(said.attested, name_over(own));
        said.signature =
            *attestation->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256(said.attested));
        return said;
    }
    CertificateRequest request_for(SoftwareKey& of) const {
        CertificateRequest request;
        request.head = {std::string(certificate_request_kind), device.id, new_request_name()};
        request.key = "seal-2027";
        request.csr = *crypto::create_csr(of, device.id.text);
        request.statement = statement_of(of, certificate_binding(request.head.request));
        return request;
    }
    Bytes signed_by(const Device& writer, const Json& content) const {
        return *sign_statement(content, {writer.tls[0], writer.tls, *writer.tls_key});
    }
    Bytes letter(const CertificateRequest& request) const { return signed_by(device, to_json(request)); }
    HttpResponse post(Bytes body) { return town.service->handle(request_of("POST", "/v1/devices/letters", device, std::move(body))); }
    base::Result<CertificateAnswer> opened(base::ByteView answer, const CertificateRequest& request, const SoftwareKey& of) const {
        return open_certificate_answer(answer, request.head, of.public_key(), town.platform->trust(), now_ms);
    }
    void refused(const CertificateRequest& request, Fault fault) {
        const auto answer = receiver::answer_letter(town.desk(), letter(request));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.fault(), fault) << answer.failure().detail;
    }

    Town town;
    Device device;
    std::shared_ptr<SoftwareKey> attestation = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    std::shared_ptr<SoftwareKey> key = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
};

}  // namespace sync_test

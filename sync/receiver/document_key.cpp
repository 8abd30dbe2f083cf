// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/document_key.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "sync/receiver/approval_policy.h"
#include "sync/receiver/document_policy.h"

namespace receiver {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::uint32_t usable = tpma_no_da | tpma_sign;
constexpr std::uint32_t fixed = tpma_fixed_tpm | tpma_fixed_parent;

Result<KeyOrigin> origin_from(std::uint32_t attributes) {
    switch (attributes) {
        case usable | tpma_sensitive_data_origin | fixed: return KeyOrigin::tpm;
        case usable | tpma_sensitive_data_origin: return KeyOrigin::exportable;
        case usable: return KeyOrigin::imported;
        default: return Failure{Fault::certificate_invalid, "attributes of a document key"};
    }
}

}  // namespace

std::string_view name_of(KeyOrigin origin) {
    switch (origin) {
        case KeyOrigin::tpm: return "tpm";
        case KeyOrigin::exportable: return "exportable";
        case KeyOrigin::imported: break;
    }
    return "imported";
}

Result<KeyOrigin> judge_document_key(const exchange::KeyStatement& statement, base::ByteView attestation_public,
                                     base::ByteView public_key, const base::Digest& binding, base::ByteView approval_key) {
    const TpmPublic attestation = TRY(read_tpm_public(attestation_public));
    TRY(crypto::verify_signature(attestation.spki, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                 crypto::sha256(statement.attested), statement.signature));
    const CertifyStatement said = TRY(read_certify_statement(statement.attested));
    const TpmPublic key = TRY(read_tpm_public(statement.public_area));
    if (said.name != key.name || said.extra_data != base::to_bytes(binding) || key.spki != base::to_bytes(public_key))
        return Failure{Fault::signature_invalid, "a TPM statement is about something else"};
    const KeyOrigin origin = TRY(origin_from(key.attributes));
    if ((origin == KeyOrigin::exportable) != (statement.policy.needed != 0))
        return Failure{Fault::certificate_invalid, "who lets a document key go"};
    TRY(check_storage_key(statement.policy.storage_key_name, statement.attested));
    const base::Digest policy = TRY(document_policy(statement.policy, approval_key));
    if (key.policy != base::to_bytes(policy)) return Failure{Fault::certificate_invalid, "policy of a document key"};
    return origin;
}

}  // namespace receiver

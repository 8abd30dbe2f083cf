// SPDX-License-Identifier: Apache-2.0
// Internal: a parsed CMS SignedData with one SignerInfo. Documents, messages and
// time-stamps are all of this kind and differ in what they carry.
#pragma once

#include "appliance/crypto/certificate.h"
#include "appliance/crypto/handles.h"

#include <optional>

namespace crypto {

// What follows the structure: nothing, or the zero bytes that fill a PDF's hole.
enum class Padding { none, zeros };

struct SignedData {
    std::shared_ptr<CMS_ContentInfo> parsed;
    CMS_SignerInfo* signer_info = nullptr;  // inside `parsed`
    Certificate signer{nullptr};
    std::vector<Certificate> certificates;
    std::vector<base::Bytes> crls;          // DER, unverified
    std::string content_type;               // dotted
    std::optional<base::Bytes> content;     // nothing when detached
    std::optional<ports::HashAlgorithm> hash;
    const evp_md_st* md = nullptr;          // also SHA-1 and MD5, which can only disprove; null: unknown
    bool has_weak_digest = false;
    base::Bytes message_digest;             // empty without signed attributes
    bool has_attributes = false;
    base::Bytes signature_value;
    std::vector<base::Bytes> timestamps;
    std::optional<std::int64_t> signing_time_ms;
    bool has_certificate_binding = false;
    bool is_der = false;
    std::size_t size = 0;
};

// `extra` may hold the signer's certificate when the structure does not.
// Faults: cms_invalid; certificate_invalid when the signer's certificate is nowhere.
base::Result<SignedData> parse_signed_data(base::ByteView bytes, Padding padding, std::size_t size_max,
                                           const std::vector<Certificate>& extra = {});

// Signature by the signer's key, content-type, message-digest, and certificate binding
// where present. `digest` is the content's. What disproves a signature is told before
// what merely leaves it open.
// Faults: signature_invalid; certificate_invalid (the binding names another certificate);
// key_algorithm_unsupported (a digest or signature algorithm that is weak or unknown).
base::Status verify_signed_data(const SignedData& data, base::ByteView digest);

}  // namespace crypto

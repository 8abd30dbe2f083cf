// SPDX-License-Identifier: Apache-2.0
// The little that is asked of mbedTLS. Nothing here knows PDF or CMS.
#pragma once

#include "appliance/base/bytes.h"
#include "image/verify/reason.h"

#include <cstdint>
#include <vector>

namespace verify {

enum class Hash { sha256, sha384, sha512 };
enum class Scheme { ecdsa, rsa_pkcs1, rsa_pss };  // pss: salt as long as the digest

base::Bytes digest_of(Hash hash, const std::vector<base::ByteView>& parts);

struct Question {
    std::vector<base::ByteView> certificates;  // DER; the signer's first
    std::vector<base::Bytes> anchors;          // DER
    std::int64_t at_seconds = 0;               // since 1970: when certificates must be valid
    Scheme scheme = Scheme::ecdsa;
    Hash hash = Hash::sha256;
    base::ByteView digest;                     // that was signed
    base::ByteView signature;
};

// The signature is the first certificate's, which may sign documents (keyUsage
// nonRepudiation, RFC 5280, 4.2.1.3), and a chain that uses every certificate leads
// from it to an anchor.
Reason check_signer(const Question& question);

// The certificates of a file: DER, or one or more in PEM. Empty when there are none.
std::vector<base::Bytes> read_anchors(base::ByteView file);

}  // namespace verify

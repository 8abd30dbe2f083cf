// SPDX-License-Identifier: Apache-2.0
// The verdict on a signed PDF, in the words of ETSI EN 319 102-1. Pure: it gets the
// bytes, what the sandboxed reader says of them, whom to trust, and the time.
//
// A signature passes when its ByteRange is sound, nothing but allowed changes follow
// it, its cryptography is right, and its certificate leads to an anchor at the best
// time that is known: a verified time-stamp's (its own, or a document time-stamp after
// it), else now. Certificates and CRLs of the file's security store and of the signature
// take part; OCSP responses do not. The worst signature decides for the file.
#pragma once

#include "appliance/base/json.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/trust.h"
#include "appliance/documents/description.h"

#include <optional>
#include <string>
#include <vector>

namespace documents {

enum class Indication { total_passed, indeterminate, total_failed };
std::string_view name_of(Indication value);  // "TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"

struct SignatureReport {
    std::string field_name;
    SignatureKind kind = SignatureKind::approval;
    Indication indication = Indication::total_failed;
    std::string sub_indication;          // EN 319 102-1, 5.1.3, e.g. "HASH_FAILURE"; empty when passed
    std::optional<base::Fault> fault;    // the sentence for a person
    std::string detail;                  // for the operator
    std::string signer;                  // common name in the certificate
    std::string issuer;
    std::string serial;                  // of the certificate, hexadecimal
    // "B-B", "B-T", "B-LT", "B-LTA", by what was verified: a time-stamp for T; for LT a whole
    // chain with a CRL for each of its certificates in the file; for LTA a document
    // time-stamp after that. Empty when it is none of these.
    std::string level;
    std::string reason;                  // /Reason: the meaning
    std::string claimed_time;            // /M, as written
    std::optional<std::int64_t> proven_ms;  // earliest verified time-stamp
    bool covers_whole_file = false;
    bool is_test = false;
    bool is_revocation_known = false;    // every issuer's CRL was there
    std::vector<Change> changes;         // after it
    std::string seal_id;                 // hexadecimal; empty for document time-stamps
};

struct ValidationReport {
    Indication indication = Indication::indeterminate;
    std::optional<base::Fault> fault;
    std::vector<SignatureReport> signatures;  // in order of signing
    std::vector<std::string> warnings;        // findings of the reader that a person should know
};

ValidationReport validate(base::ByteView pdf, const Description& description, const crypto::TrustStore& trust,
                          std::int64_t now_ms);

base::Json report_to_json(const ValidationReport& report);

// SHA-2 over a ByteRange that the reader called sound.
base::Bytes byte_range_digest(base::ByteView pdf, const Signature& signature, ports::HashAlgorithm hash);

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// Signs a file as the device does and asks everybody what they think of it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/crypto/certificate.h"
#include "appliance/crypto/software_key.h"
#include "appliance/documents/description.h"

#include <memory>
#include <string>
#include <vector>

namespace foreign {

// One signer for many files, below a root of its own.
class Signer {
public:
    Signer();
    base::Bytes sign(const base::Digest& digest);
    std::string root_pem() const { return m_chain[0].to_pem(); }

private:
    std::shared_ptr<crypto::SoftwareKey> m_key;
    std::vector<crypto::Certificate> m_chain;
    std::vector<crypto::Certificate> m_own;
};

// What the sandboxed reader says of a file. Fault: document_reader_crashed.
base::Result<documents::Description> described(const base::Bytes& pdf);

struct Outcome {
    bool is_signed = false;
    std::string words;              // how it was signed, or the fault that refused it
};

// Reads with the sandboxed reader, rewrites when it says so, fills the first field that
// takes an answer, signs, and has pdfsig, qpdf, openssl, poppler's pictures and the
// reader again judge the result, which is left in `file`.
Outcome sign_and_check(base::Bytes pdf, Signer& signer, base::Bytes& file);

}  // namespace foreign

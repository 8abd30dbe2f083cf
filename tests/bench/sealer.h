// SPDX-License-Identifier: Apache-2.0
// The product's way from a described PDF to a sealed one, with a software key where
// the device has a TPM's.
#pragma once

#include "appliance/crypto/certificate.h"
#include "appliance/crypto/software_key.h"
#include "appliance/documents/description.h"
#include "appliance/documents/font_book.h"

#include <memory>
#include <string>
#include <vector>

namespace bench {

class Sealer {
public:
    // Reads DIR/key.pem, DIR/signer.pem and DIR/root.pem.
    static base::Result<Sealer> open(const std::string& folder);
    // Makes these three, with a P-256 key; and DIR/signer.p12, RSA-2048, for others.
    static base::Status make_identity(const std::string& folder);

    // A visible signature at the foot of the last page: picture with ink and embedded
    // type, signature dictionary, digest over everything, CMS. Returns the whole file.
    base::Result<base::Bytes> seal(base::ByteView pdf, const documents::Description& description) const;

    const crypto::Certificate& root() const { return m_chain.front(); }

private:
    Sealer(documents::FontBook fonts, std::shared_ptr<crypto::SoftwareKey> key, std::vector<crypto::Certificate> own,
           std::vector<crypto::Certificate> chain)
        : m_fonts(std::move(fonts)), m_key(std::move(key)), m_own(std::move(own)), m_chain(std::move(chain)) {}

    documents::FontBook m_fonts;
    std::shared_ptr<crypto::SoftwareKey> m_key;
    std::vector<crypto::Certificate> m_own;
    std::vector<crypto::Certificate> m_chain;
};

// Runs a program with its words thrown away; its exit status.
int run_quietly(const std::vector<std::string>& command);

}  // namespace bench

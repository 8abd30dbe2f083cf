// SPDX-License-Identifier: Apache-2.0
// Whom we trust, and for what: anchors, the certificates in between, and the lists
// of the revoked. Chain building and path validation are RFC 5280, section 6.
//
// A weak key or digest anywhere below the anchor (less than 112 bits: RSA under
// 2048, SHA-1) is certificate_invalid.
#pragma once

#include "appliance/crypto/certificate.h"

#include <utility>

struct X509_crl_st;

namespace crypto {

enum class Purpose {
    document_signing,  // keyUsage allows signatures; extended usage, if any, names mail or document signing
    tls_client,        // extended usage clientAuth must be present
    tls_server,        // extended usage serverAuth must be present; the name is the caller's check
    timestamping,      // RFC 3161, 2.3: sole and critical extended usage
    receipt,           // our own extended usage, which only the platform's receipt key carries
    provisioning,      // our own: signs what devices are to be
    rehearsal,         // our own: the emulator, for what it tried out
    any,
};

class TrustStore {
public:
    // An anchor is trusted because it is here, self-signed or not.
    void add_anchor(const Certificate& certificate);
    void add_intermediate(const Certificate& certificate);
    // A complete, direct CRL; others (delta, indirect, some reasons only) cannot answer
    // for a whole issuer and are refused. Its signature is judged when a chain needs it.
    // Fault: certificate_invalid.
    base::Status add_crl(base::ByteView der);
    // The same, and earlier lists of the same issuer and key go. Only for one that
    // check_revocation_list accepted: it is believed. Fault: certificate_invalid.
    base::Status renew_crl(base::ByteView der);

    // `--trust DIR`: files by name, PEM (any number of blocks) or DER. Self-signed
    // certificates become anchors, others intermediates; CRLs are used when present.
    // A file that is none of these is refused and named in the detail.
    // Fault: certificate_invalid.
    static base::Result<TrustStore> from_files(const std::vector<std::pair<std::string, base::Bytes>>& files);
    // The same for a folder that people keep: files that do not even claim to be a
    // certificate or a CRL (notes, keys, serial numbers) are passed over, and named in
    // `passed_over`. One that claims it, by its name or its PEM blocks, and cannot be
    // read is refused: a CRL left out in silence would clear somebody.
    static base::Result<TrustStore> from_folder(const std::vector<std::pair<std::string, base::Bytes>>& files,
                                                std::vector<std::string>& passed_over);

    bool has_anchors() const { return !m_anchors.empty(); }
    const std::vector<Certificate>& anchors() const { return m_anchors; }
    const std::vector<Certificate>& intermediates() const { return m_intermediates; }

    // The chain leaf..root, judged at `at_ms`. `extra` are untrusted certificates that
    // came along, for example inside a signature. A certificate on a CRL counts as revoked
    // from its revocation date on; a missing CRL is no fault, see is_revocation_known.
    // Faults: certificate_untrusted, certificate_expired, certificate_not_yet_valid,
    // certificate_revoked, certificate_invalid.
    base::Result<std::vector<Certificate>> verify(const Certificate& leaf, Purpose purpose, std::int64_t at_ms,
                                                  const std::vector<Certificate>& extra = {}) const;

    // Whether every certificate below the root was covered by a CRL of its issuer that
    // had not run out at `at_ms`. `chain` is what verify returned.
    bool is_revocation_known(const std::vector<Certificate>& chain, std::int64_t at_ms) const;
    // The usable CRLs (DER) of a chain's issuers, for a PDF's document security store.
    std::vector<base::Bytes> crls_for(const std::vector<Certificate>& chain) const;

private:
    std::vector<Certificate> m_anchors;
    std::vector<Certificate> m_intermediates;
    std::vector<std::shared_ptr<X509_crl_st>> m_crls;
};

// A chain that ends in a TEST root (its subject's name carries the word TEST):
// everything works, and nothing is evidence.
bool is_test(const std::vector<Certificate>& chain);

// Whether a certificate that leads to no root of ours says that it belongs to a rehearsal:
// its issuer's name, or that of one that came along, carries the word TEST. A hint for the
// reader of a refusal; nothing is decided by it.
bool claims_test(const Certificate& leaf, const std::vector<Certificate>& others);

}  // namespace crypto

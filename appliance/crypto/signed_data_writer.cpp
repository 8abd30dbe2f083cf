// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/signed_data_writer.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"

#include <algorithm>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr const char* signed_data_oid = "1.2.840.113549.1.7.2";
constexpr const char* content_type_oid = "1.2.840.113549.1.9.3";
constexpr const char* message_digest_oid = "1.2.840.113549.1.9.4";
constexpr const char* signing_certificate_v2_oid = "1.2.840.113549.1.9.16.2.47";
constexpr const char* rsa_encryption_oid = "1.2.840.113549.1.1.1";

Bytes serial_der(const Certificate& certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate.raw()), &der);
    CHECK(size > 0);
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

Bytes attribute(const char* type, const Der& value) {
    return der_sequence({der_oid(type), Der::wrap(0x31, {value})}).flatten();
}

// ESSCertIDv2 (RFC 5035): SHA-256 is the default and therefore not written; the issuer
// and serial number are optional and help those who look for the certificate.
Der signing_certificate(const Certificate& certificate) {
    const base::Digest hash = certificate.fingerprint();
    const Der general_name = Der::wrap(0xa4, {Der(certificate.issuer())});
    const Der issuer_serial = der_sequence({der_sequence({general_name}), Der(serial_der(certificate))});
    const Der identifier = der_sequence({Der(der_octets(hash).flatten()), issuer_serial});
    return der_sequence({der_sequence({identifier})});
}

std::vector<Bytes> signed_attributes(const SignedDataForm& form, const Certificate& certificate) {
    return {attribute(content_type_oid, der_oid(data_oid)),
            attribute(message_digest_oid, der_octets(form.message_digest)),
            attribute(signing_certificate_v2_oid, signing_certificate(certificate))};
}

// rsaEncryption rather than sha256WithRSAEncryption: what RFC 3370, 3.2 lets everybody expect.
Bytes signature_algorithm(ports::KeyAlgorithm algorithm, ports::HashAlgorithm hash) {
    if (is_rsa(algorithm)) return der_algorithm(rsa_encryption_oid, DerParameters::null).flatten();
    return signature_identifier(ports::SignatureScheme::ecdsa, hash);
}

Der certificates(const CmsSigner& signer) {
    std::vector<Bytes> all{signer.certificate.der()};
    for (const Certificate& certificate : signer.chain) all.push_back(certificate.der());
    std::ranges::sort(all, {}, [](const Bytes& der) { return base::as_text(der); });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return der_set_of(std::move(all), 0xa0);
}

Bytes assemble(const SignedDataForm& form, const CmsSigner& signer, const std::vector<Bytes>& attributes, ByteView signature) {
    const Der hash_id(digest_identifier(form.hash));
    const Der signer_info = der_sequence(
        {der_integer(1), der_sequence({Der(signer.certificate.issuer()), Der(serial_der(signer.certificate))}), hash_id,
         der_set_of(attributes, 0xa0), Der(signature_algorithm(signer.key.algorithm(), form.hash)), der_octets(signature)});

    std::vector<Der> encapsulated{der_oid(data_oid)};
    if (form.content) encapsulated.push_back(Der::wrap(0xa0, {der_octets(*form.content)}));

    const Der signed_data = der_sequence({der_integer(1), Der::wrap(0x31, {hash_id}), Der::wrap(0x30, encapsulated), certificates(signer),
                                          Der::wrap(0x31, {signer_info})});
    return der_sequence({der_oid(signed_data_oid), Der::wrap(0xa0, {signed_data})}).flatten();
}

}  // namespace

Result<Bytes> write_signed_data(const SignedDataForm& form, const CmsSigner& signer) {
    CHECK(form.message_digest.size() == digest_size(form.hash));
    if (!is_same_key(signer.certificate.public_key(), signer.key.public_key())) {
        return Failure{Fault::certificate_invalid, "the certificate is not this key's"};
    }
    const auto attributes = signed_attributes(form, signer.certificate);
    // What is signed is the attributes under a SET tag, not the tag they carry (RFC 5652, 5.4).
    const Bytes to_be_signed = der_set_of(attributes).flatten();
    const Bytes signature = TRY(signer.key.sign(natural_scheme(signer.key.algorithm()), form.hash, digest(form.hash, to_be_signed)));
    return assemble(form, signer, attributes, signature);
}

Bytes write_unsigned_data(const SignedDataForm& form, const CmsSigner& signer, std::size_t signature_size) {
    return assemble(form, signer, signed_attributes(form, signer.certificate), Bytes(signature_size));
}

}  // namespace crypto

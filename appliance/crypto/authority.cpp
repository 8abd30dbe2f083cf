// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/authority.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/borrowed_key.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/random.h"

#include <algorithm>
#include <cctype>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::size_t name_max = 64;  // RFC 5280, ub-common-name and ub-organization-name

struct Extension {
    int nid;
    std::string value;  // in OpenSSL's configuration language
};

struct Request {
    ByteView public_key;
    const Subject& subject;
    const Validity& validity;
    std::vector<Extension> extensions;
};

Status add_name(X509_NAME* name, int nid, const std::string& text) {
    if (text.size() > name_max) return Failure{Fault::usage_invalid, "a name longer than 64 bytes"};
    if (X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()), -1, 0) != 1) {
        return openssl_failure(Fault::usage_invalid, "subject");
    }
    return {};
}

Result<NameHandle> name_of(const Subject& subject) {
    NameHandle name(X509_NAME_new());
    CHECK(name != nullptr);
    if (subject.common_name.empty()) return Failure{Fault::usage_invalid, "no common name"};
    if (!subject.organization.empty()) TRY(add_name(name.get(), NID_organizationName, subject.organization));
    TRY(add_name(name.get(), NID_commonName, subject.common_name));
    return name;
}

// 16 random bytes, of which the first bits are 01: positive, and never shorter.
IntegerHandle random_serial() {
    Bytes digits = random_bytes(16);
    digits[0] = static_cast<std::uint8_t>((digits[0] & 0x3fU) | 0x40U);
    return serial_from_hex(base::to_hex(digits));
}

Status add_extension(X509* certificate, X509* issuer, const Extension& extension) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const ExtensionHandle made(X509V3_EXT_nconf_nid(nullptr, &context, extension.nid, extension.value.c_str()));
    if (made == nullptr || X509_add_ext(certificate, made.get(), -1) != 1) {
        return openssl_failure(Fault::usage_invalid, OBJ_nid2sn(extension.nid));
    }
    return {};
}

// The configuration language would read commas and quotes as its own.
bool is_plain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._:/*~%?=&+").find(c) != std::string_view::npos;
    });
}

// `issuer` null: the certificate signs itself.
Result<Certificate> make(const Request& request, const Certificate* issuer, ports::SigningKey& key, const std::string& crl_url) {
    const EvpKey lent = TRY(borrowed_evp_key(key));
    const EvpKey subject_key = TRY(evp_public_key(request.public_key));
    const NameHandle subject = TRY(name_of(request.subject));
    const TimeHandle not_before = to_asn1_time(request.validity.not_before_ms);
    const TimeHandle not_after = to_asn1_time(request.validity.not_after_ms);
    if (not_before == nullptr || not_after == nullptr || request.validity.not_after_ms <= request.validity.not_before_ms) {
        return Failure{Fault::usage_invalid, "validity"};
    }
    if (issuer != nullptr && !is_same_key(issuer->public_key(), key.public_key())) {
        return Failure{Fault::certificate_invalid, "the issuer's certificate is not this key's"};
    }
    clear_openssl_errors();
    X509Handle certificate(X509_new());
    CHECK(certificate != nullptr);
    X509* raw = certificate.get();
    const X509_NAME* issuer_name = issuer == nullptr ? subject.get() : X509_get_subject_name(issuer->raw());
    if (X509_set_version(raw, X509_VERSION_3) != 1 || X509_set_serialNumber(raw, random_serial().get()) != 1 ||
        X509_set_subject_name(raw, subject.get()) != 1 || X509_set_issuer_name(raw, issuer_name) != 1 ||
        X509_set1_notBefore(raw, not_before.get()) != 1 || X509_set1_notAfter(raw, not_after.get()) != 1 ||
        X509_set_pubkey(raw, subject_key.raw()) != 1) {
        return openssl_failure(Fault::crypto_failed, "fill the certificate");
    }
    // The subject's key identifier comes first: a root's authority identifier repeats it.
    std::vector<Extension> extensions = request.extensions;
    extensions.push_back({NID_subject_key_identifier, "hash"});
    extensions.push_back({NID_authority_key_identifier, "keyid:always"});
    if (!crl_url.empty()) {
        if (!is_plain(crl_url)) return Failure{Fault::usage_invalid, "CRL address"};
        extensions.push_back({NID_crl_distribution_points, "URI:" + crl_url});
    }
    for (const Extension& extension : extensions) TRY(add_extension(raw, issuer == nullptr ? raw : issuer->raw(), extension));
    if (X509_sign(raw, lent.raw(), evp_md(natural_hash(key.algorithm()))) <= 0) {
        return openssl_failure(Fault::crypto_failed, "sign the certificate");
    }
    // Read back from its encoding, so that what we hand out is what others will see.
    const Bytes der = Certificate(std::shared_ptr<x509_st>(std::move(certificate))).der();
    return Certificate::from_der(der);
}

Result<Certificate> issue(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity,
                          std::vector<Extension> extensions) {
    extensions.insert(extensions.begin(), {NID_basic_constraints, "critical,CA:FALSE"});
    return make({public_key, subject, validity, std::move(extensions)}, &issuer.certificate, issuer.key, issuer.crl_url);
}

Result<std::string> alternative_names(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) {
        if (name.empty() || !is_plain(name)) return Failure{Fault::usage_invalid, "a server's name"};
        using AddressHandle = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
        const AddressHandle address(a2i_IPADDRESS(name.c_str()));
        clear_openssl_errors();
        if (!out.empty()) out += ',';
        out += address != nullptr ? "IP:" : "DNS:";
        out += name;
    }
    if (out.empty()) return Failure{Fault::usage_invalid, "a server without a name"};
    return out;
}

}  // namespace

Result<Certificate> make_root(ports::SigningKey& key, const Subject& subject, const Validity& validity) {
    return make({key.public_key(), subject, validity,
                 {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}},
                nullptr, key, {});
}

Result<Certificate> make_issuing(const Issuer& root, ByteView public_key, const Subject& subject, const Validity& validity) {
    return make({public_key, subject, validity,
                 {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}},
                &root.certificate, root.key, root.crl_url);
}

Result<Certificate> issue_signer(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity, {{NID_key_usage, "critical,digitalSignature,nonRepudiation"}});
}

Result<Certificate> issue_tls_client(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "clientAuth"}});
}

Result<Certificate> issue_tls_server(const Issuer& issuer, ByteView public_key, const Subject& subject,
                                     const std::vector<std::string>& names, const Validity& validity) {
    const std::string alternative = TRY(alternative_names(names));
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "serverAuth"},
                  {NID_subject_alt_name, alternative}});
}

Result<Certificate> issue_timestamping(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "critical,timeStamping"}});
}

Result<Certificate> issue_receipt(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, receipt_usage_oid}});
}

Result<Certificate> issue_provisioner(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, provisioning_usage_oid}});
}

Result<Certificate> issue_rehearsal(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity,
                 {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, rehearsal_usage_oid}});
}

Result<Certificate> issue_agreement(const Issuer& issuer, ByteView public_key, const Subject& subject, const Validity& validity) {
    return issue(issuer, public_key, subject, validity, {{NID_key_usage, "critical,keyAgreement"}});
}

}  // namespace crypto

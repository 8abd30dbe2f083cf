// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/image/verify/signed_sample.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace sample {
namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

Key make_key(KeyKind kind) {
    switch (kind) {
        case KeyKind::p256: return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
        case KeyKind::p384: return {EVP_EC_gen("P-384"), &EVP_PKEY_free};
        case KeyKind::rsa_2048: return {EVP_RSA_gen(2048), &EVP_PKEY_free};
    }
    std::abort();
}

void extend(X509* certificate, X509* issuer, int type, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, type, value);
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Certificate certify(const Key& subject_key, const char* name, X509* issuer, const Key& issuer_key,
                    const LeafRecipe& recipe) {
    Certificate made(X509_new(), &X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), recipe.serial);
    std::array<char, 20> time{};
    std::snprintf(time.data(), time.size(), "%04d0101000000Z", recipe.from_year);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(made.get()), time.data());
    std::snprintf(time.data(), time.size(), "%04d0101000000Z", recipe.to_year);
    ASN1_TIME_set_string_X509(X509_getm_notAfter(made.get()), time.data());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(issuer != nullptr ? issuer : made.get()));
    X509_set_pubkey(made.get(), subject_key.get());
    X509* const parent = issuer != nullptr ? issuer : made.get();
    if (recipe.is_authority) extend(made.get(), parent, NID_basic_constraints, "critical,CA:TRUE");
    if (recipe.key_usage != nullptr) extend(made.get(), parent, NID_key_usage, recipe.key_usage);
    extend(made.get(), parent, NID_subject_key_identifier, "hash");
    require(X509_sign(made.get(), issuer_key.get(), EVP_sha256()) > 0);
    return made;
}

World make_world(KeyKind kind) {
    World made;
    made.root_key = make_key(kind);
    made.issuing_key = make_key(kind);
    made.signer_key = make_key(kind);
    LeafRecipe authority;
    authority.is_authority = true;
    authority.key_usage = "critical,keyCertSign,cRLSign";
    authority.serial = 1;
    made.root = certify(made.root_key, "Sample Root", nullptr, made.root_key, authority);
    made.issuing = certify(made.issuing_key, "Sample Issuer", made.root.get(), made.root_key, authority);
    made.signer = certify(made.signer_key, "Sample Signer", made.issuing.get(), made.issuing_key, {});
    return made;
}

template <typename T>
Bytes through(int (*encode)(const T*, unsigned char**), const T* value) {
    unsigned char* out = nullptr;
    const int size = encode(value, &out);
    require(size > 0);
    const Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
}

Bytes hash_algorithm(const EVP_MD* hash) {
    if (EVP_MD_get_type(hash) == NID_sha384) return der(0x30, {object("2.16.840.1.101.3.4.2.2")});
    if (EVP_MD_get_type(hash) == NID_sha512) return der(0x30, {object("2.16.840.1.101.3.4.2.3")});
    if (EVP_MD_get_type(hash) == NID_sha1) return der(0x30, {object("1.3.14.3.2.26")});
    return der(0x30, {object("2.16.840.1.101.3.4.2.1")});
}

Bytes signature_algorithm(const World& made, const CmsRecipe& recipe) {
    if (recipe.is_pss) {
        const Bytes hash = hash_algorithm(recipe.hash);
        const auto salt = static_cast<std::uint8_t>(EVP_MD_get_size(recipe.hash));
        return der(0x30, {object("1.2.840.113549.1.1.10"),
                          der(0x30, {der(0xa0, {hash}), der(0xa1, {der(0x30, {object("1.2.840.113549.1.1.8"), hash})}),
                                     der(0xa2, {der(0x02, {Bytes{salt}})})})});
    }
    if (EVP_PKEY_get_base_id(made.signer_key.get()) == EVP_PKEY_RSA) {
        return der(0x30, {object("1.2.840.113549.1.1.1"), der(0x05, std::vector<Bytes>{})});
    }
    if (EVP_MD_get_type(recipe.hash) == NID_sha384) return der(0x30, {object("1.2.840.10045.4.3.3")});
    if (EVP_MD_get_type(recipe.hash) == NID_sha512) return der(0x30, {object("1.2.840.10045.4.3.4")});
    return der(0x30, {object("1.2.840.10045.4.3.2")});
}

Bytes sign(const World& made, const CmsRecipe& recipe, ByteView message) {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* options = nullptr;
    require(EVP_DigestSignInit(context.get(), &options, recipe.hash, nullptr, made.signer_key.get()) == 1);
    if (recipe.is_pss) {
        EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    }
    std::size_t size = 0;
    require(EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1);
    Bytes signature(size);
    require(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
    signature.resize(size);
    return signature;
}

std::vector<Bytes> attributes(const World& made, const CmsRecipe& recipe, ByteView signed_bytes) {
    const Bytes meant = recipe.certificate_meant.empty()
                            ? encoded(recipe.signer ? recipe.signer : made.signer) : recipe.certificate_meant;
    const Bytes digest = recipe.message_digest.empty() ? digest_of(recipe.hash, signed_bytes) : recipe.message_digest;
    const std::vector<std::pair<std::string, Bytes>> usual = {
        {"1.2.840.113549.1.9.3", object("1.2.840.113549.1.7.1")},
        {"1.2.840.113549.1.9.4", der(0x04, {digest})},
        {"1.2.840.113549.1.9.16.2.47",
         der(0x30, {der(0x30, {der(0x30, {der(0x04, {digest_of(EVP_sha256(), meant)})})})})}};
    std::vector<Bytes> list = recipe.more_attributes;
    for (const auto& [type, value] : usual) {
        const bool is_left_out = std::count(recipe.left_out.begin(), recipe.left_out.end(), type) > 0;
        if (!is_left_out) list.push_back(attribute(type.c_str(), value));
    }
    std::sort(list.begin(), list.end());
    if (recipe.arrange) recipe.arrange(list);
    return list;
}

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) base::append(all, part);
    return all;
}

Bytes signer_info(const World& made, const CmsRecipe& recipe, ByteView signed_bytes) {
    X509* const signer = recipe.signer ? recipe.signer.get() : made.signer.get();
    const Bytes list = joined(attributes(made, recipe, signed_bytes));
    return der(0x30, {der(0x02, {Bytes{1}}),
                      der(0x30, {through(i2d_X509_NAME, X509_get_issuer_name(signer)),
                                 through(i2d_ASN1_INTEGER, X509_get0_serialNumber(signer))}),
                      hash_algorithm(recipe.hash), der(0xa0, {list}), signature_algorithm(made, recipe),
                      der(0x04, {sign(made, recipe, der(0x31, {list}))}), recipe.unsigned_attributes});
}

}  // namespace

Bytes der(std::uint8_t tag, const std::vector<Bytes>& parts) {
    const Bytes content = joined(parts);
    Bytes out{tag};
    if (content.size() < 0x80) {
        out.push_back(static_cast<std::uint8_t>(content.size()));
    } else {
        Bytes size;
        for (std::size_t left = content.size(); left > 0; left >>= 8U) {
            size.insert(size.begin(), static_cast<std::uint8_t>(left));
        }
        out.push_back(static_cast<std::uint8_t>(0x80U | size.size()));
        base::append(out, size);
    }
    base::append(out, content);
    return out;
}

Bytes der(std::uint8_t tag, std::initializer_list<Bytes> parts) { return der(tag, std::vector<Bytes>(parts)); }

Bytes object(const char* dotted) {
    const std::unique_ptr<ASN1_OBJECT, void (*)(ASN1_OBJECT*)> made(OBJ_txt2obj(dotted, 1), &ASN1_OBJECT_free);
    return through(i2d_ASN1_OBJECT, static_cast<const ASN1_OBJECT*>(made.get()));
}

Bytes encoded(const Certificate& certificate) {
    return through(i2d_X509, static_cast<const X509*>(certificate.get()));
}

Bytes digest_of(const EVP_MD* hash, ByteView bytes) {
    Bytes digest(static_cast<std::size_t>(EVP_MD_get_size(hash)));
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, hash, nullptr) == 1);
    return digest;
}

const World& world(KeyKind kind) {
    static std::map<KeyKind, World> worlds;
    auto found = worlds.find(kind);
    if (found == worlds.end()) found = worlds.emplace(kind, make_world(kind)).first;
    return found->second;
}

Certificate issue(const World& made, const Key& subject_key, const char* name, const LeafRecipe& recipe) {
    return certify(subject_key, name, made.issuing.get(), made.issuing_key, recipe);
}

Bytes attribute(const char* dotted, const Bytes& value) { return der(0x30, {object(dotted), der(0x31, {value})}); }

Bytes make_cms(const World& made, const CmsRecipe& recipe, ByteView signed_bytes) {
    std::vector<Bytes> certificates = recipe.certificates;
    if (certificates.empty()) {
        certificates = {encoded(recipe.signer ? recipe.signer : made.signer), encoded(made.issuing)};
    }
    Bytes content = object("1.2.840.113549.1.7.1");
    if (!recipe.content.empty()) base::append(content, der(0xa0, {der(0x04, {recipe.content})}));
    std::vector<Bytes> signers;
    for (int i = 0; i < recipe.signer_count; ++i) signers.push_back(signer_info(made, recipe, signed_bytes));
    return der(0x30, {object("1.2.840.113549.1.7.2"),
                      der(0xa0, {der(0x30, {der(0x02, {Bytes{1}}), der(0x31, {hash_algorithm(recipe.hash)}),
                                            der(0x30, {content}), der(0xa0, certificates), der(0x31, signers)})})});
}

std::string make_pdf(const PdfRecipe& recipe) {
    const std::string placeholder = "[0 0000000000 0000000000 0000000000]";
    std::string file = recipe.header + recipe.before +
                       "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>\nendobj\n"
                       "2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
                       "4 0 obj\n<</FT/Sig/T(s)/V 5 0 R>>\nendobj\n"
                       "5 0 obj\n<</Type" + recipe.type + "/Filter/Adobe.PPKLite/SubFilter" + recipe.sub_filter +
                       "/M(D:20261122104005Z)" + recipe.more_entries + "/ByteRange " + placeholder + "/Contents";
    const std::size_t hole = file.size();
    file += "<" + std::string(recipe.capacity * 2, '0') + ">>>\n" + recipe.object_end +
            "trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n";
    if (recipe.change) recipe.change(file);
    const auto begin = static_cast<long>(hole);
    const auto end = static_cast<long>(hole + recipe.capacity * 2 + 2);
    const auto size = static_cast<long>(file.size());
    const std::vector<long> numbers = recipe.byte_range ? recipe.byte_range(begin, end, size)
                                                        : std::vector<long>{0, begin, end, size - end};
    std::string range = "[";
    for (const long number : numbers) range += std::to_string(number) + " ";
    range.back() = ']';
    range.resize(placeholder.size(), ' ');
    file.replace(file.rfind(placeholder), placeholder.size(), range);
    const std::string covered = file.substr(0, hole) + file.substr(static_cast<std::size_t>(end));
    std::string digits = base::to_hex(recipe.sign(base::as_bytes(covered)));
    require(digits.size() <= recipe.capacity * 2);
    if (recipe.is_upper_case) {
        std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    }
    file.replace(hole + 1, digits.size(), digits);
    return file + recipe.tail;
}

std::string signed_pdf(KeyKind kind, const CmsRecipe& cms, PdfRecipe pdf) {
    if (!pdf.sign) pdf.sign = [&](ByteView bytes) { return make_cms(world(kind), cms, bytes); };
    return make_pdf(pdf);
}

}  // namespace sample

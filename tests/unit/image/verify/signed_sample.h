// SPDX-License-Identifier: Apache-2.0
// Makes signed PDFs for the tests, right ones and wrong ones, with OpenSSL and a few
// lines of DER: nothing here comes from the program under test.
#pragma once

#include "appliance/base/bytes.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace sample {

using base::Bytes;
using base::ByteView;
using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

// tag, length, then the parts one after the other.
Bytes der(std::uint8_t tag, std::initializer_list<Bytes> parts);
Bytes der(std::uint8_t tag, const std::vector<Bytes>& parts);
Bytes object(const char* dotted);  // an OBJECT IDENTIFIER
Bytes encoded(const Certificate& certificate);
Bytes digest_of(const EVP_MD* hash, ByteView bytes);

enum class KeyKind { p256, p384, rsa_2048 };

// Root, issuing CA and signer, valid from 2020 to 2040.
struct World {
    Key root_key, issuing_key, signer_key;
    Certificate root, issuing, signer;
};
const World& world(KeyKind kind = KeyKind::p256);

struct LeafRecipe {
    const char* key_usage = "critical,digitalSignature,nonRepudiation";
    int from_year = 2020;
    int to_year = 2040;
    bool is_authority = false;
    int serial = 77;
};
Certificate issue(const World& world, const Key& subject_key, const char* name, const LeafRecipe& recipe);

struct CmsRecipe {
    const EVP_MD* hash = EVP_sha256();
    bool is_pss = false;
    std::vector<Bytes> certificates;                    // empty: signer, issuing CA
    Bytes content;                                      // not empty: enclosed, not detached
    int signer_count = 1;
    std::vector<Bytes> more_attributes;
    std::vector<std::string> left_out;                  // dotted types
    Bytes certificate_meant;                            // empty: the signer's
    Bytes unsigned_attributes;                          // a whole [1]
    std::function<void(std::vector<Bytes>&)> arrange;   // the attributes; default: sorted
    Certificate signer;                                 // default: the world's
    Bytes message_digest;                               // default: the right one
};
Bytes attribute(const char* dotted, const Bytes& value);
Bytes make_cms(const World& world, const CmsRecipe& recipe, ByteView signed_bytes);

struct PdfRecipe {
    std::size_t capacity = 3000;          // bytes of DER in the hole
    std::string type = "/Sig";
    std::string sub_filter = "/ETSI.CAdES.detached";
    std::string more_entries;             // in the signature dictionary
    std::string before;                   // an object before it
    std::string header = "%PDF-1.7\n";
    bool is_upper_case = false;
    // The four numbers; default: right. Gets the offsets of '<', after '>', and the size.
    std::function<std::vector<long>(long, long, long)> byte_range;
    // Last change, before signing; the hole is still zeros.
    std::function<void(std::string&)> change;
    std::string tail;                     // appended after signing
    std::string object_end = "endobj\n";
    // What a signer is given to sign.
    std::function<Bytes(ByteView)> sign;
};
std::string make_pdf(const PdfRecipe& recipe);

// All defaults.
std::string signed_pdf(KeyKind kind = KeyKind::p256, const CmsRecipe& cms = {}, PdfRecipe pdf = {});

}  // namespace sample

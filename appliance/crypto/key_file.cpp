// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/key_file.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_file_content.h"
#include "appliance/crypto/openssl_error.h"

#include <algorithm>

namespace crypto {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::uint64_t iterations_few = 100'000;

bool is_contained(const std::vector<Certificate>& list, const Certificate& certificate) {
    return std::find(list.begin(), list.end(), certificate) != list.end();
}

bool is_issued_by(const Certificate& certificate, const Certificate& issuer) {
    const bool is = X509_check_issued(issuer.raw(), certificate.raw()) == X509_V_OK &&
                    X509_verify(certificate.raw(), X509_get0_pubkey(issuer.raw())) == 1;
    clear_openssl_errors();
    return is;
}

// PKCS#12 begins with its version, 3, in a SEQUENCE of any kind of length.
bool is_pkcs12(ByteView file) {
    if (file.size() < 8 || file[0] != 0x30) return false;
    const std::size_t digits = file[1] > 0x80U ? file[1] & 0x7fU : 0U;
    if (digits > 4) return false;
    const ByteView rest = file.subspan(2 + digits);
    return rest.size() > 3 && rest[0] == 0x02 && rest[1] == 0x01 && rest[2] == 0x03 && rest[3] == 0x30;
}

}  // namespace

void KeyFileContent::warn(KeyFileWarning warning) {
    if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
}

void KeyFileContent::note_cipher(const std::string& name) {
    if (std::find(ciphers.begin(), ciphers.end(), name) == ciphers.end()) ciphers.push_back(name);
}

Status KeyFileContent::spend(std::uint64_t count) {
    if (count == 0) return Failure{Fault::key_file_unreadable, "no rounds"};
    if (count > iterations_left)
        return Failure{Fault::key_file_cipher, std::to_string(count) + " rounds; " + std::to_string(iterations_left) + " are left for this file"};
    iterations_left -= count;
    iterations = std::min(iterations.value_or(count), count);
    if (count < iterations_few) warn(KeyFileWarning::few_iterations);
    return {};
}

Status KeyFileContent::add(ports::PrivateKey key) {
    for (const ports::PrivateKey& known : keys)
        if (known.public_key == key.public_key) return {};
    if (keys.size() + certificates.size() >= key_file_bags_max) return Failure{Fault::key_file_unreadable, "too many keys and certificates"};
    keys.push_back(std::move(key));
    return {};
}

Status KeyFileContent::add(Certificate certificate) {
    if (is_contained(certificates, certificate)) return {};
    if (keys.size() + certificates.size() >= key_file_bags_max) return Failure{Fault::key_file_unreadable, "too many keys and certificates"};
    certificates.push_back(std::move(certificate));
    return {};
}

Result<OrderedChain> order_chain(ByteView public_key, const std::vector<Certificate>& certificates) {
    OrderedChain out;
    // Of several certificates of the key (it was renewed) the one that ends last.
    const Certificate* leaf = nullptr;
    for (const Certificate& one : certificates)
        if (is_same_key(one.public_key(), public_key) && (leaf == nullptr || one.not_after_ms() > leaf->not_after_ms())) leaf = &one;
    clear_openssl_errors();
    if (leaf == nullptr && !certificates.empty()) return Failure{Fault::key_file_mismatch, "no certificate here is of this key"};
    if (leaf != nullptr) out.chain.push_back(*leaf);
    while (!out.chain.empty() && !out.chain.back().is_self_signed()) {
        const auto issuer = std::find_if(certificates.begin(), certificates.end(), [&](const Certificate& one) {
            return !is_contained(out.chain, one) && is_issued_by(out.chain.back(), one);
        });
        if (issuer == certificates.end()) break;
        out.chain.push_back(*issuer);
    }
    for (const Certificate& one : certificates)
        if (!is_contained(out.chain, one) && !is_contained(out.unrelated, one)) out.unrelated.push_back(one);
    return out;
}

Result<KeyFile> read_key_file(ByteView file, const std::optional<base::SecretBytes>& password, std::int64_t now_ms,
                             std::uint64_t iterations_allowed) {
    if (file.empty() || file.size() > key_file_size_max) return Failure{Fault::key_file_unreadable, "empty, or longer than 1 MiB"};
    KeyFile out;
    KeyFileContent content;
    content.iterations_left = iterations_allowed;
    if (is_pkcs12(file)) {
        out.format = KeyFileFormat::pkcs12;
        TRY(read_pkcs12(file, password, content));
    } else if (file[0] == 0x30) {
        out.format = KeyFileFormat::der;
        TRY(read_der(file, password, content));
    } else {
        out.format = KeyFileFormat::pem;
        TRY(read_pem_blocks(file, password, content));
    }
    if (content.keys.empty()) return Failure{Fault::key_file_no_key, std::to_string(content.certificates.size()) + " certificates, no key"};
    if (content.keys.size() > 1) return Failure{Fault::key_file_unreadable, std::to_string(content.keys.size()) + " different keys; one was expected"};
    out.key = std::move(content.keys.front());
    OrderedChain ordered = TRY(order_chain(out.key.public_key, content.certificates));
    if (ordered.chain.empty()) {
        content.warn(KeyFileWarning::no_certificate);
    } else {
        if (ordered.chain.front().not_after_ms() < now_ms) content.warn(KeyFileWarning::certificate_expired);
        if (ordered.chain.front().not_before_ms() > now_ms) content.warn(KeyFileWarning::certificate_not_yet_valid);
    }
    if (!ordered.unrelated.empty()) content.warn(KeyFileWarning::unrelated_certificates);
    std::sort(content.warnings.begin(), content.warnings.end());
    out.chain = std::move(ordered.chain);
    out.unrelated = std::move(ordered.unrelated);
    out.ciphers = std::move(content.ciphers);
    out.mac = std::move(content.mac);
    out.iterations = content.iterations;
    out.warnings = std::move(content.warnings);
    return out;
}

}  // namespace crypto

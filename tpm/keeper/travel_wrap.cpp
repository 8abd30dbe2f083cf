// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/travel_wrap.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/cfb.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/key_parts.h"
#include "appliance/crypto/software_key.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

constexpr std::size_t coordinate_size = 32;

SecretBytes joined(std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (const ByteView part : parts) size += part.size();
    SecretBytes out(size);
    auto at = out.reveal_to_fill().begin();
    for (const ByteView part : parts) at = std::copy(part.begin(), part.end(), at);
    return out;
}

Bytes number(std::size_t value, std::size_t size) {
    Bytes out;
    base::append_number(out, value, size);
    return out;
}

Bytes label(std::string_view text) {
    Bytes out = base::to_bytes(text);
    out.push_back(0);
    return out;
}

// KDFe and KDFa with SHA-256 (part 1, 11.4.10), one block: all that 256 bits need.
SecretBytes kdf_e(const SecretBytes& shared, std::string_view use, ByteView party_u, ByteView party_v) {
    const Bytes counter = number(1, 4);
    const Bytes word = label(use);
    const SecretBytes all = joined({counter, shared.reveal(), word, party_u, party_v});
    base::Digest digest = crypto::sha256(all.reveal());
    SecretBytes out{ByteView(digest)};
    base::wipe(digest.data(), digest.size());
    return out;
}

SecretBytes kdf_a(const SecretBytes& seed, std::string_view use, ByteView context, std::size_t bits) {
    Bytes message = number(1, 4);
    base::append(message, label(use));
    base::append(message, context);
    base::append(message, number(bits, 4));
    Bytes block = crypto::hmac_sha256(seed.reveal(), message);
    SecretBytes out{ByteView(block).first(bits / 8)};
    base::wipe(block.data(), block.size());
    return out;
}

std::size_t secret_size(ports::KeyAlgorithm algorithm) {
    switch (algorithm) {
    case ports::KeyAlgorithm::ecdsa_p256: return 32;
    case ports::KeyAlgorithm::ecdsa_p384: return 48;
    case ports::KeyAlgorithm::rsa_2048: return 128;
    case ports::KeyAlgorithm::rsa_3072: return 192;
    }
    CHECK(false);
}

Bytes coordinate(ByteView of) {
    Bytes out(coordinate_size - std::min(coordinate_size, of.size()), 0);
    base::append(out, of);
    return out;
}

}  // namespace

Result<OuterWrap> wrap_for_storage_key(const ports::PrivateKey& key, const TPMT_PUBLIC& area, const TPMT_PUBLIC& storage_key) {
    const std::size_t size = secret_size(key.algorithm);
    if (key.secret.size() != size) return Failure{Fault::key_file_mismatch, "a private key of another length"};
    const Bytes storage_spki = TRY(subject_public_key_info(storage_key));
    const Bytes storage_point = TRY(point_of(storage_spki));
    const auto ephemeral = TRY(crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256));
    const SecretBytes shared = TRY(ephemeral->agree(storage_point));
    const Bytes point = TRY(point_of(ephemeral->public_key()));
    const ByteView x = ByteView(point).subspan(1, coordinate_size);
    const ByteView y = ByteView(point).subspan(1 + coordinate_size);

    const SecretBytes seed = kdf_e(shared, "DUPLICATE", x, coordinate(view(storage_key.unique.ecc.x)));
    const Bytes name = name_of(area);
    const SecretBytes symmetric = kdf_a(seed, "STORAGE", name, 128);
    const SecretBytes integrity = kdf_a(seed, "INTEGRITY", {}, 256);
    // TPM2B_SENSITIVE: type, no authValue, no seed, the secret (part 2, 12.3.2.4).
    const Bytes head = number(8 + size, 2);
    const Bytes type = number(area.type, 2);
    const Bytes empty = number(0, 4);
    const Bytes length = number(size, 2);
    const SecretBytes sensitive = joined({head, type, empty, length, key.secret.reveal()});
    const Bytes encrypted = TRY(crypto::encrypt_cfb(symmetric, sensitive));
    Bytes authenticated = encrypted;
    base::append(authenticated, name);

    OuterWrap out;
    out.duplicate = number(32, 2);
    base::append(out.duplicate, crypto::hmac_sha256(integrity.reveal(), authenticated));
    base::append(out.duplicate, encrypted);
    for (const ByteView part : {x, y}) {
        base::append(out.seed, number(coordinate_size, 2));
        base::append(out.seed, part);
    }
    return out;
}

Result<SecretBytes> unwrap_inner(const SecretBytes& symmetric_key, ByteView duplicate, const TPMT_PUBLIC& area) {
    const SecretBytes plain = TRY(crypto::decrypt_cfb(symmetric_key, duplicate));
    const Failure tampered{Fault::cipher_tampered, "not the key that was duplicated"};
    base::Reader reader(plain.reveal());
    const ByteView integrity = reader.take(reader.take_u16());
    const ByteView sensitive = plain.reveal().subspan(plain.size() - std::min(plain.size(), reader.left()));
    const Bytes name = name_of(area);
    const SecretBytes together = joined({sensitive, name});
    if (!base::equal_constant_time(integrity, crypto::sha256(together.reveal()))) return tampered;
    const std::uint16_t size = reader.take_u16();
    if (size != reader.left() || reader.take_u16() != area.type) return tampered;
    reader.take(reader.take_u16());  // authValue
    reader.take(reader.take_u16());  // seed
    const ByteView secret = reader.take(reader.take_u16());
    if (!reader.is_finished() || secret.empty()) return tampered;
    return SecretBytes(secret);
}

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/secret_shapes.h"

#include "appliance/crypto/der.h"

#include <algorithm>
#include <array>

namespace provisioning {
namespace {

using base::ByteView;
using base::Json;

constexpr std::uint8_t sequence = 0x30, integer = 0x02, octets = 0x04, oid = 0x06;
constexpr std::size_t depth_max = 2;  // base64 inside base64, and no further
constexpr std::size_t run_min = 40;   // characters; a P-256 key alone has 43 in base64, 64 in hexadecimal

struct Mark {
    std::string_view text, meaning;
};

constexpr Mark marks[] = {
    {"PRIVATE KEY-----", "a private key in PEM"},
    {"BEGIN PGP PRIVATE", "an OpenPGP private key"},
    {"PuTTY-User-Key-File", "a PuTTY private key"},
    {"AGE-SECRET-KEY-", "an age secret key"},
    {"openssh-key-v1", "an OpenSSH private key"},
};

bool begins(ByteView bytes, std::initializer_list<std::uint8_t> start) {
    return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

// The outermost shape is enough: nothing else that we carry has it.
std::optional<std::string> der_shape(ByteView bytes) {
    crypto::DerReader outer(bytes);
    crypto::DerReader inner(outer.take(sequence));
    if (outer.is_failed()) return std::nullopt;
    if (inner.is_next(sequence)) {
        // EncryptedPrivateKeyInfo (RFC 5958): PKCS #5 or PKCS #12 encryption, then octets.
        crypto::DerReader algorithm(inner.take(sequence));
        const ByteView name = algorithm.take(oid);
        const bool is_password = begins(name, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05}) ||
                                 begins(name, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c});
        if (is_password && inner.is_next(octets)) return "an encrypted private key";
        return std::nullopt;
    }
    const ByteView version = inner.take(integer);
    if (inner.is_failed()) return std::nullopt;
    if (inner.is_next(octets)) return "an elliptic curve private key";
    if (inner.is_next(integer)) {
        std::size_t numbers = 1;
        while (inner.is_next(integer)) {
            inner.take(integer);
            ++numbers;
        }
        if (numbers >= 6) return "an RSA or DSA private key";
        return std::nullopt;
    }
    if (!inner.is_next(sequence)) return std::nullopt;
    crypto::DerReader second(inner.take(sequence));
    if (!second.is_next(oid)) return std::nullopt;
    if (inner.is_next(octets)) return "a private key (PKCS #8)";
    if (version.size() == 1 && version[0] == 3 && begins(second.take(oid), {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}))
        return "a PKCS #12 file";
    return std::nullopt;
}

bool is_base64(std::uint8_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '-' || c == '_';
}

// Lenient on purpose: either alphabet, padding or none; a last odd character is dropped.
base::Bytes loose_base64(std::string_view text) {
    std::string plain;
    for (const char c : text) plain += c == '-' ? '+' : c == '_' ? '/' : c;
    if (plain.size() % 4 == 1) plain.pop_back();
    while (plain.size() % 4 != 0) plain += '=';
    base::Bytes out;
    if (base::from_base64(plain, out)) return out;
    // The strict reader refuses stray last bits: leave them out.
    plain.resize(plain.size() / 4 * 4 - 4);
    out.clear();
    if (!base::from_base64(plain, out)) out.clear();
    return out;
}

std::optional<std::string> look(ByteView bytes, std::size_t depth);

// Runs of encoded bytes, with line ends inside them left out.
std::optional<std::string> look_into_runs(ByteView bytes, std::size_t depth) {
    std::string run;
    const auto judge = [&run, depth]() -> std::optional<std::string> {
        std::optional<std::string> found;
        if (run.size() >= run_min) {
            base::Bytes decoded;
            if (base::from_hex(run, decoded)) found = look(decoded, depth + 1);
            if (!found) found = look(loose_base64(run), depth + 1);
        }
        run.clear();
        return found;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (is_base64(bytes[i])) {
            run += static_cast<char>(bytes[i]);
        } else if (bytes[i] != '\n' && bytes[i] != '\r') {
            if (auto found = judge()) return found;
        }
    }
    return judge();
}

std::optional<std::string> look(ByteView bytes, std::size_t depth) {
    for (const Mark& mark : marks)
        if (base::as_text(bytes).find(mark.text) != std::string_view::npos) return std::string(mark.meaning);
    if (auto found = der_shape(bytes)) return found;
    if (depth >= depth_max) return std::nullopt;
    if (const auto json = base::parse_json(base::as_text(bytes)); json && json->is_object() && json->find("kty") != nullptr)
        if (json->find("d") != nullptr || json->find("k") != nullptr) return "a JSON Web Key with its secret";
    return look_into_runs(bytes, depth);
}

}  // namespace

std::optional<std::string> secret_in(ByteView bytes) { return look(bytes, 0); }

std::optional<std::string> secret_in(const Json& value) {
    if (const auto* text = value.as_text()) return secret_in(base::as_bytes(*text));
    if (const auto* list = value.as_array())
        for (const Json& item : *list)
            if (auto found = secret_in(item)) return found;
    if (const auto* object = value.as_object())
        for (const auto& [name, item] : *object)
            if (auto found = secret_in(item)) return found;
    return std::nullopt;
}

}  // namespace provisioning

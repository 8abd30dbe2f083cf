// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/note.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/base/reader.h"

#include <algorithm>
#include <array>

namespace audit {
namespace {

constexpr std::string_view dash = "\xe2\x80\x94 ";  // U+2014 SP

base::Failure invalid(std::string why) { return {base::Fault::checkpoint_invalid, std::move(why)}; }

bool is_key_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f' && c != '+'; });
}

// UTF-8 as RFC 3629 has it (no overlong forms, no surrogates), and no control
// characters but the line feed.
bool is_note_text(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U; };
    for (std::size_t i = 0; i < text.size();) {
        const std::uint32_t lead = at(i);
        if (lead < 0x80) {
            if (lead < 0x20 && lead != '\n') return false;
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((at(i + k) & 0xc0U) != 0x80) return false;
        const std::uint32_t second = at(i + 1);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second > 0x8f))
            return false;
        i += length;
    }
    return true;
}

base::Result<NoteSignature> parse_line(std::string_view line) {
    if (!line.starts_with(dash)) return invalid("signature line does not begin with a dash");
    line.remove_prefix(dash.size());
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos) return invalid("signature line without a name");
    NoteSignature signature;
    signature.name = line.substr(0, space);
    if (signature.name.find('+') != std::string::npos) return invalid("key name contains '+'");
    base::Bytes bytes;
    if (!base::from_base64(line.substr(space + 1), bytes) || bytes.size() < 5) return invalid("signature is not base64");
    base::Reader reader(bytes);
    signature.key_id = reader.take_u32();
    signature.signature = base::to_bytes(reader.take(reader.left()));
    return signature;
}

std::string cosigned_message(std::string_view text, std::uint64_t time_s) {
    return "cosignature/v1\ntime " + std::to_string(time_s) + "\n" + std::string(text);
}

base::Result<VerifiedSignature> verify_line(std::string_view text, const NoteSignature& line, const NoteKey& key) {
    const base::Failure wrong = invalid("signature of " + key.name + " is wrong");
    VerifiedSignature verified{key.name, key.type, std::nullopt};
    switch (key.type) {
        case NoteKeyType::ed25519:
            if (!verify_ed25519(key.public_key, base::as_bytes(text), line.signature)) return wrong;
            return verified;
        case NoteKeyType::ecdsa:
            if (!crypto::verify_signature(key.public_key, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                          crypto::sha256(base::as_bytes(text)), line.signature))
                return wrong;
            return verified;
        case NoteKeyType::cosignature: {
            base::Reader reader(line.signature);
            const std::uint64_t time_s = reader.take_u64();
            const base::ByteView signature = reader.take(ed25519_signature_size);
            if (!reader.is_finished() || time_s >> 63U != 0) return wrong;
            const std::string message = cosigned_message(text, time_s);
            if (!verify_ed25519(key.public_key, base::as_bytes(message), signature)) return wrong;
            verified.time_s = time_s;
            return verified;
        }
    }
    return wrong;
}

}  // namespace

std::uint32_t NoteKey::id() const {
    base::Bytes message;
    if (type != NoteKeyType::ecdsa) {
        base::append(message, name + "\n");
        message.push_back(static_cast<std::uint8_t>(type));
    }
    base::append(message, public_key);
    const base::Digest hash = crypto::sha256(message);
    return base::Reader(hash).take_u32();
}

std::string vkey_text(const NoteKey& key) {
    CHECK(is_key_name(key.name));
    base::Bytes id;
    base::append_number(id, key.id(), 4);
    base::Bytes material{static_cast<std::uint8_t>(key.type)};
    base::append(material, key.public_key);
    return key.name + "+" + base::to_hex(id) + "+" + base::to_base64(material);
}

base::Result<NoteKey> parse_vkey(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return invalid("not a verifier key");
    NoteKey key;
    key.name = text.substr(0, first);
    base::Bytes id;
    base::Bytes material;
    if (!is_key_name(key.name) || !base::from_hex(text.substr(first + 1, second - first - 1), id) || id.size() != 4 ||
        !base::from_base64(text.substr(second + 1), material) || material.size() < 2)
        return invalid("not a verifier key");
    key.type = static_cast<NoteKeyType>(material.front());
    key.public_key.assign(material.begin() + 1, material.end());
    switch (key.type) {
        case NoteKeyType::ed25519:
        case NoteKeyType::cosignature:
            if (key.public_key.size() != ed25519_key_size) return invalid("verifier key has the wrong length");
            break;
        case NoteKeyType::ecdsa:
            if (!crypto::evp_public_key(key.public_key)) return invalid("verifier key is not a public key");
            break;
        default: return invalid("verifier key of an unknown type");
    }
    if (base::Reader(id).take_u32() != key.id()) return invalid("verifier key does not fit its id");
    if (vkey_text(key) != text) return invalid("verifier key in another spelling");
    return key;
}

base::Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > note_size_max) return invalid("note too large");
    if (!is_note_text(bytes)) return invalid("note is not text");
    const std::size_t blank = bytes.rfind("\n\n");
    if (blank == std::string_view::npos || !bytes.ends_with('\n')) return invalid("note without signatures");
    Note note;
    note.text = bytes.substr(0, blank + 1);
    std::string_view lines = bytes.substr(blank + 2);
    while (!lines.empty()) {
        if (note.signatures.size() == note_signatures_max) return invalid("too many signatures");
        const std::size_t end = lines.find('\n');
        note.signatures.push_back(TRY(parse_line(lines.substr(0, end))));
        lines.remove_prefix(end + 1);
    }
    if (note.signatures.empty()) return invalid("note without signatures");
    return note;
}

std::string note_text(const Note& note) {
    std::string out = note.text + "\n";
    for (const NoteSignature& line : note.signatures) {
        base::Bytes bytes;
        base::append_number(bytes, line.key_id, 4);
        base::append(bytes, line.signature);
        out += std::string(dash) + line.name + " " + base::to_base64(bytes) + "\n";
    }
    return out;
}

base::Status sign_note(Note& note, std::string_view name, ports::SigningKey& key) {
    CHECK(is_key_name(name) && is_note_text(note.text) && note.text.ends_with('\n'));
    if (key.algorithm() != ports::KeyAlgorithm::ecdsa_p256) return base::Fault::key_algorithm_unsupported;
    const base::Digest digest = crypto::sha256(base::as_bytes(note.text));
    base::Bytes signature = TRY(key.sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest));
    const NoteKey public_half{std::string(name), NoteKeyType::ecdsa, key.public_key()};
    note.signatures.push_back({public_half.name, public_half.id(), std::move(signature)});
    return {};
}

base::Status sign_note(Note& note, std::string_view name, const Ed25519Key& key) {
    CHECK(is_key_name(name) && is_note_text(note.text) && note.text.ends_with('\n'));
    base::Bytes signature = TRY(key.sign(base::as_bytes(note.text)));
    const NoteKey public_half{std::string(name), NoteKeyType::ed25519, key.public_key()};
    note.signatures.push_back({public_half.name, public_half.id(), std::move(signature)});
    return {};
}

base::Status cosign_note(Note& note, std::string_view name, const Ed25519Key& key, std::uint64_t time_s) {
    CHECK(is_key_name(name) && is_note_text(note.text) && note.text.ends_with('\n') && time_s >> 63U == 0);
    base::Bytes stamped;
    base::append_number(stamped, time_s, 8);
    base::append(stamped, TRY(key.sign(base::as_bytes(cosigned_message(note.text, time_s)))));
    const NoteKey public_half{std::string(name), NoteKeyType::cosignature, key.public_key()};
    note.signatures.push_back({public_half.name, public_half.id(), std::move(stamped)});
    return {};
}

base::Result<std::vector<VerifiedSignature>> verify_note(const Note& note, const std::vector<NoteKey>& keys) {
    std::vector<VerifiedSignature> verified;
    for (const NoteSignature& line : note.signatures)
        for (const NoteKey& key : keys)
            if (line.name == key.name && line.key_id == key.id())
                verified.push_back(TRY(verify_line(note.text, line, key)));
    if (verified.empty()) return invalid("no signature by a known key");
    return verified;
}

}  // namespace audit

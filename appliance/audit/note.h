// SPDX-License-Identifier: Apache-2.0
// C2SP signed-note: a text, a blank line, and signature lines
//
//   U+2014 SP name SP base64(32-bit key id || signature) LF
//
// with the signature types we use: Ed25519 (0x01), ECDSA over SHA-256 (0x02, the
// TPM's) and the time-stamped Ed25519 cosignature/v1 (0x04, C2SP tlog-cosignature).
#pragma once

#include "appliance/audit/ed25519.h"
#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

enum class NoteKeyType : std::uint8_t { ed25519 = 0x01, ecdsa = 0x02, cosignature = 0x04 };

// A public key that notes are checked with.
struct NoteKey {
    std::string name;            // no spaces, no '+'
    NoteKeyType type = NoteKeyType::ecdsa;
    base::Bytes public_key;      // ecdsa: DER SubjectPublicKeyInfo; else 32 bytes
    // SHA-256(SPKI)[:4] for ecdsa, SHA-256(name LF type key)[:4] else.
    std::uint32_t id() const;
};

// name+hexid+base64(type || key). Fault checkpoint_invalid for a text that is not a
// key, has another id than its key, or a type we do not know.
std::string vkey_text(const NoteKey& key);
base::Result<NoteKey> parse_vkey(std::string_view text);

struct NoteSignature {
    std::string name;
    std::uint32_t key_id = 0;
    base::Bytes signature;       // without the key id
    bool operator==(const NoteSignature&) const = default;
};

struct Note {
    std::string text;            // ends in LF
    std::vector<NoteSignature> signatures;
};

inline constexpr std::size_t note_size_max = 1U << 20U;
inline constexpr std::size_t note_signatures_max = 64;

// Fault checkpoint_invalid. Also refuses control characters and broken UTF-8.
base::Result<Note> parse_note(std::string_view bytes);
std::string note_text(const Note& note);

// --- signing: each appends one line.
base::Status sign_note(Note& note, std::string_view name, ports::SigningKey& key);
base::Status sign_note(Note& note, std::string_view name, const Ed25519Key& key);
// `time_s`: seconds since 1970, what the cosigner's clock says.
base::Status cosign_note(Note& note, std::string_view name, const Ed25519Key& key, std::uint64_t time_s);

// --- verifying
struct VerifiedSignature {
    std::string name;
    NoteKeyType type = NoteKeyType::ecdsa;
    std::optional<std::uint64_t> time_s;   // cosignatures only
};
// Checks every line made by one of `keys`; unknown lines are ignored, as the
// standard demands. Faults: checkpoint_invalid when a known key's line is wrong or
// when no line is by a known key.
base::Result<std::vector<VerifiedSignature>> verify_note(const Note& note, const std::vector<NoteKey>& keys);

}  // namespace audit

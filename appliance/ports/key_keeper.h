// SPDX-License-Identifier: Apache-2.0
// Hardware that holds the keys of documents, by name: it makes them, takes them in, lets
// them go if they were made to, and ends them. What it says of a key was read back from
// the hardware, and is what the hardware enforces.
#pragma once

#include "appliance/ports/private_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ports {

// Whose signatures let a key go, and how many of them: 1..3 of at most 5, all different.
// Part of the key from its birth; nobody can change it later.
struct Quorum {
    std::uint8_t needed = 0;
    std::vector<base::Bytes> custodians;  // DER SubjectPublicKeyInfo, P-256
    bool operator==(const Quorum&) const = default;
};

struct KeyFacts {
    std::string name;              // [a-z0-9-]{1,40}
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256;
    base::Bytes public_key;        // DER SubjectPublicKeyInfo
    bool is_born_here = false;     // sensitiveDataOrigin, and made by this device: for a key that is_fixed
                                   // the hardware's word, for one that may go this device's record
    bool is_fixed = false;         // fixedTPM and fixedParent: it can never be anywhere else
    bool is_destroyed = false;     // its counter has moved on: the hardware refuses the key, or, if it
                                   // may go, the hardware refuses to open what is kept of it
    std::optional<Quorum> quorum;  // absent: no policy lets it go
};

// A public key that a duplicate is made for: another device's storage root key.
struct KeyDestination {
    base::Bytes storage_key_area;  // TPMT_PUBLIC; empty: no TPM, the key comes out in the clear, for a file
};

// What a custodian signs (ECDSA P-256): SHA-256(nonceTPM || expiration || cpHashA || policyRef),
// TPM2_PolicySigned, TPM 2.0 part 3, 23.3. It fits this key, this destination and this
// moment, so it cannot be used twice.
struct ReleaseRequest {
    base::Digest digest{};
    base::Digest command{};  // cpHashA: which key goes where; the same for every custodian
    base::Bytes nonce;       // the session's; changes with every request
    base::Bytes key_area;    // TPMT_PUBLIC of the key
    base::Bytes authority;   // Name of the authority that the key's policy is made with
};

// What signing a release would let happen, computed from the key's and the destination's
// own public areas: whoever shows it shows the truth.
struct ReleaseTerms {
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256;
    base::Bytes public_key;  // DER SubjectPublicKeyInfo
    base::Digest command{}, digest{};  // as in ReleaseRequest
};

// What TPM2_Duplicate gives; readable by the destination's TPM alone.
struct Duplicate {
    std::string name;
    base::Bytes public_area;  // TPMT_PUBLIC
    base::Bytes duplicate;    // TPM2B_PRIVATE's content
    base::Bytes seed;         // TPM2B_ENCRYPTED_SECRET's content
    std::optional<Quorum> quorum;
};

// What the approval in force still allows, as the hardware will compare it: all keys of the
// device share it.
struct Allowance {
    std::uint64_t uses = 0;    // signatures until the budget is spent
    std::int64_t ms_left = 0;  // until the lease ends, by the hardware's clock
};

struct KeyKeeper {
    virtual ~KeyKeeper() = default;

    // Fault lease_expired: no approval is in force (over, ended by the platform, or none came).
    virtual base::Result<Allowance> allowance() = 0;

    virtual base::Result<std::vector<KeyFacts>> keys() = 0;  // sorted by name
    // The key that the device was born with: it has no name here, and the empty one means it.
    virtual base::Result<KeyFacts> birth_key() = 0;

    // Durable on return; an interruption leaves either the whole key or nothing.
    // Faults: output_exists (the name is taken, also by a key that was destroyed),
    // usage_invalid (name, quorum), key_algorithm_unsupported, disk_*, tpm_*.
    virtual base::Result<KeyFacts> create(const std::string& name, KeyAlgorithm algorithm, const std::optional<Quorum>& quorum) = 0;
    // The key crosses the bus wrapped to the storage root key. It can never be `is_fixed`.
    virtual base::Result<KeyFacts> import(const std::string& name, const PrivateKey& key) = 0;
    // A duplicate that was made for this TPM. It keeps its quorum, and signs here under this
    // device's own approvals. Faults: key_file_tampered (changed, or made for another TPM),
    // key_file_mismatch (of another authority, or its quorum is not what it says).
    virtual base::Result<KeyFacts> accept(const std::string& name, const Duplicate& duplicate) = 0;
    // Which key it is, DER, read from the duplicate alone. Faults: message_invalid,
    // key_algorithm_unsupported.
    virtual base::Result<base::Bytes> public_key_of(const Duplicate& duplicate) const = 0;

    // No copy of the key, on whatever disk, works in this TPM from now on. Its record stays.
    // Does nothing for a key that is destroyed already. Faults: key_missing, tpm_*.
    virtual base::Status destroy(const std::string& name) = 0;

    // Puts the key behind the KeyGuard until another is put there or the device ends.
    // The empty name means the key the device was born with. Faults: key_missing (also destroyed).
    virtual base::Status guard(const std::string& name) = 0;

    // The hardware's word about a key: TPM2_Certify by the attestation key.
    struct Certified {
        base::Bytes public_area, attested, signature;
        // What its policy is made of besides the authority and the quorum.
        base::Bytes storage_key_name;
        std::uint32_t counter = 0;  // 0: none of its own
        std::uint64_t counter_value = 0;
    };
    virtual base::Result<Certified> certify(const std::string& name, base::ByteView binding) = 0;

    // ---- Letting a key go. One release at a time; ends after `release_max_ms` ------------
    static constexpr std::int64_t release_max_ms = 600'000;
    // Faults: key_missing, export_refused (no policy lets this key go).
    virtual base::Result<ReleaseRequest> begin_release(const std::string& name, const KeyDestination& destination) = 0;
    // A custodian's signature over `digest`, DER, for the custodian at `index` of the quorum.
    // Faults: export_refused (forged, repeated, of another request or nobody's).
    virtual base::Status approve_release(std::size_t index, base::ByteView signature) = 0;
    virtual std::size_t approvals() const = 0;
    // The TPM itself counts. Faults: export_refused (too few), tpm_*.
    virtual base::Result<Duplicate> finish_duplicate() = 0;
    // In the clear, having crossed the bus encrypted; for a file.
    virtual base::Result<PrivateKey> finish_export() = 0;
    virtual void abandon_release() = 0;

    // Where others send duplicates to.
    virtual const base::Bytes& storage_key_area() const = 0;
};

}  // namespace ports

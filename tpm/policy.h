// SPDX-License-Identifier: Apache-2.0
// Policy digests computed as the TPM computes them (TPM 2.0 part 3, 23), so that
// objects can be made, and approvals signed, without a trial session.
#pragma once

#include "appliance/base/bytes.h"
#include "tpm/approval.h"

#include <cstdint>
#include <span>

namespace tpm {

// Where TPMS_TIME_INFO keeps what TPM2_PolicyCounterTimer compares (part 2, 10.11.6).
inline constexpr std::uint16_t offset_of_clock = 8;
inline constexpr std::uint16_t offset_of_reset_count = 16;

class Policy {
public:
    Policy& registers(const PlatformState& state);
    Policy& counter_timer(base::ByteView operand, std::uint16_t offset, std::uint16_t operation);
    Policy& index(base::ByteView index_name, base::ByteView operand, std::uint16_t operation);
    Policy& command(std::uint32_t code);
    // Forgets what was before: that is what the key has to approve.
    Policy& authorize(base::ByteView key_name, base::ByteView reference);
    Policy& secret(base::ByteView entity_name);
    // TPM2_PolicySigned by this key, with an empty reference.
    Policy& signed_by(base::ByteView key_name);
    // TPM2_PolicyOR of 2..8 digests; forgets what was before, as authorize() does.
    Policy& any_of(std::span<const base::Digest> branches);

    const base::Digest& digest() const { return m_digest; }

private:
    void extend(std::uint32_t command_code, base::ByteView arguments);
    base::Digest m_digest{};
};

// What ties an approval to its kind, and a signing approval to its device.
base::Digest platform_reference();
base::Digest signing_reference(base::ByteView storage_key_name);
// Of the permit to use keys that more than one device may hold.
base::Digest fleet_reference();

// What the authority's permit is about: "whatever this device's signing approval allows".
base::Digest device_permit_policy(base::ByteView authority_name, base::ByteView storage_key_name);

// "Booted as the authority approves": tls, log, parcel and attestation keys,
// counters' write side, the hierarchies' sealed secrets.
base::Digest platform_policy(base::ByteView authority_name);
// The document signing key.
base::Digest signing_policy(base::ByteView authority_name, base::ByteView storage_key_name);
// A vault epoch's key: the platform policy, and the epoch counter equals `epoch`.
base::Digest epoch_policy(base::ByteView authority_name, std::uint64_t epoch);

// Eight bytes, most significant first, as a counter index holds them.
base::Bytes counter_operand(std::uint64_t value);

}  // namespace tpm

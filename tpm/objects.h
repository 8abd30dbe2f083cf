// SPDX-License-Identifier: Apache-2.0
// Everything of ours that lives in the TPM: one row per object. `device/objects.json`
// is this table with the Names filled in, so that other people's tools
// (tpm2_readpublic -c HANDLE, tpm2_nvread INDEX) can check it.
//
// Nothing here is subject to the dictionary-attack lockout (noDA): a power cut at a
// bad moment must never lock a kiosk out of itself. The person's code is guarded by
// the PIN index, which counts for itself.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/json.h"

#include <tss2/tss2_tpm2_types.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tpm {

// storage      TCG's storage root key: parent of the rest, salt of all sessions
// attestation  restricted signing key in the endorsement hierarchy
// signing      documents; approval and the person's code
// tls, log     signing keys for the booted device
// parcel       ECDH key for the booted device
enum class KeyId { storage, attestation, signing, tls, log, parcel };
enum class IndexId { serial, anchor, epoch, approval_epoch, pin };

struct KeyRow {
    KeyId id;
    std::string_view name;
    std::uint32_t handle;        // persistent
    std::uint32_t attributes;    // TPMA_OBJECT
};

struct IndexRow {
    IndexId id;
    std::string_view name;
    std::uint32_t handle;
    std::uint32_t attributes;    // TPMA_NV, before the first write
};

std::span<const KeyRow> key_rows();
std::span<const IndexRow> index_rows();
const KeyRow& row_of(KeyId id);
const IndexRow& row_of(IndexId id);

// The public area of an index, written or not. `policy` is the counters' write policy
// (see policy.h); the PIN index has a policy of its own and ignores it.
TPMS_NV_PUBLIC index_area(IndexId id, const base::Digest& policy, bool is_written);
// The same of a counter at any other handle: each named key has one (tpm/keeper).
TPMS_NV_PUBLIC counter_area(std::uint32_t handle, const base::Digest& policy, bool is_written);
// Its Name once written, which is the Name that policies mean.
base::Bytes index_name(IndexId id, const base::Digest& policy);

struct KeyName {
    KeyId id;
    base::Bytes tpm_name;
};
base::Json objects_json(const std::vector<KeyName>& keys, const base::Digest& counter_policy);

}  // namespace tpm

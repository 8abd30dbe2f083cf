// SPDX-License-Identifier: Apache-2.0
#include "tpm/objects.h"

#include "appliance/base/check.h"
#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/policy.h"

#include <array>

namespace tpm {
namespace {

constexpr std::uint32_t born_here = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                    TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_NODA;

// userWithAuth is clear wherever use needs a policy: an empty password opens nothing.
constexpr auto keys = std::to_array<KeyRow>({
    {KeyId::storage, "storage", 0x81000001,
     born_here | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT},
    {KeyId::attestation, "attestation", 0x81008001, born_here | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN_ENCRYPT},
    {KeyId::signing, "signing", 0x81008002, born_here | TPMA_OBJECT_SIGN_ENCRYPT},
    {KeyId::tls, "tls", 0x81008003, born_here | TPMA_OBJECT_SIGN_ENCRYPT},
    {KeyId::log, "log", 0x81008004, born_here | TPMA_OBJECT_SIGN_ENCRYPT},
    {KeyId::parcel, "parcel", 0x81008005, born_here | TPMA_OBJECT_DECRYPT},
});

// Anyone may read a counter (empty auth); only the approved platform may move it.
constexpr std::uint32_t counter =
    (TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT) | TPMA_NV_AUTHREAD | TPMA_NV_POLICYWRITE | TPMA_NV_NO_DA;
constexpr std::uint32_t pin_fail =
    (TPM2_NT_PIN_FAIL << TPMA_NV_TPM2_NT_SHIFT) | TPMA_NV_AUTHREAD | TPMA_NV_POLICYREAD | TPMA_NV_OWNERWRITE |
    TPMA_NV_NO_DA;

constexpr auto indices = std::to_array<IndexRow>({
    {IndexId::serial, "serial", 0x01810001, counter},
    {IndexId::anchor, "anchor", 0x01810002, counter},
    {IndexId::epoch, "epoch", 0x01810003, counter},
    {IndexId::approval_epoch, "approval_epoch", 0x01810004, counter},
    {IndexId::pin, "pin", 0x01810005, pin_fail},
});

std::string hex32(std::uint32_t number) {
    base::Bytes bytes;
    base::append_number(bytes, number, 4);
    return "0x" + base::to_hex(bytes);
}

}  // namespace

std::span<const KeyRow> key_rows() { return keys; }
std::span<const IndexRow> index_rows() { return indices; }

const KeyRow& row_of(KeyId id) {
    const KeyRow& row = keys[static_cast<std::size_t>(id)];
    CHECK(row.id == id);
    return row;
}

const IndexRow& row_of(IndexId id) {
    const IndexRow& row = indices[static_cast<std::size_t>(id)];
    CHECK(row.id == id);
    return row;
}

TPMS_NV_PUBLIC index_area(IndexId id, const base::Digest& policy, bool is_written) {
    const IndexRow& row = row_of(id);
    TPMS_NV_PUBLIC area{};
    area.nvIndex = row.handle;
    area.nameAlg = TPM2_ALG_SHA256;
    area.attributes = row.attributes | (is_written ? TPMA_NV_WRITTEN : 0U);
    area.dataSize = 8;
    // Whoever can speak to the TPM may ask how many tries are left, and nothing else.
    fill(area.authPolicy, id == IndexId::pin ? Policy().command(TPM2_CC_NV_Read).digest() : policy);
    return area;
}

TPMS_NV_PUBLIC counter_area(std::uint32_t handle, const base::Digest& policy, bool is_written) {
    TPMS_NV_PUBLIC area = index_area(IndexId::serial, policy, is_written);
    area.nvIndex = handle;
    return area;
}

base::Bytes index_name(IndexId id, const base::Digest& policy) { return name_of(index_area(id, policy, true)); }

base::Json objects_json(const std::vector<KeyName>& names, const base::Digest& counter_policy) {
    base::Json::Array listed_keys;
    for (const KeyName& key : names) {
        const KeyRow& row = row_of(key.id);
        base::Json entry;
        entry.set("name", row.name);
        entry.set("handle", hex32(row.handle));
        entry.set("attributes", hex32(row.attributes));
        entry.set("tpm_name", base::to_hex(key.tpm_name));
        listed_keys.push_back(std::move(entry));
    }
    base::Json::Array listed_indices;
    for (const IndexRow& row : indices) {
        base::Json entry;
        entry.set("name", row.name);
        entry.set("handle", hex32(row.handle));
        entry.set("attributes", hex32(row.attributes | TPMA_NV_WRITTEN));
        entry.set("tpm_name", base::to_hex(index_name(row.id, counter_policy)));
        listed_indices.push_back(std::move(entry));
    }
    base::Json out;
    out.set("keys", std::move(listed_keys));
    out.set("indices", std::move(listed_indices));
    return out;
}

}  // namespace tpm

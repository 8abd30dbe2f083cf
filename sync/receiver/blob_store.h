// SPDX-License-Identifier: Apache-2.0
// Where the ciphertexts lie, named by device and SHA-256. The embedded one is a folder;
// a fleet puts an object store behind the same port. Bytes that were acknowledged are
// durable, and no call ever shortens what is there, with two exceptions: an upload whose
// finished bytes do not hash to its name is worthless and starts anew, and one that stays
// unfinished is given up (below). Its sender still has it, and begins again.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <optional>

namespace receiver {

// Unfinished uploads of one device: one more gives up the one that was left longest. A
// courier has one at a time; what a broken or stolen device can fill stays 512 MiB.
inline constexpr std::size_t unfinished_max = 8;
// Given up after so long without a byte.
inline constexpr std::int64_t unfinished_ms = 7 * 86'400'000LL;

struct UploadState {
    std::uint64_t offset = 0;  // bytes that are here
    std::uint64_t length = 0;  // bytes of the whole
    bool is_whole() const { return offset == length; }
};

struct BlobStore {
    virtual ~BlobStore() = default;

    // nullopt: never heard of it.
    virtual base::Result<std::optional<UploadState>> state(const base::DeviceId& id, const base::Digest& name) = 0;
    // Begins an upload, or finds the one that is there.
    // Faults: server_conflict (begun with another length), disk_*.
    virtual base::Result<UploadState> begin(const base::DeviceId& id, const base::Digest& name, std::uint64_t length) = 0;
    // Faults: disk_not_found (no such upload), server_conflict (not at `offset`, or past
    // the end), cipher_tampered (finished, and not what its name says: starts anew), disk_*.
    virtual base::Result<UploadState> append(const base::DeviceId& id, const base::Digest& name, std::uint64_t offset,
                                             base::ByteView bytes) = 0;
    // Fault disk_not_found unless it is whole.
    virtual base::Result<base::Bytes> read(const base::DeviceId& id, const base::Digest& name) = 0;
    // Gives up what nobody has sent a byte of for unfinished_ms.
    virtual base::Status expire(std::int64_t now_ms) = 0;
    // A blob of our own, at once. Its name is its digest.
    virtual base::Status put(const base::DeviceId& id, const base::Digest& name, base::ByteView bytes) = 0;
};

}  // namespace receiver

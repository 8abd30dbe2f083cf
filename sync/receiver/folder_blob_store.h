// SPDX-License-Identifier: Apache-2.0
//   blobs/DEVICE/SHA256            a whole one
//   incoming/DEVICE/SHA256.LENGTH  an upload; its offset is its size
#pragma once

#include "sync/receiver/blob_store.h"

#include <array>
#include <mutex>
#include <string>

namespace receiver {

class FolderBlobStore final : public BlobStore {
public:
    // `root` must exist.
    explicit FolderBlobStore(std::string root) : m_root(std::move(root)) {}

    base::Result<std::optional<UploadState>> state(const base::DeviceId& id, const base::Digest& name) override;
    base::Result<UploadState> begin(const base::DeviceId& id, const base::Digest& name, std::uint64_t length) override;
    base::Result<UploadState> append(const base::DeviceId& id, const base::Digest& name, std::uint64_t offset,
                                     base::ByteView bytes) override;
    base::Result<base::Bytes> read(const base::DeviceId& id, const base::Digest& name) override;
    base::Status expire(std::int64_t now_ms) override;
    base::Status put(const base::DeviceId& id, const base::Digest& name, base::ByteView bytes) override;

private:
    struct Upload {
        std::string path;
        UploadState state;
    };
    std::optional<Upload> find(const base::DeviceId& id, const base::Digest& name) const;
    base::Result<UploadState> finish(const base::DeviceId& id, const base::Digest& name, const Upload& upload);
    std::string whole_path(const base::DeviceId& id, const base::Digest& name) const;
    std::string incoming_folder(const base::DeviceId& id) const;

    // One device's work waits for no other's: judging a finished upload reads all of it.
    std::mutex& turn_of(const base::DeviceId& id);

    std::string m_root;
    std::array<std::mutex, 64> m_turns;
};

}  // namespace receiver

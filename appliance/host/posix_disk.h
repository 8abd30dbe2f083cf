// SPDX-License-Identifier: Apache-2.0
// base::Disk over a folder of the operating system.
//
// Paths are strict: names separated by single slashes, no ".", "..", no leading or
// trailing slash, no symbolic links on the way. A file is replaced by writing
// ".new-NAME" beside it, fsync, rename, fsync of the folder; a power cut leaves at
// most that leftover, which list() does not show and the next write replaces.
//
// When fsync reports an error, nobody knows what the medium holds, and asking again
// would be answered with success (the kernel reports once). So the first such error is
// final: every later write or removal fails with disk_failed until the process has
// been started again and has re-read its state.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/host/descriptor.h"

#include <atomic>
#include <mutex>
#include <string>

namespace host {

class PosixDisk : public base::Disk {
public:
    // Faults: disk_not_found, disk_failed.
    static base::Result<PosixDisk> open(const std::string& root);
    // `root` is made if missing (its parent must exist): for whoever begins something
    // there. A question about a folder must not bring it about. Faults: disk_failed.
    static base::Result<PosixDisk> open_or_make(const std::string& root);

    PosixDisk(PosixDisk&& other) noexcept : m_root(std::move(other.m_root)), m_has_failed(other.m_has_failed.load()) {}

    base::Result<base::Bytes> read(std::string_view path) const override;
    bool exists(std::string_view path) const override;
    base::Result<std::vector<std::string>> list(std::string_view folder) const override;
    base::Status write_atomically(std::string_view path, base::ByteView content) override;
    base::Status remove(std::string_view path) override;
    base::Result<std::uint64_t> free_bytes() const override;

private:
    explicit PosixDisk(Descriptor root) : m_root(std::move(root)) {}
    base::Status make_durable(int descriptor, const char* what);
    base::Result<Descriptor> make_folder(std::string_view path);
    base::Status replace(const Descriptor& folder, const std::string& name, base::ByteView content);

    Descriptor m_root;
    std::mutex m_writing;  // one leftover name per file: writers take turns
    std::atomic<bool> m_has_failed = false;
};

}  // namespace host

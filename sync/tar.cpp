// SPDX-License-Identifier: Apache-2.0
#include "sync/tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace exchange {
namespace {

using base::Bytes;
using base::Result;

base::Failure invalid(struct archive* handle, const char* what) {
    const char* why = handle != nullptr ? archive_error_string(handle) : nullptr;
    return {base::Fault::parcel_invalid, std::string("tar ") + what + (why != nullptr ? std::string(": ") + why : "")};
}

struct FreeWriter { void operator()(struct archive* handle) const { archive_write_free(handle); } };
struct FreeReader { void operator()(struct archive* handle) const { archive_read_free(handle); } };
struct FreeEntry { void operator()(struct archive_entry* entry) const { archive_entry_free(entry); } };

la_ssize_t collect(struct archive*, void* out, const void* bytes, size_t size) {
    const auto* first = static_cast<const std::uint8_t*>(bytes);
    static_cast<Bytes*>(out)->insert(static_cast<Bytes*>(out)->end(), first, first + size);
    return static_cast<la_ssize_t>(size);
}

Result<Bytes> read_content(struct archive* handle, std::size_t size) {
    Bytes content(size);
    std::size_t have = 0;
    while (have < size) {
        const la_ssize_t got = archive_read_data(handle, content.data() + have, size - have);
        if (got <= 0) return invalid(handle, "content cut short");
        have += static_cast<std::size_t>(got);
    }
    return content;
}

}  // namespace

Result<Bytes> write_tar(const std::vector<TarEntry>& entries) {
    Bytes out;
    std::unique_ptr<struct archive, FreeWriter> handle(archive_write_new());
    if (!handle || archive_write_set_format_ustar(handle.get()) != ARCHIVE_OK ||
        archive_write_set_bytes_per_block(handle.get(), 512) != ARCHIVE_OK ||
        archive_write_open(handle.get(), &out, nullptr, collect, nullptr) != ARCHIVE_OK)
        return invalid(handle.get(), "writer");
    for (const TarEntry& each : entries) {
        std::unique_ptr<struct archive_entry, FreeEntry> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), each.name.c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(each.content.size()));
        if (archive_write_header(handle.get(), entry.get()) != ARCHIVE_OK) return invalid(handle.get(), "header");
        if (!each.content.empty() && archive_write_data(handle.get(), each.content.data(), each.content.size()) !=
                                         static_cast<la_ssize_t>(each.content.size()))
            return invalid(handle.get(), "content");
    }
    if (archive_write_close(handle.get()) != ARCHIVE_OK) return invalid(handle.get(), "end");
    return out;
}

Result<std::vector<TarFile>> read_tar(base::ByteView tar, TarLimits limits) {
    std::unique_ptr<struct archive, FreeReader> handle(archive_read_new());
    if (!handle || archive_read_support_format_tar(handle.get()) != ARCHIVE_OK ||
        archive_read_open_memory(handle.get(), tar.data(), tar.size()) != ARCHIVE_OK)
        return invalid(handle.get(), "reader");
    std::vector<TarFile> files;
    std::size_t left = limits.size_max;
    for (;;) {
        struct archive_entry* entry = nullptr;
        const int answer = archive_read_next_header(handle.get(), &entry);
        if (answer == ARCHIVE_EOF) return files;
        if (answer != ARCHIVE_OK) return invalid(handle.get(), "entry");
        const char* name = archive_entry_pathname(entry);
        const la_int64_t size = archive_entry_size(entry);
        if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
            return invalid(nullptr, "holds something that is no plain file");
        if (files.size() == limits.files_max || size < 0 || static_cast<std::size_t>(size) > left ||
            static_cast<std::size_t>(size) > tar.size())
            return invalid(nullptr, "too large");
        left -= static_cast<std::size_t>(size);
        TarFile file;
        file.name = name;
        file.content = TRY(read_content(handle.get(), static_cast<std::size_t>(size)));
        files.push_back(std::move(file));
    }
}

}  // namespace exchange

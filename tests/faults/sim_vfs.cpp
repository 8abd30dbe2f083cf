// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/sim_vfs.h"

#include <algorithm>
#include <cstring>

namespace faults {
namespace {

struct SimFile {
    sqlite3_file head;  // SQLite knows only this
    SimStorage* storage;
    std::size_t file;
};

SimFile& of(sqlite3_file* file) { return *reinterpret_cast<SimFile*>(file); }
SimStorage& of(sqlite3_vfs* vfs) { return *static_cast<SimStorage*>(vfs->pAppData); }

int close_file(sqlite3_file*) { return SQLITE_OK; }

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    const base::Bytes& content = of(file).storage->content(of(file).file);
    const auto wanted = static_cast<std::size_t>(size);
    const auto begin = std::min(static_cast<std::size_t>(offset), content.size());
    const std::size_t there = std::min(wanted, content.size() - begin);
    if (there != 0) std::memcpy(out, content.data() + begin, there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const base::ByteView bytes(static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size));
    return of(file).storage->write(of(file).file, static_cast<std::uint64_t>(offset), bytes) ? SQLITE_OK : SQLITE_FULL;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    of(file).storage->truncate(of(file).file, static_cast<std::uint64_t>(size));
    return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) { return of(file).storage->sync(of(file).file) ? SQLITE_OK : SQLITE_IOERR_FSYNC; }

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(of(file).storage->content(of(file).file).size());
    return SQLITE_OK;
}

int lock(sqlite3_file*, int) { return SQLITE_OK; }

int check_lock(sqlite3_file*, int* is_locked) {
    *is_locked = 0;
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return 0; }  // promises nothing

const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = lock,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    file->pMethods = nullptr;
    if (name == nullptr) return SQLITE_CANTOPEN;  // temporary files stay in memory
    SimStorage& storage = of(vfs);
    if ((flags & SQLITE_OPEN_CREATE) == 0 && !storage.exists(name)) return SQLITE_CANTOPEN;
    of(file).storage = &storage;
    of(file).file = storage.open_file(name);
    file->pMethods = &methods;
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    return of(vfs).remove_file(name, sync_folder != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* result) {
    *result = of(vfs).exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
    sqlite3_vfs* system = sqlite3_vfs_find("unix");
    return system->xRandomness(system, size, out);
}

int sleep_for(sqlite3_vfs*, int microseconds) { return microseconds; }

int current_time(sqlite3_vfs*, double* out) {
    *out = 2461000.5;  // a day in late 2026; nothing depends on it
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

std::unique_ptr<sqlite3_vfs> make_sim_vfs(SimStorage& storage, const std::string& name) {
    auto vfs = std::make_unique<sqlite3_vfs>();
    vfs->iVersion = 1;
    vfs->szOsFile = sizeof(SimFile);
    vfs->mxPathname = 512;
    vfs->zName = name.c_str();
    vfs->pAppData = &storage;
    vfs->xOpen = open_file;
    vfs->xDelete = delete_file;
    vfs->xAccess = access_file;
    vfs->xFullPathname = full_path;
    vfs->xRandomness = randomness;
    vfs->xSleep = sleep_for;
    vfs->xCurrentTime = current_time;
    vfs->xGetLastError = last_error;
    return vfs;
}

}  // namespace faults

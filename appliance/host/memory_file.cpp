// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/memory_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>

namespace host {
namespace {

base::Failure failed(const char* what) {
    return {base::Fault::program_failed, std::string(what) + " errno " + std::to_string(errno)};
}

base::Status seal(const Descriptor& file, int seals) {
    if (fcntl(file.number(), F_ADD_SEALS, seals | F_SEAL_SEAL) != 0) return failed("F_ADD_SEALS");
    return {};
}

}  // namespace

base::Result<Descriptor> sealed_copy(base::ByteView content) {
    Descriptor file(memfd_create("inkseal-input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file) return failed("memfd_create");
    for (base::ByteView rest = content; !rest.empty();) {
        const ssize_t written = write(file.number(), rest.data(), rest.size());
        if (written <= 0) {
            if (written < 0 && errno == EINTR) continue;
            return failed("memfd write");
        }
        rest = rest.subspan(static_cast<std::size_t>(written));
    }
    TRY(seal(file, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW));
    if (lseek(file.number(), 0, SEEK_SET) != 0) return failed("memfd seek");
    return file;
}

base::Result<Descriptor> shared_memory(std::size_t size) {
    Descriptor file(memfd_create("inkseal-shared", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file) return failed("memfd_create");
    if (ftruncate(file.number(), static_cast<off_t>(size)) != 0) return failed("memfd size");
    TRY(seal(file, F_SEAL_SHRINK | F_SEAL_GROW));
    return file;
}

base::Result<Mapping> Mapping::open(const Descriptor& file) {
    struct stat about {};
    if (fstat(file.number(), &about) != 0) return failed("memfd stat");
    Mapping mapping;
    if (about.st_size == 0) return mapping;
    void* start = mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ, MAP_SHARED, file.number(), 0);
    if (start == MAP_FAILED) return failed("memfd map");
    mapping.m_start = start;
    mapping.m_size = static_cast<std::size_t>(about.st_size);
    return mapping;
}

Mapping::Mapping(Mapping&& other) noexcept
    : m_start(std::exchange(other.m_start, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
    std::swap(m_start, other.m_start);
    std::swap(m_size, other.m_size);
    return *this;
}

Mapping::~Mapping() {
    if (m_start != nullptr) munmap(m_start, m_size);
}

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
// Files that exist in memory only (memfd), for handing bytes to another process.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/host/descriptor.h"

#include <cstddef>

namespace host {

// A copy of `content` that nobody, not even we, can change any more; offset 0.
// Faults: program_failed (the system is out of memory or descriptors).
base::Result<Descriptor> sealed_copy(base::ByteView content);

// Zeroed memory that both sides can write, and neither can make shorter or longer:
// a reader is never ended by SIGBUS.
base::Result<Descriptor> shared_memory(std::size_t size);

// A view of a memory file, unmapped at the end of its life.
class Mapping {
public:
    // The whole of `file`, for reading.
    static base::Result<Mapping> open(const Descriptor& file);

    Mapping() = default;
    Mapping(Mapping&& other) noexcept;
    Mapping& operator=(Mapping&& other) noexcept;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();

    base::ByteView bytes() const { return {static_cast<const std::uint8_t*>(m_start), m_size}; }

private:
    void* m_start = nullptr;
    std::size_t m_size = 0;
};

}  // namespace host

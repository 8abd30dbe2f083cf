// SPDX-License-Identifier: Apache-2.0
// Memory that is given back is overwritten first: in a program that links this file,
// every library's. What a person typed passes through strings, text layouts, JSON and
// parsers of many hands; wiping it in each of them by hand would be a promise nobody
// can check. This is one place, and a test scans the whole process afterwards.
//
// It stands in front of glibc's own allocator, which keeps its real functions under
// these names for such purposes. Not for programs under a sanitizer, which brings an
// allocator of its own (CMake leaves the file out there).
#include <cstddef>
#include <cstring>
#include <malloc.h>

extern "C" {

void* __libc_malloc(std::size_t size);
void __libc_free(void* memory);

// Every library of the process is to find these two.
[[gnu::visibility("default")]] void free(void* memory) {
    if (memory == nullptr) return;
    explicit_bzero(memory, malloc_usable_size(memory));
    __libc_free(memory);
}

// The old place is wiped, so it is never simply made longer.
[[gnu::visibility("default")]] void* realloc(void* memory, std::size_t size) {
    if (memory == nullptr) return __libc_malloc(size);
    if (size == 0) {
        free(memory);
        return nullptr;
    }
    const std::size_t before = malloc_usable_size(memory);
    // Growing within the room that is there already, or shrinking a little, moves nothing.
    if (size <= before && size >= before / 2) return memory;
    void* const moved = __libc_malloc(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, memory, before < size ? before : size);
    free(memory);
    return moved;
}

}  // extern "C"

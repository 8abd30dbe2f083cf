// SPDX-License-Identifier: Apache-2.0
// Memory that ESYS gave, and structures that held a secret.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/check.h"
#include "appliance/base/secret.h"

#include <tss2/tss2_esys.h>

#include <algorithm>
#include <memory>

namespace tpm {

struct EsysFree {
    void operator()(void* memory) const { Esys_Free(memory); }
};
template <typename T>
using EsysMemory = std::unique_ptr<T, EsysFree>;

// A structure on the stack that holds a secret while a command is built.
template <typename T>
class Wiped {
public:
    Wiped() = default;
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
    ~Wiped() { base::wipe(&m_value, sizeof m_value); }
    T* operator->() { return &m_value; }
    T* pointer() { return &m_value; }

private:
    T m_value{};
};

// The same for what ESYS allocated.
template <typename T>
struct WipeAndFree {
    void operator()(T* memory) const {
        base::wipe(memory, sizeof *memory);
        Esys_Free(memory);
    }
};
template <typename T>
using SecretEsysMemory = std::unique_ptr<T, WipeAndFree<T>>;

// Fills any TPM2B whose buffer is called `buffer`; the caller has checked the length.
template <typename Tpm2b>
void fill(Tpm2b& out, base::ByteView bytes) {
    CHECK(bytes.size() <= sizeof out.buffer);
    out.size = static_cast<UINT16>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), out.buffer);
}

template <typename Tpm2b>
base::ByteView view(const Tpm2b& in) {
    return {in.buffer, std::min<std::size_t>(in.size, sizeof in.buffer)};
}

}  // namespace tpm

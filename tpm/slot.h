// SPDX-License-Identifier: Apache-2.0
// Something that occupies one of the TPM's three object slots or three session slots
// for as long as this lives.
#pragma once

#include "tpm/context.h"

#include <utility>

namespace tpm {

class Slot {
public:
    Slot(Context& context, ESYS_TR handle) : m_context(&context), m_handle(handle), m_generation(context.generation()) {}
    Slot(Slot&& other) noexcept { swap(other); }
    Slot& operator=(Slot&& other) noexcept {
        swap(other);
        return *this;
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot();

    ESYS_TR handle() const { return m_handle; }
    // It has left its slot by itself (TPM2_ContextSave of a session).
    void let_go() { m_context = nullptr; }
    // False when the connection it was made on is gone, and it with it.
    bool is_alive() const { return m_context != nullptr && m_context->generation() == m_generation; }

private:
    void swap(Slot& other) {
        std::swap(m_context, other.m_context);
        std::swap(m_handle, other.m_handle);
        std::swap(m_generation, other.m_generation);
    }

    Context* m_context = nullptr;
    ESYS_TR m_handle = ESYS_TR_NONE;
    std::uint64_t m_generation = 0;
};

// Wipes the secret that ESYS keeps for a handle.
void forget_auth(ESYS_CONTEXT* esys, ESYS_TR handle);

// A hierarchy's or object's secret, lent to ESYS for the length of a scope.
class LentAuth {
public:
    static base::Result<LentAuth> lend(Context& context, ESYS_TR handle, base::ByteView secret);
    LentAuth(LentAuth&& other) noexcept
        : m_context(std::exchange(other.m_context, nullptr)), m_handle(other.m_handle),
          m_generation(other.m_generation) {}
    LentAuth& operator=(LentAuth&&) = delete;
    ~LentAuth();

private:
    LentAuth(Context& context, ESYS_TR handle)
        : m_context(&context), m_handle(handle), m_generation(context.generation()) {}
    Context* m_context;
    ESYS_TR m_handle;
    std::uint64_t m_generation;
};

}  // namespace tpm

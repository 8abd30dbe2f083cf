// SPDX-License-Identifier: Apache-2.0
// A list of system calls for libseccomp, written so that it reads as a list.
#pragma once

#include <cerrno>
#include <cstdint>
#include <memory>
#include <seccomp.h>

namespace host {

// Collects the rules; the first error sticks, and load() gives it. `otherwise`: what
// happens to a call that no rule names (SCMP_ACT_...).
class SyscallFilter {
public:
    explicit SyscallFilter(std::uint32_t otherwise) : m_context(seccomp_init(otherwise), &seccomp_release) {}

    void allow(int call) { add(SCMP_ACT_ALLOW, call, 0, {}); }
    void allow_if(int call, scmp_arg_cmp condition) { add(SCMP_ACT_ALLOW, call, 1, condition); }
    void refuse(int call, std::uint32_t error) { add(SCMP_ACT_ERRNO(error), call, 0, {}); }
    void refuse_if(int call, std::uint32_t error, scmp_arg_cmp condition) { add(SCMP_ACT_ERRNO(error), call, 1, condition); }
    // Puts it in force for this thread and all that it starts. 0, or an errno.
    int load() {
        if (!m_context) return ENOMEM;
        if (m_error == 0) m_error = seccomp_attr_set(m_context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        if (m_error == 0) m_error = seccomp_load(m_context.get());
        return m_error;
    }

private:
    void add(std::uint32_t action, int call, unsigned count, scmp_arg_cmp condition) {
        if (!m_context || m_error != 0) return;
        m_error = seccomp_rule_add_array(m_context.get(), action, call, count, count > 0 ? &condition : nullptr);
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> m_context;
    int m_error = 0;
};

// Conditions on an argument, counted from 0.
inline scmp_arg_cmp bits_are(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, mask, value};
}
inline scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) { return scmp_arg_cmp{argument, SCMP_CMP_EQ, value, 0}; }

}  // namespace host

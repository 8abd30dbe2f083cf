// SPDX-License-Identifier: Apache-2.0
// Owns one open file descriptor and closes it.
#pragma once

#include <unistd.h>
#include <utility>

namespace host {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            reset();
            m_number = std::exchange(other.m_number, -1);
        }
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { reset(); }

    explicit operator bool() const { return m_number >= 0; }
    int number() const { return m_number; }
    void reset() {
        if (m_number >= 0) close(m_number);
        m_number = -1;
    }

private:
    int m_number = -1;
};

}  // namespace host

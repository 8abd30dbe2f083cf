// SPDX-License-Identifier: Apache-2.0
// Secrets are move-only and wipe themselves. They never become std::string,
// never reach a log, and reading one is a visible act: reveal() is allowed only
// in the files that tests/tidy_test.cpp lists.
#pragma once

#include "appliance/base/bytes.h"

namespace base {

// Overwrites memory in a way the compiler may not remove.
void wipe(void* memory, std::size_t size);

// Overwrites what functions that have returned left on the stack: buffers that held a
// person's document while it was read. The 256 KiB below the caller.
void wipe_stack();

class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size) : m_bytes(size) {}
    // Takes a copy; wiping the source is the caller's duty.
    explicit SecretBytes(ByteView source) : m_bytes(source.begin(), source.end()) {}
    SecretBytes(SecretBytes&& other) noexcept : m_bytes(std::move(other.m_bytes)) { other.m_bytes.clear(); }
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    std::size_t size() const { return m_bytes.size(); }
    bool is_empty() const { return m_bytes.empty(); }
    SecretBytes clone() const { return SecretBytes(ByteView(m_bytes)); }

    ByteView reveal() const { return m_bytes; }
    std::span<std::uint8_t> reveal_to_fill() { return m_bytes; }

private:
    Bytes m_bytes;
};

// Digits a person types. Fixed storage, so that typing never leaves a copy in a
// freed allocation.
class Pin {
public:
    static constexpr std::size_t length_max = 12;

    Pin() = default;
    Pin(Pin&& other) noexcept;
    Pin& operator=(Pin&& other) noexcept;
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    ~Pin();

    // Ignored when full or not a decimal digit; false then.
    bool push(char digit);
    void pop();
    void clear();
    std::size_t length() const { return m_length; }

    ByteView reveal() const { return {m_digits.data(), m_length}; }

private:
    std::array<std::uint8_t, length_max> m_digits{};
    std::size_t m_length = 0;
};

}  // namespace base

// SPDX-License-Identifier: Apache-2.0
// A password while it is typed on a screen. Fixed storage, so that typing leaves no copy
// in memory that was given back.
#pragma once

#include "appliance/base/secret.h"

#include <string_view>

namespace admin {

class TypedPassword {
public:
    static constexpr std::size_t bytes_max = 256;

    // One character, UTF-8; ignored when there is no more room.
    void push(std::string_view character);
    void pop();
    void clear();
    std::uint32_t characters() const;
    base::SecretBytes copy() const;

private:
    base::SecretBytes m_bytes{bytes_max};
    std::size_t m_size = 0;
};

}  // namespace admin

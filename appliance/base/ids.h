// SPDX-License-Identifier: Apache-2.0
// Two ids get two types: a RecordId cannot be passed where an EnvelopeId is meant.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace base {

template <typename Tag>
struct Id {
    std::string text;
    Id() = default;
    explicit Id(std::string value) : text(std::move(value)) {}
    auto operator<=>(const Id&) const = default;
    bool is_empty() const { return text.empty(); }
};

using DeviceId = Id<struct DeviceTag>;      // e.g. "harbour-otter-41"
using EnvelopeId = Id<struct EnvelopeTag>;  // chosen by the platform
using DocumentId = Id<struct DocumentTag>;  // within an envelope
using RecordId = Id<struct RecordTag>;      // 32 hexadecimal digits, random, chosen by the device

}  // namespace base

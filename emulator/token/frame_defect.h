// SPDX-License-Identifier: Apache-2.0
// How a reader can break the rules of CCID. Each has the name that the bench's orders use.
#pragma once

#include "appliance/base/bytes.h"

#include <optional>
#include <string_view>
#include <vector>

namespace token {

enum class FrameDefect {
    none,
    wrong_length,             // dwLength says three bytes more than come
    huge_length,              // dwLength says 4 GiB
    wrong_sequence,           // another bSeq than the command's
    wrong_slot,               // another bSlot
    wrong_type,               // a message type that no reader sends
    truncated,                // half of the frame, and no more
    shorter_than_header,      // five bytes
    endless_time_extensions,  // "wait", for ever
    zero_length_packets,      // an empty packet before every frame
    empty_answers,            // nothing but an empty packet
    twice,                    // every frame comes two times
};

std::string_view name_of(FrameDefect defect);
std::optional<FrameDefect> defect_named(std::string_view name);

// What goes over the wire for a frame. Endless extensions are the reader's own business.
std::vector<base::Bytes> transfers_of(base::Bytes frame, FrameDefect defect);

}  // namespace token

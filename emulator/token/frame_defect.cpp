// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/frame_defect.h"

#include <algorithm>
#include <array>

namespace token {
namespace {

using base::Bytes;

struct NamedDefect {
    FrameDefect defect;
    std::string_view name;
};
constexpr std::array<NamedDefect, 12> defects{{
    {FrameDefect::none, "none"},
    {FrameDefect::wrong_length, "wrong_length"},
    {FrameDefect::huge_length, "huge_length"},
    {FrameDefect::wrong_sequence, "wrong_sequence"},
    {FrameDefect::wrong_slot, "wrong_slot"},
    {FrameDefect::wrong_type, "wrong_type"},
    {FrameDefect::truncated, "truncated"},
    {FrameDefect::shorter_than_header, "shorter_than_header"},
    {FrameDefect::endless_time_extensions, "endless_time_extensions"},
    {FrameDefect::zero_length_packets, "zero_length_packets"},
    {FrameDefect::empty_answers, "empty_answers"},
    {FrameDefect::twice, "twice"},
}};

}  // namespace

std::string_view name_of(FrameDefect defect) {
    for (const NamedDefect& named : defects)
        if (named.defect == defect) return named.name;
    return "";
}

std::optional<FrameDefect> defect_named(std::string_view name) {
    for (const NamedDefect& named : defects)
        if (named.name == name) return named.defect;
    return std::nullopt;
}

std::vector<Bytes> transfers_of(Bytes frame, FrameDefect defect) {
    switch (defect) {
        case FrameDefect::none:
        case FrameDefect::endless_time_extensions: return {std::move(frame)};
        case FrameDefect::wrong_length: frame[1] = static_cast<std::uint8_t>(frame[1] + 3); return {std::move(frame)};
        case FrameDefect::huge_length: std::fill_n(frame.begin() + 1, 4, std::uint8_t{0xff}); return {std::move(frame)};
        case FrameDefect::wrong_sequence: frame[6] = static_cast<std::uint8_t>(frame[6] + 1); return {std::move(frame)};
        case FrameDefect::wrong_slot: frame[5] = static_cast<std::uint8_t>(frame[5] + 1); return {std::move(frame)};
        case FrameDefect::wrong_type: frame[0] = 0x0F; return {std::move(frame)};
        case FrameDefect::truncated: frame.resize(frame.size() / 2); return {std::move(frame)};
        case FrameDefect::shorter_than_header: frame.resize(5); return {std::move(frame)};
        case FrameDefect::zero_length_packets: return {Bytes(), std::move(frame)};
        case FrameDefect::empty_answers: return {Bytes()};
        case FrameDefect::twice: return {frame, frame};
    }
    return {};
}

}  // namespace token

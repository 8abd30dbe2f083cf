// SPDX-License-Identifier: Apache-2.0
// What the kiosk and inkseal-render say to each other. Descriptors of the program:
//   0  the PDF, a sealed memory file
//   3  SOCK_SEQPACKET: one RenderRequest in, one RenderReply out, strictly in turn
//   4  shared memory of `render_memory_bytes`, where the answer's content is left
// Both ends are from one build on one machine, so the structures travel as they are.
// The program unmasks itself as hostile whenever it likes: the kiosk checks every
// number of a reply against what it asked for.
#pragma once

#include <cstddef>
#include <cstdint>

namespace host {

inline constexpr std::size_t render_memory_bytes = 64U << 20U;
inline constexpr std::uint32_t render_width_max = 8192;  // pixels
inline constexpr std::uint32_t render_height_max = 65536;

enum class RenderCommand : std::uint32_t {
    count_pages = 1,
    render_page = 2,  // content: height rows of width * 4 bytes, R G B A, opaque
    list_text = 3,    // content: text boxes, see below
};

struct RenderRequest {
    RenderCommand command = RenderCommand::count_pages;
    std::uint32_t page = 0;   // from 0
    std::uint32_t width = 0;  // pixels, for render_page
};

enum class RenderStatus : std::uint32_t {
    done = 0,
    document_unreadable = 1,
    page_unrenderable = 2,  // no such page, an impossible size, or out of memory
};

struct RenderReply {
    RenderStatus status = RenderStatus::done;
    std::uint32_t width = 0;        // render_page
    std::uint32_t height = 0;       // render_page
    std::uint32_t page_count = 0;   // count_pages
    std::uint64_t content_bytes = 0;
};

// Text boxes, big-endian, in reading order: a count (4 bytes), then for each box left,
// top, right, bottom in hundredths of a point from the page's upper left corner as it
// is shown (4 bytes each), the text's size (4) and the text (UTF-8).
inline constexpr std::uint32_t text_boxes_max = 200'000;

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
// Turns a page of a PDF into pixels, somewhere a hostile page can do no harm.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ports {

struct PageImage {
    std::uint32_t width = 0;    // pixels
    std::uint32_t height = 0;
    base::Bytes pixels;         // width * height * 4, rows top to bottom, R G B A, opaque
};

struct PageRenderer {
    virtual ~PageRenderer() = default;
    // `page` counts from 0; the page is scaled to `width` pixels.
    // Faults: page_unrenderable, document_time_limit, sandbox_unavailable, program_missing.
    virtual base::Result<PageImage> render(base::ByteView pdf, std::uint32_t page, std::uint32_t width) = 0;

    // Lets go of everything it knows of a document: the person has left.
    virtual void forget() = 0;
};

}  // namespace ports

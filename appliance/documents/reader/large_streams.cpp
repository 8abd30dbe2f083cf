// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_graph.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"
#include "appliance/documents/reader/stream_data.h"

namespace documents {
namespace {

constexpr std::size_t stream_size_max = 128U << 20U;
// Looking costs time; beyond this the renderer's own limits protect the rest.
constexpr std::size_t looked_at_max = 384U << 20U;
constexpr std::int64_t pixels_max = 400'000'000;

bool is_image(Handle stream) { return name_value(member(stream, "/Subtype")) == "Image"; }

}  // namespace

void find_large_streams(const QuarantineInput& input, Findings& findings) {
    std::size_t looked_at = 0;
    bool is_found = false;
    const auto find = [&](Ref ref, const char* detail) {
        if (!is_found) findings.push_back({FindingKind::stream_too_large, Severity::refuse, -1, ref, detail});
        is_found = true;
    };
    walk_objects(input.pdf, [&](Handle object, Ref holder) {
        if (is_found || looked_at > looked_at_max || !object.isStream()) return;
        if (is_image(object)) {
            const std::int64_t width = integer_value(member(object, "/Width")).value_or(0);
            const std::int64_t height = integer_value(member(object, "/Height")).value_or(0);
            if (width < 0 || height < 0 || width > pixels_max || height > pixels_max || width * height > pixels_max)
                find(holder, "an image of too many pixels");
            return;
        }
        const StreamData data = decode_stream(object, stream_size_max, Keep::size_only);
        looked_at += data.size;
        if (data.is_over_limit) find(holder, "decodes to more than 128 MiB");
    });
}

}  // namespace documents

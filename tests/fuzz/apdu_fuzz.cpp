// SPDX-License-Identifier: Apache-2.0
// What tokens and readers say, one structure at a time.
#include "tests/fuzz/input.h"
#include "usb/card.h"
#include "usb/ccid_descriptor.h"
#include "usb/ccid_frame.h"
#include "usb/tlv.h"

namespace {

// Every element lies inside its parent, in order, without overlap; as deep as a card would go.
void walk(base::ByteView bytes, int depth) {
    usb::TlvReader reader(bytes);
    std::size_t used = 0;
    while (!reader.is_at_end() && !reader.is_failed()) {
        const auto element = reader.take_any();
        if (reader.is_failed()) break;
        used += element.content.size() + 2;
        CHECK(used <= bytes.size());
        base::Bytes again;
        usb::append_tlv_head(again, element.tag, std::min<std::size_t>(element.content.size(), 0xffff));
        usb::TlvReader head(again);
        (void)head.take_any();
        CHECK(element.content.empty() || head.is_failed());
        CHECK(!usb::find_tlv(bytes, element.tag) || usb::find_tlv(bytes, element.tag)->size() <= bytes.size());
        if (depth < 8) walk(element.content, depth + 1);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::ByteView input(data + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            walk(input.first(std::min<std::size_t>(input.size(), 4096)), 0);
            break;
        case 1:
            if (const auto response = usb::parse_response(input)) CHECK(response->data.size() + 2 == input.size());
            break;
        case 2:
            if (const auto answer = usb::decode_answer(input)) CHECK(answer->data.size() + usb::ccid_header_size == input.size());
            break;
        case 3:
            if (const auto descriptor = usb::parse_ccid_descriptor(input)) CHECK(descriptor->message_size_max >= 271);
            break;
        default:
            (void)usb::promises_extended(input);
            break;
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The input is a token. Its first byte chooses how it speaks: every byte as it comes, or
// pieces that become well-formed frames around whatever it wants to say, which gets deeper.
#include "appliance/base/clock.h"
#include "appliance/base/reader.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/token_story.h"
#include "usb/ccid_reader.h"

#include <algorithm>

namespace {

struct StepClock final : base::Clock {
    std::int64_t wall_ms() const override { return now; }
    std::int64_t boot_ms() const override { return now; }
    std::int64_t now = 0;
};

base::Bytes class_descriptor(std::uint8_t level, std::uint8_t message) {
    base::Bytes out(54, 0);
    out[0] = 54;
    out[1] = 0x21;
    out[40] = 0xfe;
    out[42] = level;
    out[44] = message;
    out[45] = 0x02;
    return out;
}

// What is asked is looked at for its number only: the rest is the input's.
class InputPipe final : public usb::Pipe {
public:
    InputPipe(base::ByteView input, bool is_framed, StepClock& clock) : m_input(input), m_is_framed(is_framed), m_clock(clock) {}

    base::Status send(base::ByteView bytes, std::int64_t) override {
        CHECK(bytes.size() >= usb::ccid_header_size);
        m_asked_type = bytes[0];
        m_sequence = bytes[6];
        return {};
    }

    base::Result<base::Bytes> receive(std::size_t size_max, std::int64_t timeout_ms) override {
        CHECK(timeout_ms > 0 && size_max > 0);
        m_clock.now += 7;
        if (m_input.left() == 0) return base::Fault::token_removed;
        const std::size_t wanted = m_input.take_u16();
        const base::ByteView piece = m_input.take(std::min(wanted, m_input.left()));
        base::Bytes out = m_is_framed ? frame_around(piece) : base::to_bytes(piece);
        if (out.size() > size_max) return base::Fault::token_failed;
        return out;
    }

    bool is_there() override { return m_input.left() != 0; }

private:
    base::Bytes frame_around(base::ByteView piece) const {
        const std::uint8_t type = m_asked_type == 0x63 ? 0x81 : 0x80;
        const std::size_t size = type == 0x81 ? 0 : piece.size();
        base::Bytes out{type, static_cast<std::uint8_t>(size & 0xffU), static_cast<std::uint8_t>(size >> 8U), 0, 0, 0, m_sequence, 0, 0, 0};
        if (size != 0) base::append(out, piece);
        return out;
    }

    base::Reader m_input;
    bool m_is_framed;
    StepClock& m_clock;
    std::uint8_t m_asked_type = 0, m_sequence = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    StepClock clock;
    auto pipe = std::make_unique<InputPipe>(base::ByteView(data + 2, size - 2), (data[0] & 1U) != 0, clock);
    const std::uint8_t level = (data[0] & 2U) != 0 ? 0x02 : 0x04;
    auto reader = usb::CcidReader::open(std::move(pipe), class_descriptor(level, data[1]), clock);
    if (reader) fuzz::play_token_story(std::move(*reader));
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A reader whose every transfer a test writes down. Waiting costs no time: it moves the clock.
#pragma once

#include "tests/faults/manual_clock.h"
#include "usb/pipe.h"

#include <deque>
#include <functional>

namespace usb_test {

// What the far end does; outlives the pipe.
struct Script {
    faults::ManualClock clock;
    std::vector<base::Bytes> sent;
    std::deque<base::Bytes> answers;  // transfers to come; when none is left, time passes
    bool is_there = true;
    // Called with each frame that is sent, to put answers there.
    std::function<void(Script&, const base::Bytes&)> react;
};

class ScriptedPipe final : public usb::Pipe {
public:
    explicit ScriptedPipe(Script& script) : m_script(script) {}

    base::Status send(base::ByteView bytes, std::int64_t) override {
        if (!m_script.is_there) return base::Fault::token_removed;
        m_script.sent.push_back(base::to_bytes(bytes));
        if (m_script.react) m_script.react(m_script, m_script.sent.back());
        return {};
    }

    base::Result<base::Bytes> receive(std::size_t size_max, std::int64_t timeout_ms) override {
        if (!m_script.is_there) return base::Fault::token_removed;
        if (m_script.answers.empty()) {
            m_script.clock.boot += timeout_ms;
            return base::Failure{base::Fault::token_failed, "timeout"};
        }
        base::Bytes next = std::move(m_script.answers.front());
        m_script.answers.pop_front();
        m_script.clock.boot += 1;
        if (next.size() > size_max) return base::Failure{base::Fault::token_failed, "overflow"};
        return next;
    }

    bool is_there() override { return m_script.is_there; }

private:
    Script& m_script;
};

// A frame from the reader, with the length that its data has.
inline base::Bytes frame(std::uint8_t type, std::uint8_t sequence, std::uint8_t status, std::uint8_t error, std::uint8_t chain, const base::Bytes& data,
                         std::uint8_t slot = 0) {
    const auto size = static_cast<std::uint32_t>(data.size());
    base::Bytes out{type, static_cast<std::uint8_t>(size & 0xffU), static_cast<std::uint8_t>(size >> 8U & 0xffU), 0, 0, slot, sequence, status, error, chain};
    base::append(out, data);
    return out;
}

// As rev. 1.1, 5.1 has it: 54 bytes, with these features and this dwMaxCCIDMessageLength.
inline base::Bytes class_descriptor(std::uint32_t features = 0x000400fe, std::uint32_t message_max = 3072) {
    base::Bytes out(54, 0);
    out[0] = 54;
    out[1] = 0x21;
    for (std::size_t i = 0; i < 4; ++i) {
        out[40 + i] = static_cast<std::uint8_t>(features >> (8 * i) & 0xffU);
        out[44 + i] = static_cast<std::uint8_t>(message_max >> (8 * i) & 0xffU);
    }
    return out;
}

}  // namespace usb_test

// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/usb/token_bench.h"

#include "tests/unit/usb/scripted_pipe.h"

#include <poll.h>

namespace usb_test {
namespace {

class ReaderPipe final : public usb::Pipe {
public:
    ReaderPipe(token::CcidDevice& reader, QuickClock& clock) : m_reader(reader), m_clock(clock) {}

    base::Status send(base::ByteView bytes, std::int64_t) override {
        if (!is_there()) return base::Fault::token_removed;
        m_reader.receive(bytes);
        return {};
    }

    base::Result<base::Bytes> receive(std::size_t size_max, std::int64_t timeout_ms) override {
        const std::int64_t deadline = m_clock.boot_ms() + timeout_ms;
        while (is_there()) {
            if (auto transfer = m_reader.collect()) {
                if (transfer->size() > size_max) return base::Failure{base::Fault::token_failed, "overflow"};
                return std::move(*transfer);
            }
            if (!is_there()) break;
            if (m_clock.boot_ms() >= deadline) return base::Failure{base::Fault::token_failed, "timeout"};
            wait_a_little(timeout_ms);
        }
        return base::Fault::token_removed;
    }

    bool is_there() override { return !m_reader.is_pulled(); }

private:
    // For a command that runs; a reader that will never say anything costs no time.
    void wait_a_little(std::int64_t timeout_ms) {
        const int wait = m_reader.wait_ms();
        if (wait < 0) m_clock.skipped_ms += timeout_ms;
        pollfd ended{m_reader.descriptor(), POLLIN, 0};
        if (wait > 0) poll(&ended, 1, wait);
    }

    token::CcidDevice& m_reader;
    QuickClock& m_clock;
};

}  // namespace

void TokenBench::plug() {
    m_reader.reset();
    m_card = std::make_unique<token::VirtualToken>(token::PivApplet::open(m_disk, "token.json", m_birth).value());
    m_reader = std::make_unique<token::CcidDevice>(*m_card, m_message_max);
}

base::Result<std::unique_ptr<usb::Wire>> TokenBench::wire() {
    auto reader = TRY(usb::CcidReader::open(std::make_unique<ReaderPipe>(*m_reader, clock), class_descriptor(0x000400fe, m_message_max), clock));
    return std::unique_ptr<usb::Wire>(std::move(reader));
}

base::Result<std::shared_ptr<usb::PivToken>> TokenBench::open() { return usb::PivToken::open(TRY(wire())); }

base::SecretBytes TokenBench::management_key() const {
    base::SecretBytes key(m_birth.management == token::Cipher::aes_128 ? 16 : m_birth.management == token::Cipher::aes_256 ? 32 : 24);
    std::uint8_t next = 1;
    for (std::uint8_t& byte : key.reveal_to_fill()) {
        byte = next;
        next = next == 8 ? 1 : static_cast<std::uint8_t>(next + 1);
    }
    return key;
}

base::Pin pin(const char* digits) {
    base::Pin out;
    for (; *digits != 0; ++digits) out.push(*digits);
    return out;
}

}  // namespace usb_test

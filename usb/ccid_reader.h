// SPDX-License-Identifier: Apache-2.0
// A reader with a card in it, spoken to in frames (USB CCID rev. 1.1). Slot 0 only: tokens
// have no other. Anything that is not exactly as the standard says ends the conversation:
// frames that come late would otherwise be taken for the answer to another question.
#pragma once

#include "appliance/base/clock.h"
#include "usb/ccid_descriptor.h"
#include "usb/ccid_frame.h"
#include "usb/pipe.h"
#include "usb/wire.h"

#include <functional>
#include <memory>

namespace usb {

// Waits, each with its reason.
inline constexpr std::int64_t frame_wait_ms = 5'000;     // a reader asks for more time long before that
inline constexpr std::int64_t power_wait_ms = 10'000;    // resets of slow cards included
inline constexpr unsigned more_time_max = 4'096;         // in one exchange: a reader that asks without pause is broken
inline constexpr unsigned empty_packets_max = 8;         // ends of transfers that nobody has read yet

class CcidReader final : public Wire {
public:
    // Called whenever the card asks for more time: generating a key may take minutes.
    using Waiting = std::function<void()>;

    // Powers the card. Faults: token_absent (an empty reader), token_removed, token_failed
    // (also: a reader that does not speak APDUs, rev. 1.1, 5.1 dwFeatures).
    static base::Result<std::unique_ptr<CcidReader>> open(std::unique_ptr<Pipe> pipe, base::ByteView class_descriptor, base::Clock& clock,
                                                          Waiting waiting = {});

    base::Result<base::Bytes> exchange(base::ByteView command, std::int64_t patience_ms) override;
    base::Status reset() override;
    const base::Bytes& answer_to_reset() const override { return m_answer_to_reset; }
    bool takes_extended() const override { return m_descriptor.level == ExchangeLevel::extended_apdu; }
    bool is_there() override { return m_pipe->is_there(); }

    CcidReader(std::unique_ptr<Pipe> pipe, const CcidDescriptor& descriptor, base::Clock& clock, Waiting waiting)
        : m_pipe(std::move(pipe)), m_descriptor(descriptor), m_clock(clock), m_waiting(std::move(waiting)) {}

private:
    base::Status power_on();
    base::Status send_command(base::ByteView command, std::int64_t deadline_ms);
    base::Result<base::Bytes> collect(CcidAnswer first, std::int64_t deadline_ms);
    // One frame out and its answer, past every request for more time. A failure of the card
    // comes back as an answer only for power_on.
    base::Result<CcidAnswer> ask(CcidCommand command, std::int64_t deadline_ms);
    base::Result<CcidAnswer> wait_for(std::uint8_t sequence, CcidAnswerType type, std::int64_t deadline_ms);
    base::Result<base::Bytes> receive_frame(std::int64_t deadline_ms);
    base::Result<std::int64_t> time_left(std::int64_t deadline_ms) const;
    base::Failure give_up(base::Failure failure);

    std::unique_ptr<Pipe> m_pipe;
    CcidDescriptor m_descriptor;
    base::Clock& m_clock;
    Waiting m_waiting;
    base::Bytes m_answer_to_reset;
    CcidAnswer m_last;               // to the piece of a command that was sent last
    std::uint8_t m_sequence = 0;
    bool m_is_given_up = false;
};

}  // namespace usb

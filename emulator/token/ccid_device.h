// SPDX-License-Identifier: Apache-2.0
// A card reader as its USB endpoints see it (CCID 1.1): transfers in, transfers out. One
// slot, the card always in it, T=1, APDUs short and extended, automatic everything.
//
// A command runs beside the caller in a thread of its own; while it does, the reader asks
// the host for more time. All calls come from one thread.
#pragma once

#include "emulator/token/ccid_frame.h"
#include "emulator/token/frame_defect.h"
#include "emulator/token/virtual_token.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace token {

// When a token that is to be pulled goes: before it begins that command's work, or when
// the work is done and durable but not answered.
enum class PullMoment { before_work, before_answer };

class CcidDevice {
public:
    using Clock = std::chrono::steady_clock;

    // `message_max`: dwMaxCCIDMessageLength, 11 to 65,546 bytes. The card outlives the reader.
    CcidDevice(VirtualToken& card, std::size_t message_max);
    // Waits for a command that runs; it can write nothing any more.
    ~CcidDevice();
    CcidDevice(const CcidDevice&) = delete;
    CcidDevice& operator=(const CcidDevice&) = delete;

    // One transfer on the bulk-out endpoint; a frame may come in several.
    void receive(base::ByteView transfer);
    // The next transfer for the bulk-in endpoint, if there is one now.
    std::optional<base::Bytes> collect();
    // A class request of section 5.3.1, which goes before PC_to_RDR_Abort.
    void request_abort(std::uint8_t slot, std::uint8_t sequence) { m_abort_request = {{slot, sequence}}; }
    // Another host program begins: what the last one left is gone. The card keeps its power.
    void forget_host();

    // Readable when a command has ended and collect() should be asked.
    int descriptor() const { return m_ended; }
    // Until collect() should be asked in any case; -1: no need.
    int wait_ms() const;

    // ---- Orders of the bench ---------------------------------------------------------------
    void spoil(FrameDefect how) { m_defect = how; }
    // Nothing is answered until then; `max()` for ever, `min()` to go on.
    void stall_until(Clock::time_point time) { m_stalled_until = time; }
    // Each command takes that much longer from now on.
    void slow_down(std::chrono::milliseconds by) { m_slowness = by; }
    // The card leaves the slot, or comes back into it; the reader stays where it is.
    void take_card_out();
    void put_card_in();
    // The n-th command to the card from now on (1: the next) is its last.
    void pull_at(std::uint64_t nth_command, PullMoment moment);
    bool is_pulled() const { return m_is_pulled; }
    std::uint64_t commands_received() const { return m_commands; }

private:
    using Abort = std::array<std::uint8_t, 2>;  // slot, sequence

    void handle(const CcidMessage& message);
    void take_power();
    void transfer_block(const CcidMessage& message);
    void run(const CcidMessage& message);
    void finish_run();
    void answer_block(const CcidMessage& to);
    void reply(const CcidMessage& to, base::ByteView data, std::uint8_t last = 0);
    void refuse(const CcidMessage& to, CcidError error);
    void send(CcidMessage message, CommandState state, std::uint8_t error);

    VirtualToken& m_card;
    std::size_t m_message_max;
    CardState m_card_state = CardState::inactive;
    base::Bytes m_incoming;            // of a frame, so far
    base::Bytes m_command, m_answer;   // of an APDU in several blocks
    bool m_is_command_open = false;
    std::optional<Abort> m_abort_request;
    std::deque<base::Bytes> m_outgoing;

    std::optional<CcidMessage> m_running;   // the block that completed the command
    bool m_is_orphaned = false;             // by the host that sent it
    Clock::time_point m_extension_due;
    std::thread m_worker;
    std::mutex m_result_mutex;
    std::optional<base::Bytes> m_result;
    bool m_is_over = false;                 // nobody waits for the slowness any more
    std::condition_variable m_over;
    int m_ended = -1;                       // eventfd

    FrameDefect m_defect = FrameDefect::none;
    Clock::time_point m_stalled_until = Clock::time_point::min();
    std::chrono::milliseconds m_slowness{0};
    std::uint64_t m_commands = 0;
    std::uint64_t m_pull_at = 0;            // of m_commands; 0: never
    PullMoment m_pull_moment = PullMoment::before_work;
    bool m_is_pulled = false;
};

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
#include "usb/ccid_reader.h"

#include <algorithm>

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t response_size_max = 65536 + 2;
constexpr std::uint8_t error_card_mute = 0xfe;

Failure card_failure(const CcidAnswer& answer) {
    const std::string detail = "the reader says error " + base::to_hex(ByteView(&answer.error, 1));
    if (answer.card == CardPresence::absent) return {Fault::token_removed, detail};
    return {Fault::token_failed, detail};
}

}  // namespace

Result<std::unique_ptr<CcidReader>> CcidReader::open(std::unique_ptr<Pipe> pipe, ByteView class_descriptor, base::Clock& clock, Waiting waiting) {
    const CcidDescriptor descriptor = TRY(parse_ccid_descriptor(class_descriptor));
    if (descriptor.level == ExchangeLevel::characters || descriptor.level == ExchangeLevel::tpdu)
        return Failure{Fault::token_failed, "a reader that leaves the card's protocol to us"};
    auto reader = std::make_unique<CcidReader>(std::move(pipe), descriptor, clock, std::move(waiting));
    TRY(reader->power_on());
    return reader;
}

Status CcidReader::power_on() {
    const std::int64_t deadline = m_clock.boot_ms() + power_wait_ms;
    const std::uint8_t first = m_descriptor.chooses_voltage ? 0 : 1;  // else 5 V, 3 V, 1.8 V
    const std::uint8_t last = m_descriptor.chooses_voltage ? 0 : 3;
    CcidAnswer answer;
    for (std::uint8_t power = first; power <= last; ++power) {
        answer = TRY(ask({.type = CcidCommandType::power_on, .power = power, .data = {}}, deadline));
        if (answer.outcome == CcidOutcome::done) {
            if (answer.chain != CcidChain::whole || answer.data.empty() || answer.card != CardPresence::active)
                return give_up({Fault::token_failed, "powered, and yet not active"});
            m_answer_to_reset = std::move(answer.data);
            return {};
        }
        if (answer.card == CardPresence::absent) return Failure{Fault::token_absent, "the reader is empty"};
    }
    Failure failure = card_failure(answer);
    if (answer.error == error_card_mute) failure.detail = "the card does not answer";
    return give_up(std::move(failure));
}

Status CcidReader::reset() {
    const CcidAnswer off = TRY(ask({.type = CcidCommandType::power_off, .data = {}}, m_clock.boot_ms() + power_wait_ms));
    if (off.outcome == CcidOutcome::failed) return give_up(card_failure(off));
    return power_on();
}

Result<Bytes> CcidReader::exchange(ByteView command, std::int64_t patience_ms) {
    const std::int64_t deadline = m_clock.boot_ms() + patience_ms;
    TRY(send_command(command, deadline));
    return collect(std::move(m_last), deadline);
}

// In pieces when one frame cannot hold it (wLevelParameter, 6.1.4). Leaves the answer to the last in m_last.
Status CcidReader::send_command(ByteView command, std::int64_t deadline_ms) {
    const std::size_t piece_max = m_descriptor.message_size_max - ccid_header_size;
    if (command.size() > piece_max && !takes_extended()) return Failure{Fault::token_failed, "an APDU longer than the reader takes"};
    bool is_first = true;
    do {
        const ByteView piece = command.first(std::min(piece_max, command.size()));
        command = command.subspan(piece.size());
        CcidChain chain = command.empty() ? CcidChain::ends : CcidChain::goes_on;
        if (is_first) chain = command.empty() ? CcidChain::whole : CcidChain::begins;
        is_first = false;
        m_last = TRY(ask({.type = CcidCommandType::transfer_block, .chain = chain, .data = piece}, deadline_ms));
        const bool wants_more = m_last.chain == CcidChain::send_more;
        if (wants_more != !command.empty() || (wants_more && !m_last.data.empty()))
            return give_up({Fault::token_failed, "an answer before the command was whole, or none after it"});
    } while (!command.empty());
    return {};
}

Result<Bytes> CcidReader::collect(CcidAnswer answer, std::int64_t deadline_ms) {
    Bytes response = std::move(answer.data);
    if (answer.chain == CcidChain::whole) return response;
    CcidChain expected = CcidChain::begins;
    for (;;) {
        const bool is_last = answer.chain == CcidChain::ends && expected != CcidChain::begins;
        if (!is_last && answer.chain != expected) return give_up({Fault::token_failed, "pieces out of order"});
        if (is_last) return response;
        if (response.size() > response_size_max) return give_up({Fault::token_failed, "an answer without end"});
        expected = CcidChain::goes_on;
        answer = TRY(ask({.type = CcidCommandType::transfer_block, .chain = CcidChain::send_more, .data = {}}, deadline_ms));
        if (answer.data.empty()) return give_up({Fault::token_failed, "an empty piece"});
        base::append(response, answer.data);
    }
}

Result<CcidAnswer> CcidReader::ask(CcidCommand command, std::int64_t deadline_ms) {
    if (m_is_given_up) return Failure{m_pipe->is_there() ? Fault::token_failed : Fault::token_removed, "the conversation has ended"};
    command.sequence = m_sequence++;
    {
        const base::SecretBytes frame = encode(command);
        const std::int64_t wait = TRY(time_left(deadline_ms));
        if (auto sent = m_pipe->send(frame.reveal(), wait); !sent) return give_up(sent.failure());
    }
    const bool is_power_off = command.type == CcidCommandType::power_off;
    auto answer = wait_for(command.sequence, is_power_off ? CcidAnswerType::slot_status : CcidAnswerType::data_block, deadline_ms);
    if (!answer) return give_up(answer.failure());
    if (command.type == CcidCommandType::transfer_block) {
        if (answer->outcome == CcidOutcome::failed) return give_up(card_failure(*answer));
        if (answer->card != CardPresence::active) return give_up(card_failure(*answer));
    }
    return answer;
}

Result<CcidAnswer> CcidReader::wait_for(std::uint8_t sequence, CcidAnswerType type, std::int64_t deadline_ms) {
    for (unsigned asked = 0; asked < more_time_max; ++asked) {
        const Bytes frame = TRY(receive_frame(deadline_ms));
        CcidAnswer answer = TRY(decode_answer(frame));
        if (answer.sequence != sequence || answer.slot != 0) return Failure{Fault::token_failed, "an answer to another question"};
        // What failed may be said in either kind of frame (6.1.1, 6.2.6).
        if (answer.type != type && answer.outcome != CcidOutcome::failed) return Failure{Fault::token_failed, "an answer of another kind"};
        if (answer.outcome != CcidOutcome::more_time) return answer;
        if (m_waiting) m_waiting();
    }
    return Failure{Fault::token_failed, "asked for more time without end"};
}

// A frame may come in several transfers, and end with a packet of zero length that is read with the next one.
Result<Bytes> CcidReader::receive_frame(std::int64_t deadline_ms) {
    Bytes frame;
    std::size_t wanted = m_descriptor.message_size_max;
    for (unsigned empty = 0; empty <= empty_packets_max;) {
        const std::int64_t wait = TRY(time_left(deadline_ms));
        const Bytes part = TRY(m_pipe->receive(wanted, wait));
        if (part.empty()) {
            ++empty;
            continue;
        }
        base::append(frame, part);
        const std::size_t size = TRY(frame_size(frame, m_descriptor.message_size_max));
        if (frame.size() > size) return Failure{Fault::token_failed, "bytes after a frame"};
        if (frame.size() == size) return frame;
        wanted = size - frame.size();
    }
    return Failure{Fault::token_failed, "packets without content"};
}

Result<std::int64_t> CcidReader::time_left(std::int64_t deadline_ms) const {
    const std::int64_t left = deadline_ms - m_clock.boot_ms();
    if (left <= 0) return Failure{Fault::token_failed, "no answer in time"};
    return std::min(left, frame_wait_ms);
}

Failure CcidReader::give_up(Failure failure) {
    m_is_given_up = true;
    if (!m_pipe->is_there()) failure.fault = Fault::token_removed;
    return failure;
}

}  // namespace usb

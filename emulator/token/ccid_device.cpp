// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/ccid_device.h"

#include "appliance/base/check.h"

#include <algorithm>
#include <sys/eventfd.h>
#include <unistd.h>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

constexpr auto extension_step = std::chrono::milliseconds(200);
constexpr std::uint8_t extension_factor = 1;  // of the waiting time the host allows

// ISO/IEC 7816-3: T=1, seven historical bytes "Inkseal", the exclusive or at the end.
Bytes answer_to_reset() {
    Bytes atr{0x3B, 0x87, 0x01};
    base::append(atr, base::as_bytes("Inkseal"));
    std::uint8_t check = 0;
    for (std::size_t i = 1; i < atr.size(); ++i) check = static_cast<std::uint8_t>(check ^ atr[i]);
    atr.push_back(check);
    return atr;
}

// Section 6.2.3: T=1 with its usual values, 254 bytes a block.
const Bytes t1_parameters{0x11, 0x10, 0x00, 0x4D, 0x00, 0xFE, 0x00};

// wLevelParameter and bChainParameter (6.1.4, 6.2.1).
constexpr std::uint8_t whole = 0x00, begins = 0x01, ends = 0x02, goes_on = 0x03, more_please = 0x10;

}  // namespace

CcidDevice::CcidDevice(VirtualToken& card, std::size_t message_max) : m_card(card), m_message_max(message_max) {
    m_ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    CHECK(m_ended >= 0 && message_max > ccid_header_size);
}

CcidDevice::~CcidDevice() {
    m_card.cut_power();
    {
        const std::lock_guard lock(m_result_mutex);
        m_is_over = true;
    }
    m_over.notify_all();
    if (m_worker.joinable()) m_worker.join();
    close(m_ended);
}

void CcidDevice::forget_host() {
    m_incoming.clear();
    m_outgoing.clear();
    m_abort_request.reset();
    m_is_orphaned = m_running.has_value();
}

void CcidDevice::receive(ByteView transfer) {
    if (m_is_pulled) return;
    base::append(m_incoming, transfer);
    if (m_incoming.empty()) return;  // an empty packet ends a transfer whose frame was already whole
    if (m_incoming.size() < ccid_header_size) {
        m_incoming.clear();  // nothing can be answered to that
        return;
    }
    const std::size_t size = length_in(m_incoming);
    const std::size_t whole_size = ccid_header_size + size;
    const bool is_over = transfer.size() % 64 != 0;  // a short packet ends a transfer
    if (m_incoming.size() < whole_size && !is_over && whole_size <= m_message_max) return;
    const CcidMessage message = message_of(m_incoming);
    const bool is_sound = m_incoming.size() == whole_size && whole_size <= m_message_max;
    m_incoming.clear();
    if (!is_known(message.type)) refuse(message, CcidError::command_not_supported);
    else if (!is_sound) refuse(message, CcidError::bad_length);
    else if (message.slot != 0) refuse(message, CcidError::bad_slot);
    else if (m_running) refuse(message, CcidError::slot_busy);
    else handle(message);
}

void CcidDevice::handle(const CcidMessage& message) {
    switch (static_cast<CcidCommand>(message.type)) {
        case CcidCommand::icc_power_on:
            if (message.specific[0] > 3) return refuse(message, CcidError::bad_field);
            if (m_card_state == CardState::absent) return refuse(message, CcidError::card_mute);
            m_card.power_off();
            m_card_state = CardState::active;
            m_is_command_open = false;
            m_answer.clear();
            return reply(message, answer_to_reset());
        case CcidCommand::icc_power_off:
            if (m_card_state == CardState::active) take_power();
            return reply(message, {}, /*last, the clock stands=*/1);
        case CcidCommand::get_slot_status: return reply(message, {}, m_card_state == CardState::active ? 0 : 1);
        case CcidCommand::icc_clock: return reply(message, {});
        case CcidCommand::get_parameters:
        case CcidCommand::reset_parameters: return reply(message, t1_parameters, /*last, T=*/1);
        case CcidCommand::set_parameters:
            if (message.specific[0] != 1) return refuse(message, CcidError::bad_field);
            return reply(message, t1_parameters, /*last, T=*/1);
        case CcidCommand::xfr_block: return transfer_block(message);
        case CcidCommand::abort: {
            const auto wanted = std::exchange(m_abort_request, {});
            if (wanted != Abort{message.slot, message.sequence}) return refuse(message, CcidError::command_not_supported);
            m_is_command_open = false;
            m_answer.clear();
            return reply(message, {});
        }
        default: return refuse(message, CcidError::command_not_supported);
    }
}

void CcidDevice::take_power() {
    m_card.power_off();
    m_card_state = CardState::inactive;
    m_is_command_open = false;
    m_answer.clear();
}

void CcidDevice::take_card_out() {
    if (!m_running) take_power();
    m_card_state = CardState::absent;
}

void CcidDevice::put_card_in() {
    if (m_card_state == CardState::absent) m_card_state = CardState::inactive;
}

void CcidDevice::transfer_block(const CcidMessage& message) {
    if (m_card_state != CardState::active) return refuse(message, CcidError::card_mute);
    const std::uint8_t level = message.specific[1];
    if (message.specific[2] != 0) return refuse(message, CcidError::bad_level);
    if (level == more_please) {
        if (m_answer.empty() || !message.data.empty()) return refuse(message, CcidError::bad_level);
        return answer_block(message);
    }
    if (level != whole && level != begins && level != ends && level != goes_on) return refuse(message, CcidError::bad_level);
    const bool is_middle = level == ends || level == goes_on;
    if (is_middle != m_is_command_open) {
        m_is_command_open = false;
        return refuse(message, CcidError::bad_level);
    }
    m_answer.clear();
    if (!is_middle) m_command.clear();
    base::append(m_command, message.data);
    m_is_command_open = level == begins || level == goes_on;
    if (m_command.size() > 65544) {
        m_is_command_open = false;
        return refuse(message, CcidError::bad_length);
    }
    if (m_is_command_open) return reply(message, {}, more_please);
    run(message);
}

void CcidDevice::run(const CcidMessage& message) {
    ++m_commands;
    if (m_pull_at == m_commands && m_pull_moment == PullMoment::before_work) {
        m_is_pulled = true;
        return;
    }
    m_running = message;
    m_extension_due = Clock::now() + extension_step;
    if (m_worker.joinable()) m_worker.join();
    m_worker = std::thread([this, command = std::move(m_command), slowness = m_slowness] {
        {
            std::unique_lock lock(m_result_mutex);
            m_over.wait_for(lock, slowness, [this] { return m_is_over; });
        }
        Bytes result = m_card.process(command);
        {
            const std::lock_guard lock(m_result_mutex);
            m_result = std::move(result);
        }
        (void)eventfd_write(m_ended, 1);
    });
    m_command.clear();
}

void CcidDevice::finish_run() {
    std::optional<Bytes> result;
    {
        const std::lock_guard lock(m_result_mutex);
        result = std::exchange(m_result, {});
    }
    if (!result) return;
    m_worker.join();
    const CcidMessage message = *std::exchange(m_running, {});
    if (m_pull_at == m_commands) {
        m_is_pulled = true;
        return;
    }
    if (std::exchange(m_is_orphaned, false)) return;
    m_answer = std::move(*result);
    answer_block(message);
}

void CcidDevice::answer_block(const CcidMessage& to) {
    const std::size_t room = m_message_max - ccid_header_size;
    const bool is_first = to.specific[1] != more_please, is_last = m_answer.size() <= room;
    const auto size = static_cast<std::ptrdiff_t>(std::min(room, m_answer.size()));
    const Bytes block(m_answer.begin(), m_answer.begin() + size);
    m_answer.erase(m_answer.begin(), m_answer.begin() + size);
    reply(to, block, is_first ? (is_last ? whole : begins) : (is_last ? ends : goes_on));
}

std::optional<Bytes> CcidDevice::collect() {
    const auto now = Clock::now();
    const bool waits_for_ever = m_defect == FrameDefect::endless_time_extensions;
    eventfd_t ignored = 0;
    (void)eventfd_read(m_ended, &ignored);
    if (m_running && !m_is_pulled && !waits_for_ever) finish_run();
    if (m_running && !m_is_pulled && !m_is_orphaned && now >= m_extension_due) {
        m_extension_due = now + extension_step;
        send({static_cast<std::uint8_t>(CcidReply::data_block), 0, m_running->sequence, {}, {}}, CommandState::time_extension, extension_factor);
    }
    if (m_is_pulled || m_outgoing.empty() || now < m_stalled_until) return std::nullopt;
    Bytes next = std::move(m_outgoing.front());
    m_outgoing.pop_front();
    return next;
}

int CcidDevice::wait_ms() const {
    if (m_is_pulled) return -1;
    const auto until = [](Clock::time_point time) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now()).count();
        return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
    };
    const bool is_stalled = m_stalled_until > Clock::now();
    if (!m_outgoing.empty()) {
        if (m_stalled_until == Clock::time_point::max()) return -1;
        return is_stalled ? until(m_stalled_until) : 0;
    }
    return m_running && !m_is_orphaned ? until(m_extension_due) : -1;
}

void CcidDevice::pull_at(std::uint64_t nth_command, PullMoment moment) {
    m_pull_at = nth_command == 0 ? 0 : m_commands + nth_command;
    m_pull_moment = moment;
}

void CcidDevice::reply(const CcidMessage& to, ByteView data, std::uint8_t last) {
    send({static_cast<std::uint8_t>(reply_to(to.type)), to.slot, to.sequence, {0, 0, last}, base::to_bytes(data)}, CommandState::done, 0);
}

void CcidDevice::refuse(const CcidMessage& to, CcidError error) {
    send({static_cast<std::uint8_t>(reply_to(to.type)), to.slot, to.sequence, {}, {}}, CommandState::failed, static_cast<std::uint8_t>(error));
}

void CcidDevice::send(CcidMessage message, CommandState state, std::uint8_t error) {
    const CardState card = message.slot == 0 ? m_card_state : CardState::absent;
    message.specific[0] = static_cast<std::uint8_t>(static_cast<unsigned>(state) | static_cast<unsigned>(card));
    message.specific[1] = error;
    for (Bytes& transfer : transfers_of(frame_of(message), m_defect)) m_outgoing.push_back(std::move(transfer));
}

}  // namespace token

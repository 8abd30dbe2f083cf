// SPDX-License-Identifier: Apache-2.0
// PIN and PUK (SP 800-73-4 part 2, 3.2.1 to 3.2.3), and how many tries they have.
#include "emulator/token/piv_applet.h"

#include <algorithm>

namespace token {
namespace {

using base::ByteView;

constexpr std::uint8_t pin_number = 0x80, puk_number = 0x81;
constexpr std::size_t reference_size = 8;

// Part 2, 2.4.3: the PIN has 6 to 8 digits, then FF.
bool is_pin(ByteView value) {
    if (value.size() != reference_size) return false;
    const auto is_digit = [](std::uint8_t byte) { return byte >= '0' && byte <= '9'; };
    const auto end = std::find_if_not(value.begin(), value.end(), is_digit);
    return end - value.begin() >= 6 && std::all_of(end, value.end(), [](std::uint8_t byte) { return byte == 0xFF; });
}

// The PUK may be any 8 bytes; programs pad shorter ones like a PIN.
bool is_well_formed(std::uint8_t number, ByteView value) {
    return number == pin_number ? is_pin(value) : value.size() == reference_size && value[0] != 0xFF;
}

}  // namespace

Reference* PivApplet::reference(TokenState& state, std::uint8_t number) const {
    if (number == pin_number) return &state.pin;
    return number == puk_number ? &state.puk : nullptr;
}

// Success, or what a wrong value costs.
Answer PivApplet::compare(std::uint8_t number, ByteView value) {
    if (reference(m_state, number)->tries == 0) return Word::blocked;
    TokenState counted = m_state;
    --reference(counted, number)->tries;
    if (!store(std::move(counted))) return Word::memory_failure;

    const Reference& kept = *reference(m_state, number);
    if (!base::equal_constant_time(value, kept.value)) {
        if (number == pin_number) m_session.is_pin_verified = m_session.is_pin_fresh = false;
        return kept.tries == 0 ? Word::blocked : tries_left(kept.tries);
    }
    TokenState restored = m_state;
    reference(restored, number)->tries = kept.tries_max;
    if (!store(std::move(restored))) return Word::memory_failure;
    return Word::success;
}

Answer PivApplet::verify(const Command& command) {
    if (command.p2 != pin_number) return Word::reference_not_found;
    if (command.p1 == 0xFF && command.data.empty()) {
        m_session.is_pin_verified = m_session.is_pin_fresh = false;
        return Word::success;
    }
    if (command.p1 != 0x00) return Word::wrong_parameters;
    if (command.data.empty()) {
        if (m_session.is_pin_verified) return Word::success;
        return m_state.pin.tries == 0 ? Word::blocked : tries_left(m_state.pin.tries);
    }
    if (m_state.pin.tries == 0) return Word::blocked;
    if (!is_pin(command.data)) return Word::wrong_data;
    Answer said = compare(pin_number, command.data);
    m_session.is_pin_verified = m_session.is_pin_fresh = said.word == Word::success;
    return said;
}

Answer PivApplet::change_reference(const Command& command) {
    if (reference(m_state, command.p2) == nullptr) return Word::reference_not_found;
    if (command.p1 != 0x00) return Word::wrong_parameters;
    if (command.data.size() != 2 * reference_size) return Word::wrong_data;
    const ByteView old_value = ByteView(command.data).first(reference_size), new_value = ByteView(command.data).last(reference_size);
    if (!is_well_formed(command.p2, new_value)) return Word::wrong_data;
    if (Answer said = compare(command.p2, old_value); said.word != Word::success) return said;
    TokenState next = m_state;
    Reference& changed = *reference(next, command.p2);
    changed.value = base::to_bytes(new_value);
    changed.is_default = false;
    if (!store(std::move(next))) return Word::memory_failure;
    return Word::success;
}

Answer PivApplet::reset_retry_counter(const Command& command) {
    if (command.p2 != pin_number) return Word::reference_not_found;
    if (command.p1 != 0x00) return Word::wrong_parameters;
    if (command.data.size() != 2 * reference_size) return Word::wrong_data;
    const ByteView puk = ByteView(command.data).first(reference_size), pin = ByteView(command.data).last(reference_size);
    if (!is_pin(pin)) return Word::wrong_data;
    if (Answer said = compare(puk_number, puk); said.word != Word::success) return said;
    TokenState next = m_state;
    next.pin.value = base::to_bytes(pin);
    next.pin.tries = next.pin.tries_max;
    next.pin.is_default = false;
    if (!store(std::move(next))) return Word::memory_failure;
    return Word::success;
}

// YubiKey's FA: new numbers of tries; PIN and PUK become those of the factory.
Answer PivApplet::set_tries(const Command& command) {
    if (!m_session.is_managed || !m_session.is_pin_verified) return Word::security_status;
    if (command.p1 == 0 || command.p2 == 0 || command.p1 > 15 || command.p2 > 15) return Word::wrong_parameters;
    TokenState next = m_state;
    const TokenState factory = factory_state(m_state.birth, m_random);
    next.pin = factory.pin;
    next.pin.tries = next.pin.tries_max = command.p1;
    next.puk = factory.puk;
    next.puk.tries = next.puk.tries_max = command.p2;
    if (!store(std::move(next))) return Word::memory_failure;
    m_session.is_pin_verified = m_session.is_pin_fresh = false;
    return Word::success;
}

// YubiKey's FB: only when neither PIN nor PUK has a try left, everything goes.
Answer PivApplet::reset(const Command& command) {
    if (command.p1 != 0 || command.p2 != 0) return Word::wrong_parameters;
    if (m_state.pin.tries != 0 || m_state.puk.tries != 0) return Word::conditions;
    if (!store(factory_state(m_state.birth, m_random))) return Word::memory_failure;
    m_session = {};
    m_session.is_selected = true;
    return Word::success;
}

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
#include "appliance/kiosk/staff_desk.h"

#include "appliance/device/key_letters.h"
#include "appliance/device/key_registration.h"
#include "appliance/device/key_shipment.h"
#include "appliance/device/rotation_round.h"

namespace kiosk {

base::Status LetterDesk::ask(const staff::Actor& who, const std::string& key) {
    TRY(device::ask_for_certificate(m_device, m_life, who, key));
    return {};
}

base::Status LetterDesk::take(const staff::Actor& who, const std::string& key) {
    TRY(device::take_certificate(m_device, m_life, who, key, std::nullopt));
    return {};
}

base::Status LetterDesk::ask_to_register(const staff::Actor& who, const std::string& key, const std::vector<crypto::Certificate>& chain) {
    TRY(device::ask_for_registration(m_device, m_life, who, key, chain));
    return {};
}

bool LetterDesk::has_asked_to_register(const std::string& key) { return device::has_asked_for_registration(m_device, key); }

base::Status LetterDesk::take_registration(const staff::Actor& who, const std::string& key) {
    TRY(device::take_registration(m_device, m_life, who, key, std::nullopt, {}));
    return {};
}

base::Status LetterDesk::take_confirmations(const staff::Actor& who) {
    TRY(device::take_confirmations(m_device, m_life, who));
    return {};
}

base::Status LetterDesk::give_up(const staff::Actor& who, const std::string& shipment, const std::string& reason) {
    TRY(device::give_up(m_device, m_life, who, shipment, reason));
    return {};
}

base::Status LetterDesk::replace(const WhoMay& who) {
    TRY(device::rotate(m_device, m_life, who, {.successor = {}, .is_early = true, .is_urgent = false}));
    return {};
}

StaffDesk::StaffDesk(device::OpenDevice& device, const StaffPlaces& places, ui::FrameLoop& loop, const screens::Languages& languages)
    : m_loop(loop), m_life(device.parts(), device.keeper()), m_letters(device, m_life),
      m_session(device.parts(), m_life, places.slot, m_letters, places.stick),
      m_view(loop, languages, m_session) {}

bool StaffDesk::takes_the_screen(bool is_free) {
    if (is_free || m_session.is_at_the_screen()) m_session.tick();
    const bool is_here = m_session.is_at_the_screen();
    if (is_here != m_was_here) m_loop.forget_person();
    m_has_just_left = m_has_just_left || (m_was_here && !is_here);
    m_was_here = is_here;
    return is_here;
}

ui::FrameLoop::Turn StaffDesk::turn(std::int64_t now_us, std::span<const ui::InputEvent> events) { return m_view.turn(now_us, events); }

}  // namespace kiosk

// SPDX-License-Identifier: Apache-2.0
// The staff's side of one opening of a device: their session over the same open device
// as the signers', on the same screen, never at the same time.
#pragma once

#include "appliance/admin/admin_session.h"
#include "appliance/device/open_device.h"
#include "ui/screens/staff/staff_view.h"

namespace kiosk {

// What of the outside the staff's screens reach.
struct StaffPlaces {
    ports::TokenSlot& slot;
    ports::ExchangeFolder& stick;
};

class LetterDesk final : public admin::CertificateDesk {
public:
    LetterDesk(device::OpenDevice& device, keys::KeyLife& life) : m_device(device), m_life(life) {}
    base::Status ask(const staff::Actor& who, const std::string& key) override;
    base::Status take(const staff::Actor& who, const std::string& key) override;
    base::Status ask_to_register(const staff::Actor& who, const std::string& key, const std::vector<crypto::Certificate>& chain) override;
    bool has_asked_to_register(const std::string& key) override;
    base::Status take_registration(const staff::Actor& who, const std::string& key) override;
    base::Status take_confirmations(const staff::Actor& who) override;
    base::Status give_up(const staff::Actor& who, const std::string& shipment, const std::string& reason) override;
    base::Result<base::Bytes> sign_detached(base::ByteView content) override { return m_device.sign_detached(content); }
    base::Result<base::Bytes> sign_message(base::ByteView content) override { return m_device.sign_message(content); }
    base::Status replace(const WhoMay& who) override;

private:
    device::OpenDevice& m_device;
    keys::KeyLife& m_life;
};

class StaffDesk {
public:
    // All outlive the desk.
    StaffDesk(device::OpenDevice& device, const StaffPlaces& places, ui::FrameLoop& loop, const screens::Languages& languages);

    // `is_free`: nobody is at the screen who signs. True while the screen is the staff's.
    bool takes_the_screen(bool is_free);
    // One turn while it is.
    ui::FrameLoop::Turn turn(std::int64_t now_us, std::span<const ui::InputEvent> events);
    // Once after each time the staff left.
    bool has_just_left() { return std::exchange(m_has_just_left, false); }
    void set_online(bool is_online) { m_session.set_online(is_online); }
    bool is_at_the_screen() const { return m_session.is_at_the_screen(); }

private:
    ui::FrameLoop& m_loop;
    keys::KeyLife m_life;
    LetterDesk m_letters;
    admin::AdminSession m_session;
    screens::StaffView m_view;
    bool m_was_here = false;
    bool m_has_just_left = false;
};

}  // namespace kiosk

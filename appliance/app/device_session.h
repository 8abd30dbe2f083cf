// SPDX-License-Identifier: Apache-2.0
// The kiosk without its screen: takes intents, runs the ceremony, performs its
// effects on the device, and says what is to be seen. One thread; drive it like this:
//
//   session.handle(intent);       // what a person did, at most one a frame
//   session.tick();               // once a frame: idle limits, sealing, the courier's folders
//   if (session.revision() != drawn) draw(session.screen());
//
// A call may take as long as the hardware does (a TPM: up to a second).
#pragma once

#include "appliance/app/clock_watch.h"
#include "appliance/app/code_attempts.h"
#include "appliance/app/device.h"
#include "appliance/app/idle.h"
#include "appliance/app/intent.h"
#include "appliance/app/post_office.h"
#include "appliance/app/rounds.h"
#include "appliance/app/sealing.h"
#include "appliance/app/session.h"
#include "appliance/app/work_order_book.h"
#include "appliance/ceremony/step.h"

#include <deque>
#include <memory>

namespace app {

class DeviceSession {
public:
    explicit DeviceSession(const Device& device);

    // Ends what a power cut interrupted, checks the log against the TPM's counter, and
    // opens for people. A fault leaves the device out of service and says so on screen.
    base::Status start(std::string_view software_version, bool was_shut_down_in_order);

    void handle(const Intent& intent);
    void tick();

    Screen screen() const;
    // Grows whenever the screen may have changed.
    std::uint64_t revision() const { return m_revision; }
    // Until something is due by itself; the loop may sleep so long (milliseconds).
    std::int64_t due_in_ms() const;

    const ceremony::State& state() const { return m_state; }
    // Out of service for a reason that only opening the whole device again can mend: end
    // this session, let go of the device, and try after a while.
    bool needs_reopening() const;
    void set_online(bool is_online);

private:
    base::Status begin(std::string_view software_version, bool was_shut_down_in_order);
    base::Status check_health();
    void look_after_device();
    void look_at_mail();
    void look_at_stores();
    void raise(const ceremony::Event& event);
    void drain();
    void perform(const ceremony::Effect& effect);
    void record(ceremony::Moment moment);
    void count_attempts();
    void find_envelope();
    void install_pin();
    void show_page(std::uint32_t page);
    void leave_page();
    base::Status show_preview();
    void check_pin();
    void continue_sealing();
    void finish_sealing();
    void wipe();
    void changed() { ++m_revision; }
    void remember(const base::Failure& failure);

    void press_digit(char digit);
    void enter_digits();
    void draw_ink(const DrawInk& intent);
    void go_back();
    std::optional<base::Fault> check_answer(const Answer& answer) const;

    struct IntentHandler;

    const Device& m_device;
    WorkOrderBook m_orders;
    PostOffice m_post;
    ClockWatch m_clock_watch;
    CodeAttempts m_attempts;
    Rounds m_rounds;
    ceremony::State m_state = ceremony::Attract{};
    Session m_session;
    std::unique_ptr<Sealing> m_sealing;
    std::deque<ceremony::Event> m_events;
    IdleTimer m_idle;
    Language m_language = Language::english;
    TextSize m_text_size = TextSize::normal;
    Theme m_theme = Theme::light;
    bool m_is_online = false;
    bool m_is_staff_called = false;
    std::int64_t m_notice_since_ms = 0;   // boot clock; when the present notice or receipt appeared
    std::int64_t m_mail_due_ms = 0;       // boot clock
    std::int64_t m_health_due_ms = 0;
    bool m_has_begun = false;             // start() went well
    std::string m_reason;                 // why the session ends, for the log
    std::optional<base::Fault> m_fault;   // the latest trouble, for the log
    std::uint64_t m_revision = 1;
};

}  // namespace app

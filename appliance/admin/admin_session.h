// SPDX-License-Identifier: Apache-2.0
// Members of staff at the device's screen: begins when a token is put in while nobody is
// at the screen, ends the moment it is taken out. Drive it like app::DeviceSession, but
// do so only while no ceremony runs:
//
//   session.tick();                          // looks at the slot, ends what is over, works
//   if (!session.is_at_the_screen()) return; // the screen belongs to those who sign
//   draw(session.screen()); session.shown(); session.handle(intent);
//
// A call may take as long as the hardware does: making a large key, half a minute. That
// is why work begins only after the screen that announces it was shown.
#pragma once

#include "appliance/admin/bringing.h"
#include "appliance/admin/certificate_desk.h"
#include "appliance/admin/certificate_errand.h"
#include "appliance/admin/intent.h"
#include "appliance/admin/leaving.h"
#include "appliance/admin/plans.h"
#include "appliance/admin/shipping.h"
#include "appliance/keys/key_life.h"
#include "appliance/ports/token_slot.h"

#include <memory>

namespace admin {

class AdminSession {
public:
    // All outlive the session.
    AdminSession(const app::Device& device, keys::KeyLife& life, ports::TokenSlot& slot, CertificateDesk& desk,
                 ports::ExchangeFolder& stick)
        : m_device(device), m_life(life), m_slot(slot), m_desk(desk), m_stick(stick), m_plans(device, life, stick) {}
    ~AdminSession() { leave(staff::SessionEnd::signed_out); }
    AdminSession(const AdminSession&) = delete;
    AdminSession& operator=(const AdminSession&) = delete;

    void tick();
    void handle(const Intent& intent);
    // What screen() gave is before people's eyes now.
    void shown() { m_shown_revision = m_revision; }

    bool is_at_the_screen() const { return !std::holds_alternative<Away>(m_view); }
    // Only while at the screen.
    Screen screen() const;
    // Grows whenever the screen may have changed.
    std::uint64_t revision() const { return m_revision; }
    // Somebody may be waiting for work that is announced: draw, and come back.
    bool has_work() const { return std::holds_alternative<WorkingScreen>(m_view); }
    void set_online(bool is_online);

    // Without a touch, before anybody signed in. Milliseconds.
    static constexpr std::int64_t door_limit_ms = 60'000;
    static constexpr std::int64_t look_every_ms = 300;

private:
    // Nobody of the staff is here. A token that was sent away is not asked again until it was out.
    struct Away { bool was_sent_away = false; };
    struct AtTheDoor {
        staff::Person person;
        base::Pin code;
        std::optional<unsigned> tries_left;
        std::optional<base::Fault> trouble;
    };
    struct Home {};
    struct KeyList {};
    struct KeyDetail { std::string key; };
    struct Refused {
        RefusedScreen what;
        std::string key;  // whose detail is behind it; empty: what came before
    };
    struct FilePassword {};
    struct Brought { std::string key; };
    struct RotationView {};
    struct ReleaseText { ReleaseTextScreen::Asks asks; };
    struct ReleasePassword {};
    struct Approvals {};   // with or without a person signed in
    struct Approve {};     // a custodian, who is not signed in
    struct Certificate {};
    struct ShipmentList {};
    struct GivingUp {};    // one of them: why
    struct SendQuestion {};
    struct ArchiveQuestion {};
    struct ArchiveReason {};
    struct PlanList {};
    struct PlanView {};
    struct PlanStep {};
    struct PlanAnswer {};
    struct PlanSecond {};
    using View = std::variant<Away, AtTheDoor, Home, KeyList, KeyDetail, NewKeyScreen, ConfirmScreen, WorkingScreen, DoneScreen, Refused,
                              StickScreen, FilePassword, KeyNameScreen, Brought, RotationView, ReleaseText,
                              ReleasePassword, Approvals, Approve, Certificate, ShipmentList, GivingUp, SendQuestion, PlanList, PlanView,
                              PlanStep, PlanAnswer, PlanSecond, ArchiveQuestion, ArchiveReason>;

    // ---- The door (admin_session.cpp) ----
    void look_at_slot();
    void token_came(std::shared_ptr<ports::StaffToken> token);
    void sign_in();
    void leave(staff::SessionEnd why);
    void come_in(staff::Person person);
    void show(View view);
    void refuse(const base::Failure& failure, Reason reason = Reason::as_the_fault_says, const std::string& key = {});
    bool read_keys();
    // A roster came since they signed in, and says another thing about them.
    bool is_dropped();

    // ---- What people do (admin_intents.cpp) ----
    struct IntentHandler;
    void go_back();
    void open_key(const std::string& name);
    void choose(Step step);
    std::string free_name() const;
    NameTrouble trouble_with(const std::string& name) const;
    void make_new_key(NewKeyScreen& wanted);

    // ---- A key on a stick (admin_stick.cpp) ----
    void open_stick();
    void choose_file(const std::string& file);
    void opened(const base::Status& done);
    void name_brought(KeyNameScreen& wanted);
    base::Status confirm_arrival(const staff::Actor& who);

    // ---- A certificate on a stick (admin_certificates.cpp) ----
    void open_certificates(const std::string& key);
    void choose_certificate(const std::string& key, const std::string& file);

    // ---- What was handed on (admin_shipping.cpp) ----
    void open_shipments();
    void begin_to_give_up(const std::string& shipment);
    bool type_reason(const std::string* typed);  // null: erases
    void give_up();

    // ---- A key that leaves (admin_leaving.cpp) ----
    void begin_release(const std::string& key);
    void go_on_leaving();
    void approve_leaving();
    bool is_release_waiting() const { return m_leaving && m_leaving->is_asked(); }
    // A token came while the chip waits: true when it was for that.
    bool token_came_to_approve();
    bool type_for_release(const std::string* typed);  // null: erases

    // ---- To another chip (admin_sending.cpp) ----
    void begin_sending(const std::string& key);
    void choose_destination(const std::string& file);
    base::Status write_destination();

    // ---- Chains and evidence, kept for years (admin_archive.cpp) ----
    void open_archive();
    void go_on_archiving();
    bool type_archive_reason(const std::string* typed);  // null: erases
    base::Status write_archive(const staff::Actor& who);

    // ---- Runbooks (admin_plans.cpp) ----
    void open_plans();
    void open_plan(const std::string& name);
    void say_step_done();
    void answer(const std::string& given);
    void ask_next();
    bool type_answer(const std::string* typed);  // null: erases
    void open_waiting_step();
    base::Status do_plan_step(const staff::Actor& who);
    base::Status seal_report();
    // Back from one of these views; false: it was none.
    bool go_back_in_plans();

    // ---- Work (admin_steps.cpp) ----
    void work();
    base::Status perform(const staff::Actor& who, const WorkingScreen& order);

    // ---- The screen (admin_screens.cpp) ----
    const keys::KeyView* find(const std::string& name) const;
    bool may(staff::Duty duty) const;
    KeyLine line_of(const keys::KeyView& view) const;
    std::vector<Step> steps_for(const keys::KeyView& view) const;
    HomeScreen home() const;
    KeyListScreen key_list() const;
    RotationScreen rotation() const;
    KeyScreen key_detail(const keys::KeyView& view) const;
    PlanAnswerScreen plan_answer() const;
    Content content() const;

    const app::Device& m_device;
    keys::KeyLife& m_life;
    ports::TokenSlot& m_slot;
    CertificateDesk& m_desk;
    ports::ExchangeFolder& m_stick;
    std::shared_ptr<ports::StaffToken> m_token;   // as long as it is in
    std::optional<staff::Session> m_session;      // signed in
    std::uint64_t m_log_seen = 0;                 // entries before this one were looked through for a newer roster
    std::vector<keys::KeyView> m_keys;
    keys::RotationStanding m_rotation;
    Bringing m_bringing;
    CertificateErrand m_errand;
    std::unique_ptr<Leaving> m_leaving;
    std::optional<Shipping> m_shipping;           // while somebody is at that list
    std::uint32_t m_under_way = 0;
    std::string m_archive_reason;
    bool m_is_reason_troubled = false;
    Plans m_plans;
    bool m_is_at_plans = false;
    std::string m_written;                        // the file's name on the stick, of what was written there last
    std::vector<std::string> m_came;              // what confirm_arrival() is about
    View m_view = Away{};
    NewKeyScreen m_new_key;                       // what the key that is being made shall be
    app::Language m_language = app::Language::english;
    app::TextSize m_text_size = app::TextSize::normal;
    app::Theme m_theme = app::Theme::light;
    bool m_is_online = false;
    std::int64_t m_look_due_ms = 0;               // boot clock
    std::int64_t m_last_touch_ms = 0;
    std::uint32_t m_minutes_left = 0;
    std::uint64_t m_revision = 1;
    std::uint64_t m_shown_revision = 0;
};

// Whose duty a step is.
staff::Duty duty_of(Step step);

}  // namespace admin

// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/admin_session.h"

#include "appliance/admin/stick_files.h"
#include "appliance/base/calendar.h"

namespace admin {

using staff::Duty;
using staff::SessionEnd;

// What an intent means depends on what is shown; one that fits nothing does nothing.
struct AdminSession::IntentHandler {
    AdminSession& session;

    AtTheDoor* door() { return std::get_if<AtTheDoor>(&session.m_view); }
    base::Pin* code_typed() {
        if (std::holds_alternative<Approve>(session.m_view)) return &session.m_leaving->code;
        return door() ? &door()->code : nullptr;
    }
    NewKeyScreen* new_key() { return std::get_if<NewKeyScreen>(&session.m_view); }
    // Whatever key is being named; what was wrong with its name is not said any longer.
    std::string* name_typed() {
        if (NewKeyScreen* const made = new_key()) {
            made->trouble = NameTrouble::none;
            return &made->name;
        }
        auto* const brought = std::get_if<KeyNameScreen>(&session.m_view);
        if (brought == nullptr) return nullptr;
        brought->trouble = NameTrouble::none;
        return &brought->name;
    }

    void operator()(const app::PressDigit& intent) {
        if (base::Pin* const code = code_typed(); code != nullptr && code->length() < code_max) code->push(intent.digit);
    }
    void operator()(const app::EraseDigit&) {
        if (base::Pin* const code = code_typed()) code->pop();
    }
    void operator()(const app::ClearDigits&) {
        if (base::Pin* const code = code_typed()) code->clear();
    }
    void operator()(const app::EnterDigits&) {
        if (door()) session.sign_in();
        else if (std::holds_alternative<Approve>(session.m_view)) session.approve_leaving();
    }
    void operator()(const app::TypeText& intent) {
        if (std::holds_alternative<FilePassword>(session.m_view)) return session.m_bringing.password().push(intent.text);
        if (session.type_for_release(&intent.text) || session.type_reason(&intent.text) || session.type_answer(&intent.text) || session.type_archive_reason(&intent.text)) return;
        std::string* const name = name_typed();
        if (name == nullptr || intent.text.size() != 1 || name->size() >= 40) return;
        const char typed = intent.text[0];
        const char kept = typed >= 'A' && typed <= 'Z' ? static_cast<char>(typed - 'A' + 'a') : typed == ' ' || typed == '_' ? '-' : typed;
        const bool fits = (kept >= 'a' && kept <= 'z') || (kept >= '0' && kept <= '9') || kept == '-';
        if (fits) *name += kept;
    }
    void operator()(const app::EraseText&) {
        if (std::holds_alternative<FilePassword>(session.m_view)) return session.m_bringing.password().pop();
        if (session.type_for_release(nullptr) || session.type_reason(nullptr) || session.type_answer(nullptr) || session.type_archive_reason(nullptr)) return;
        std::string* const name = name_typed();
        if (name != nullptr && !name->empty()) name->pop_back();
    }
    void operator()(const ChooseAlgorithm& intent) {
        if (new_key() && keys::algorithm_from(intent.algorithm)) new_key()->algorithm = intent.algorithm;
    }
    void operator()(const app::GoBack&) { session.go_back(); }
    void operator()(const app::ChooseLanguage& intent) { session.m_language = intent.language; }
    void operator()(const app::ChooseTextSize& intent) { session.m_text_size = intent.size; }
    void operator()(const app::ChooseTheme& intent) { session.m_theme = intent.theme; }
    void operator()(const Leave&) { session.leave(SessionEnd::signed_out); }
    void operator()(const OpenKeys&) {
        if (!std::holds_alternative<Home>(session.m_view)) return;
        if (const auto who = session.m_session->require(Duty::see_keys); !who) return session.refuse(who.failure());
        session.show(KeyList{});
    }
    void operator()(const OpenKey& intent) {
        if (std::holds_alternative<KeyList>(session.m_view) || std::holds_alternative<Home>(session.m_view)) session.open_key(intent.name);
    }
    void operator()(const ChooseStep& intent) { session.choose(intent.step); }
    void operator()(const Confirm&) {
        if (session.m_leaving) session.go_on_leaving();
        if (const auto* confirm = std::get_if<ConfirmScreen>(&session.m_view)) return session.show(WorkingScreen{confirm->step, std::string(confirm->key)});
        if (NewKeyScreen* const wanted = new_key()) return session.make_new_key(*wanted);
        if (auto* const wanted = std::get_if<KeyNameScreen>(&session.m_view)) return session.name_brought(*wanted);
        if (const auto* brought = std::get_if<Brought>(&session.m_view)) return session.show(WorkingScreen{Step::import, std::string(brought->key)});
        if (std::holds_alternative<FilePassword>(session.m_view)) {
            if (session.m_bringing.password().characters() > 0) session.show(WorkingScreen{Step::open_file, session.m_bringing.file()});
        } else if (std::holds_alternative<RotationView>(session.m_view)) {
            session.show(WorkingScreen{Step::replace, session.m_rotation.active});
        } else if (std::holds_alternative<Certificate>(session.m_view)) {
            session.show(WorkingScreen{Step::bring_certificate, session.m_errand.key()});
        } else if (std::holds_alternative<GivingUp>(session.m_view)) {
            session.give_up();
        } else if (std::holds_alternative<ArchiveQuestion>(session.m_view) || std::holds_alternative<ArchiveReason>(session.m_view)) {
            session.go_on_archiving();
        } else if (std::holds_alternative<PlanStep>(session.m_view)) {
            session.say_step_done();
        } else if (std::holds_alternative<PlanAnswer>(session.m_view)) {
            session.answer(std::string(session.m_plans.typed));
        } else if (std::holds_alternative<PlanSecond>(session.m_view) && session.m_plans.can_confirm(session.m_session->person())) {
            session.show(WorkingScreen{Step::do_plan_step, session.m_plans.second_screen(session.m_session->person()).title});
        }
    }
    void operator()(const OpenStick&) {
        const auto* stick = std::get_if<StickScreen>(&session.m_view);
        if (stick != nullptr && stick->seeks != StickScreen::Seeks::key) return session.show(look_for(session.m_stick, stick->seeks, std::string(stick->for_key)));
        if (session.m_shipping) return session.show(look_for(session.m_stick, StickScreen::Seeks::confirmation));
        if (stick != nullptr || std::holds_alternative<KeyList>(session.m_view)) session.open_stick();
    }
    void operator()(const ChooseFile& intent) {
        const auto* stick = std::get_if<StickScreen>(&session.m_view);
        if (stick == nullptr) return;
        switch (stick->seeks) {
            case StickScreen::Seeks::key: return session.choose_file(intent.name);
            case StickScreen::Seeks::certificate: return session.choose_certificate(std::string(stick->for_key), intent.name);
            case StickScreen::Seeks::confirmation: return session.show(WorkingScreen{Step::take_confirmation, std::string(intent.name)});
            case StickScreen::Seeks::destination: return session.choose_destination(intent.name);
            case StickScreen::Seeks::evidence: return session.answer(std::string(intent.name));
        }
    }
    void operator()(const OpenRotation&) {
        if (!std::holds_alternative<Home>(session.m_view)) return;
        if (const auto who = session.m_session->require(Duty::see_keys); !who) return session.refuse(who.failure());
        session.show(RotationView{});
    }
    void operator()(const OpenShipments&) {
        if (std::holds_alternative<Home>(session.m_view)) session.open_shipments();
    }
    void operator()(const OpenArchive&) {
        if (std::holds_alternative<Home>(session.m_view)) session.open_archive();
    }
    void operator()(const OpenPlans&) {
        if (std::holds_alternative<Home>(session.m_view)) session.open_plans();
    }
    void operator()(const OpenPlan& intent) {
        if (std::holds_alternative<PlanList>(session.m_view)) session.open_plan(intent.name);
    }
    void operator()(const BeginPlan& intent) {
        if (std::holds_alternative<PlanList>(session.m_view)) session.show(WorkingScreen{Step::begin_plan, std::string(intent.id)});
    }
    void operator()(const OpenPlanStep& intent) {
        if (std::holds_alternative<PlanView>(session.m_view) && session.m_plans.choose(intent.id)) session.show(PlanStep{});
    }
    void operator()(const OpenWaitingStep&) {
        if (std::holds_alternative<Home>(session.m_view)) session.open_waiting_step();
    }
    void operator()(const ChooseAnswer& intent) {
        if (std::holds_alternative<PlanAnswer>(session.m_view) && session.m_plans.asks() == Plans::Asks::key && session.find(intent.key) != nullptr) session.answer(intent.key);
    }
    void operator()(const GiveUpShipment& intent) {
        if (std::holds_alternative<ShipmentList>(session.m_view)) session.begin_to_give_up(intent.id);
    }
};

void AdminSession::handle(const Intent& intent) {
    if (!is_at_the_screen() || has_work()) return;
    m_last_touch_ms = m_device.clock.boot_ms();
    if (m_session) {
        if (const auto end = m_session->ended()) return leave(*end);
        m_session->touch();
    }
    std::visit(IntentHandler{*this}, intent);
    ++m_revision;
}

void AdminSession::go_back() {
    if (go_back_in_plans()) return;
    if (m_shipping && !std::holds_alternative<ShipmentList>(m_view)) return open_shipments();
    m_shipping.reset();
    if (std::holds_alternative<KeyList>(m_view) || std::holds_alternative<RotationView>(m_view) || std::holds_alternative<ShipmentList>(m_view) ||
        std::holds_alternative<ArchiveQuestion>(m_view))
        return show(Home{});
    if (std::holds_alternative<ArchiveReason>(m_view)) return show(ArchiveQuestion{});
    if (const auto* stick = std::get_if<StickScreen>(&m_view); stick != nullptr && !stick->for_key.empty()) {
        m_leaving.reset();
        return open_key(std::string(stick->for_key));
    }
    if (std::holds_alternative<SendQuestion>(m_view)) return show(look_for(m_stick, StickScreen::Seeks::destination, m_leaving->key()));
    if (std::holds_alternative<Certificate>(m_view)) return open_certificates(std::string(m_errand.key()));
    if (std::holds_alternative<KeyDetail>(m_view) || std::holds_alternative<NewKeyScreen>(m_view) || std::holds_alternative<StickScreen>(m_view))
        return show(KeyList{});
    if (const auto* text = std::get_if<ReleaseText>(&m_view); text != nullptr && text->asks == ReleaseTextScreen::Asks::reason)
        return show(ReleaseText{ReleaseTextScreen::Asks::receiver});
    if (std::holds_alternative<ReleasePassword>(m_view)) return show(ReleaseText{ReleaseTextScreen::Asks::reason});
    if (std::holds_alternative<ReleaseText>(m_view)) {
        const std::string key = m_leaving->key();
        m_leaving.reset();
        return open_key(key);
    }
    // What was opened is forgotten; the file is still there.
    if (std::holds_alternative<FilePassword>(m_view) || std::holds_alternative<KeyNameScreen>(m_view)) return open_stick();
    if (const auto* brought = std::get_if<Brought>(&m_view)) return show(KeyNameScreen{std::string(brought->key), NameTrouble::none});
    if (const auto* confirm = std::get_if<ConfirmScreen>(&m_view)) return open_key(std::string(confirm->key));
    if (const auto* done = std::get_if<DoneScreen>(&m_view)) {
        if (done->step == Step::archive) return show(Home{});
        if (done->key.empty()) return show(KeyList{});
        return open_key(std::string(done->key));
    }
    const auto* refused = std::get_if<Refused>(&m_view);
    if (refused == nullptr) return;
    if (is_release_waiting()) return show(Approvals{});
    m_leaving.reset();
    if (!m_session) return leave(SessionEnd::signed_out);
    if (find(refused->key) != nullptr) return open_key(std::string(refused->key));
    if (!m_bringing.file().empty()) return open_stick();
    show(Home{});
}

void AdminSession::open_key(const std::string& name) {
    if (const auto who = m_session->require(Duty::see_keys); !who) return refuse(who.failure());
    if (find(name) != nullptr) show(KeyDetail{name});
}

void AdminSession::choose(Step step) {
    if (step == Step::create) {
        if (std::holds_alternative<KeyList>(m_view)) show(NewKeyScreen{.name = free_name(), .algorithm = "p256", .trouble = NameTrouble::none});
        return;
    }
    if (step == Step::take_confirmations) {
        if (std::holds_alternative<ShipmentList>(m_view)) show(WorkingScreen{step, {}});
        return;
    }
    if (step == Step::register_certificate) {
        if (std::holds_alternative<Certificate>(m_view)) show(WorkingScreen{step, m_errand.key()});
        return;
    }
    if (step == Step::seal_report) {
        if (std::holds_alternative<PlanView>(m_view)) show(WorkingScreen{step, {}});
        return;
    }
    if (step == Step::confirm_arrival) {
        const auto* done = std::get_if<DoneScreen>(&m_view);
        if (done != nullptr && done->may_confirm_arrival) show(WorkingScreen{step, std::string(done->key)});
        return;
    }
    if (step == Step::write_destination) {
        const auto* stick = std::get_if<StickScreen>(&m_view);
        if (stick != nullptr && stick->seeks == StickScreen::Seeks::key) show(WorkingScreen{step, {}});
        return;
    }
    const auto* detail = std::get_if<KeyDetail>(&m_view);
    if (detail == nullptr || step == Step::open_file || step == Step::import) return;
    if (step == Step::release) return begin_release(std::string(detail->key));
    if (step == Step::send) return begin_sending(std::string(detail->key));
    if (step == Step::bring_certificate) return open_certificates(std::string(detail->key));
    if (step == Step::write_release) return;
    if (step == Step::replace) return show(RotationView{});
    show(ConfirmScreen{step, std::string(detail->key)});
}

// "key-2026-11", and a number when that is taken.
std::string AdminSession::free_name() const {
    const std::string wanted = "key-" + base::to_rfc3339(m_device.clock.wall_ms()).substr(0, 7);
    std::string name = wanted;
    for (int number = 2; find(name) != nullptr; ++number) name = wanted + "-" + std::to_string(number);
    return name;
}

NameTrouble AdminSession::trouble_with(const std::string& name) const {
    if (!keys::is_key_name(name)) return NameTrouble::malformed;
    return find(name) != nullptr ? NameTrouble::taken : NameTrouble::none;
}

void AdminSession::make_new_key(NewKeyScreen& wanted) {
    wanted.trouble = trouble_with(wanted.name);
    if (wanted.trouble != NameTrouble::none) return;
    m_new_key = wanted;
    show(WorkingScreen{Step::create, m_new_key.name});
}

}  // namespace admin

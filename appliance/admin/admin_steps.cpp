// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/admin_session.h"

#include "appliance/keys/test_signature.h"

namespace admin {

using base::Status;
using staff::Duty;

Duty duty_of(Step step) {
    switch (step) {
        case Step::create: return Duty::create_key;
        case Step::request_certificate: return Duty::request_certificate;
        case Step::write_request: case Step::register_certificate: return Duty::request_certificate;
        case Step::install_certificate: case Step::bring_certificate: case Step::take_registration: return Duty::install_certificate;
        case Step::activate: return Duty::activate_key;
        case Step::test_sign: return Duty::test_sign;
        case Step::destroy: return Duty::destroy_key;
        case Step::replace: return Duty::create_key;
        case Step::release: case Step::write_release: case Step::take_confirmation: case Step::take_confirmations: case Step::give_up: case Step::send: return Duty::begin_release;
        case Step::write_destination: case Step::confirm_arrival: return Duty::accept_key;
        case Step::open_file: return Duty::import_key;
        case Step::import: return Duty::import_key;
        case Step::archive: return Duty::archive_evidence;
        case Step::begin_plan: case Step::do_plan_step: case Step::seal_report: return Duty::run_runbook;
    }
    return Duty::destroy_key;
}

namespace {

// And names the file that it wrote.
bool writes_to_the_stick(Step step) {
    return step == Step::write_request || step == Step::write_destination || step == Step::confirm_arrival || step == Step::seal_report || step == Step::archive;
}

}  // namespace

Status AdminSession::perform(const staff::Actor& who, const WorkingScreen& order) {
    switch (order.step) {
        case Step::create:
            TRY(m_life.create(who, order.key, *keys::algorithm_from(m_new_key.algorithm), std::nullopt));
            return {};
        case Step::request_certificate: return m_desk.ask(who, order.key);
        case Step::install_certificate: return m_desk.take(who, order.key);
        case Step::write_request: return m_errand.write_request(m_life, who, order.key, m_stick);
        case Step::bring_certificate: TRY(m_life.install_certificate(who, order.key, m_errand.chain())); return {};
        case Step::register_certificate: return m_desk.ask_to_register(who, order.key, m_errand.chain());
        case Step::take_registration: return m_desk.take_registration(who, order.key);
        case Step::activate: TRY(m_life.activate(who, order.key)); return {};
        case Step::test_sign: TRY(keys::test_sign(m_life, who, order.key)); return {};
        case Step::destroy: return m_life.destroy(who, order.key);
        case Step::replace: return m_desk.replace([this](Duty duty) { return m_session->require(duty); });
        case Step::release: return m_leaving->ask(who, *m_token);
        case Step::write_release: return m_leaving->write(who, m_desk, m_stick);
        case Step::take_confirmation: return Shipping::confirm(m_life, who, m_stick, order.key);
        case Step::take_confirmations: return m_desk.take_confirmations(who);
        case Step::give_up: return m_shipping->give_up(who, m_desk);
        case Step::send: return {};
        case Step::begin_plan: return m_plans.begin(order.key, m_session->person());
        case Step::do_plan_step: return do_plan_step(who);
        case Step::seal_report: return seal_report();
        case Step::archive: return write_archive(who);
        case Step::write_destination: return write_destination();
        case Step::confirm_arrival: return confirm_arrival(who);
        case Step::open_file: return m_bringing.open(m_device);
        case Step::import: return m_bringing.take_in(m_life, who, order.key);
    }
    return {};
}

void AdminSession::work() {
    const WorkingScreen order = std::get<WorkingScreen>(m_view);
    const bool is_accepted = order.step == Step::import && m_bringing.is_travelling();
    const auto who = m_session->require(is_accepted ? Duty::accept_key : duty_of(order.step));
    if (!who && m_session->ended()) return leave(*m_session->ended());
    const Status done = who ? perform(*who, order) : Status(who.failure());
    m_session->touch();  // the hardware's time is not theirs
    if (order.step == Step::open_file) return opened(done);
    if (may(Duty::see_keys) && !read_keys()) return;
    if (!done) {
        const bool is_early = ((order.step == Step::install_certificate || order.step == Step::take_registration) && done.fault() == base::Fault::record_missing) ||
                              (order.step == Step::take_confirmations && done.fault() == base::Fault::transfer_unconfirmed);
        const bool is_without_stick = (writes_to_the_stick(order.step) || order.step == Step::take_confirmation) && done.fault() == base::Fault::disk_not_found;
        const Reason reason = is_early ? Reason::no_answer_yet : is_without_stick ? Reason::no_stick : Reason::as_the_fault_says;
        return refuse(done.failure(), reason, order.key);
    }
    if (order.step == Step::release) return show(Approvals{});
    const bool is_sent = order.step == Step::write_release && m_leaving->is_to_chip();
    if (order.step == Step::write_release) m_leaving.reset();
    if (order.step == Step::replace) return show(RotationView{});
    if (m_shipping) return open_shipments();
    if (m_is_at_plans && order.step != Step::seal_report) return m_plans.is_open() ? show(PlanView{}) : open_plans();
    DoneScreen result{.step = is_sent ? Step::send : order.step, .key = order.key, .now = {}};
    if (order.step == Step::import) {
        m_came = m_bringing.signed_files();
        m_bringing = Bringing();  // it is in the chip; here it is no more
        result.may_confirm_arrival = !m_came.empty() && may(Duty::accept_key);
    }
    if (order.step == Step::write_request) result.file = m_errand.written();
    if (writes_to_the_stick(order.step) && order.step != Step::write_request) result.file = m_written;
    if (order.step == Step::register_certificate) result.fingerprint = m_errand.screen().fingerprint;
    if (const keys::KeyView* const view = find(order.key); view != nullptr && (order.step == Step::import || order.step == Step::write_request))
        result.now = key_detail(*view);
    show(std::move(result));
}

}  // namespace admin

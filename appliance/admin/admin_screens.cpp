// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/admin_session.h"

#include "appliance/admin/key_words.h"
#include "appliance/crypto/digest.h"

#include <algorithm>

namespace admin {
namespace {

using keys::KeyView;
using staff::Duty;

// The same distinctions as keys::origin_sentence(), for other languages.
Past past_of(const KeyView& view) {
    if (view.origin == keys::Origin::imported) return Past::imported;
    if (view.origin == keys::Origin::from_device) return Past::from_device;
    if (!view.facts.is_born_here) return Past::unknown;
    return view.facts.is_fixed ? Past::born_here_for_good : Past::born_here_and_may_go;
}

// Which steps make sense, whoever asks.
std::vector<Step> sensible_steps(Standing standing) {
    using enum Step;
    switch (standing) {
        case Standing::no_certificate: case Standing::expired:
            return {request_certificate, install_certificate, write_request, bring_certificate, destroy};
        case Standing::ready: return {activate, test_sign, destroy};
        case Standing::active: return {test_sign, replace};
        case Standing::retired: return {activate, destroy};
        case Standing::destroyed: return {};
    }
    return {};
}

}  // namespace

const KeyView* AdminSession::find(const std::string& name) const {
    const auto found = std::find_if(m_keys.begin(), m_keys.end(), [&](const KeyView& view) { return view.facts.name == name; });
    return found == m_keys.end() ? nullptr : &*found;
}

bool AdminSession::may(Duty duty) const {
    const auto& roles = m_session->person().roles;
    return std::any_of(roles.begin(), roles.end(), [duty](Role role) { return staff::may(role, duty); });
}

KeyLine AdminSession::line_of(const KeyView& view) const {
    std::optional<KeyLine::Uses> uses;
    if (view.uses && view.standing != Standing::destroyed)
        uses = KeyLine::Uses{view.uses->left, view.uses->until_ms == 0 ? "" : day_words(view.uses->until_ms)};
    return {.name = view.facts.name,
            .algorithm = algorithm_words(view.facts.algorithm),
            .standing = view.standing,
            .urgency = keys::urgency_of(view),
            .days_left = view.days_left.value_or(0),
            .valid_until = view.chain.empty() ? "" : day_words(view.chain.front().not_after_ms()),
            .uses = std::move(uses)};
}

std::vector<Step> AdminSession::steps_for(const KeyView& view) const {
    std::vector<Step> steps = sensible_steps(view.standing);
    const bool wants_certificate = view.standing == Standing::no_certificate || view.standing == Standing::expired;
    if (wants_certificate && m_desk.has_asked_to_register(view.facts.name)) steps.insert(steps.begin(), Step::take_registration);
    // Where custodians are, and only there.
    if (view.facts.quorum && view.standing != Standing::destroyed) steps.insert(steps.end(), {Step::release, Step::send});
    std::erase_if(steps, [this](Step step) { return !may(duty_of(step)); });
    return steps;
}

HomeScreen AdminSession::home() const {
    HomeScreen home{.name = m_session->person().name, .roles = m_session->person().roles, .may_see_keys = may(Duty::see_keys),
                    .key_count = static_cast<std::uint32_t>(m_keys.size()), .rotation = {}, .ending = {}, .under_way = m_under_way, .may_work_plans = may(Duty::run_runbook),
                    .may_archive = may(Duty::archive_evidence), .waits_for_them = {}};
    if (m_plans.can_confirm(m_session->person())) home.waits_for_them = m_plans.second_screen(m_session->person()).title;
    if (home.may_see_keys && m_rotation.stage != keys::RotationStage::resting) home.rotation = rotation();
    for (const KeyView& view : m_keys)
        if (keys::urgency_of(view) != Urgency::none) home.ending.push_back(line_of(view));
    return home;
}

KeyListScreen AdminSession::key_list() const {
    KeyListScreen list{.keys = {}, .may_create = may(Duty::create_key), .may_import = may(Duty::import_key)};
    for (const KeyView& view : m_keys) list.keys.push_back(line_of(view));
    return list;
}

RotationScreen AdminSession::rotation() const {
    const bool may_go_on = may(Duty::create_key) && m_rotation.stage != keys::RotationStage::overlapping;
    return {.stage = m_rotation.stage, .active = m_rotation.active, .retiring = m_rotation.retiring, .successor = m_rotation.successor,
            .day = m_rotation.at_ms == 0 ? "" : day_words(m_rotation.at_ms), .months = m_rotation.policy.months,
            .overlap_days = m_rotation.policy.overlap_days, .may_go_on = may_go_on};
}

KeyScreen AdminSession::key_detail(const KeyView& view) const {
    KeyScreen screen{.key = line_of(view), .past = past_of(view), .since = day_words(view.since_ms), .is_fixed = view.facts.is_fixed,
                     .needed = 0, .custodians = 0, .subject = {}, .issuer = {},
                     .fingerprint = base::to_hex(crypto::sha256(view.facts.public_key)), .steps = steps_for(view)};
    if (view.facts.quorum) {
        screen.needed = view.facts.quorum->needed;
        screen.custodians = static_cast<std::uint8_t>(view.facts.quorum->custodians.size());
    }
    if (!view.chain.empty()) {
        screen.subject = view.chain.front().subject_common_name();
        screen.issuer = view.chain.front().issuer_common_name();
    }
    return screen;
}

Content AdminSession::content() const {
    if (const auto* door = std::get_if<AtTheDoor>(&m_view))
        return SignInScreen{.name = door->person.name, .token = m_token->title(), .digits = static_cast<std::uint32_t>(door->code.length()),
                            .tries_left = door->tries_left, .trouble = door->trouble};
    if (std::holds_alternative<KeyList>(m_view)) return key_list();
    if (const auto* detail = std::get_if<KeyDetail>(&m_view)) {
        if (const KeyView* const view = find(detail->key)) return key_detail(*view);
        return key_list();
    }
    if (const auto* wanted = std::get_if<NewKeyScreen>(&m_view)) return *wanted;
    if (const auto* confirm = std::get_if<ConfirmScreen>(&m_view)) return *confirm;
    if (const auto* working = std::get_if<WorkingScreen>(&m_view)) return *working;
    if (const auto* done = std::get_if<DoneScreen>(&m_view)) return *done;
    if (const auto* refused = std::get_if<Refused>(&m_view)) return refused->what;
    if (const auto* stick = std::get_if<StickScreen>(&m_view)) return *stick;
    if (std::holds_alternative<FilePassword>(m_view)) return m_bringing.password_screen();
    if (const auto* wanted = std::get_if<KeyNameScreen>(&m_view)) return *wanted;
    if (const auto* brought = std::get_if<Brought>(&m_view)) return m_bringing.screen(brought->key);
    if (std::holds_alternative<RotationView>(m_view)) return rotation();
    if (const auto* text = std::get_if<ReleaseText>(&m_view)) return m_leaving->text_screen(text->asks);
    if (std::holds_alternative<ReleasePassword>(m_view)) return m_leaving->password_screen();
    if (std::holds_alternative<Approvals>(m_view)) return m_leaving->approvals_screen(m_session.has_value());
    if (std::holds_alternative<Approve>(m_view)) return m_leaving->approve_screen(*m_token);
    if (std::holds_alternative<Certificate>(m_view)) return m_errand.screen();
    if (std::holds_alternative<ShipmentList>(m_view)) return m_shipping->screen(m_device.clock.wall_ms(), may(Duty::begin_release));
    if (std::holds_alternative<SendQuestion>(m_view)) return m_leaving->send_screen();
    if (std::holds_alternative<ArchiveQuestion>(m_view)) return ArchiveScreen{static_cast<std::uint32_t>(m_keys.size())};
    if (std::holds_alternative<ArchiveReason>(m_view)) return ReleaseTextScreen{ReleaseTextScreen::Asks::why_archived, {}, m_archive_reason, m_is_reason_troubled};
    if (std::holds_alternative<PlanList>(m_view)) return m_plans.list(m_session->person());
    if (std::holds_alternative<PlanView>(m_view)) return m_plans.plan(m_session->person());
    if (std::holds_alternative<PlanStep>(m_view)) return m_plans.step();
    if (std::holds_alternative<PlanAnswer>(m_view)) return plan_answer();
    if (std::holds_alternative<PlanSecond>(m_view)) return m_plans.second_screen(m_session->person());
    if (std::holds_alternative<GivingUp>(m_view)) return m_shipping->reason_screen();
    return home();
}

Screen AdminSession::screen() const {
    Screen screen{.surroundings = {}, .who = m_session ? m_session->person().name : "", .minutes_left = m_session ? m_minutes_left : 0,
                  .content = content()};
    app::Surroundings& around = screen.surroundings;
    around.place = m_device.identity.place;
    around.device_name = m_device.identity.device.text;
    around.is_online = m_is_online;
    around.is_rehearsal = m_device.identity.is_test;
    around.language = m_language;
    around.text_size = m_text_size;
    around.theme = m_theme;
    // While the chip waits there is no way back, only the way out: it gives the request up.
    around.may_go_back = m_session && !std::holds_alternative<Home>(m_view) && !has_work() && !std::holds_alternative<Approvals>(m_view);
    return screen;
}

}  // namespace admin

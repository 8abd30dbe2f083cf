// SPDX-License-Identifier: Apache-2.0
// What is seen in each state.
#include "appliance/app/device_session.h"

#include "appliance/app/receipt_code.h"
#include "appliance/app/seal_order.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::int64_t notice_ms = 20'000;

// "Mara Keller" -> "M. K.": enough to recognise oneself, little for a bystander.
std::string initials_of(std::string_view name) {
    std::string initials;
    bool is_start = true;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == ' ') {
            is_start = true;
            continue;
        }
        if (!is_start) continue;
        is_start = false;
        if (!initials.empty()) initials += ' ';
        initials += name[i];
        for (std::size_t k = i + 1; k < name.size() && (static_cast<unsigned char>(name[k]) & 0xC0U) == 0x80U; ++k) initials += name[k];
        initials += '.';
    }
    return initials;
}

std::uint32_t seconds_of(std::int64_t since_ms, std::int64_t now_ms) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, (notice_ms - (now_ms - since_ms) + 999) / 1000));
}

std::optional<Stage> stage_of(const ceremony::State& state) {
    struct Stages {
        std::optional<Stage> operator()(const ceremony::Identifying&) const { return Stage::identify; }
        std::optional<Stage> operator()(const ceremony::ConfirmingIdentity&) const { return Stage::identify; }
        std::optional<Stage> operator()(const ceremony::Consenting&) const { return Stage::consent; }
        std::optional<Stage> operator()(const ceremony::Reviewing&) const { return Stage::review; }
        std::optional<Stage> operator()(const ceremony::Filling&) const { return Stage::review; }
        std::optional<Stage> operator()(const ceremony::Signing&) const { return Stage::sign; }
        std::optional<Stage> operator()(const ceremony::Authenticating&) const { return Stage::sign; }
        std::optional<Stage> operator()(const ceremony::Confirming&) const { return Stage::sign; }
        std::optional<Stage> operator()(const ceremony::Sealing&) const { return Stage::sign; }
        std::optional<Stage> operator()(const ceremony::ShowingReceipt&) const { return Stage::receipt; }
        std::optional<Stage> operator()(const ceremony::Attract&) const { return std::nullopt; }
        std::optional<Stage> operator()(const ceremony::ChoosingLanguage&) const { return std::nullopt; }
        std::optional<Stage> operator()(const ceremony::Ended&) const { return std::nullopt; }
        std::optional<Stage> operator()(const ceremony::Wiping&) const { return std::nullopt; }
        std::optional<Stage> operator()(const ceremony::OutOfService&) const { return std::nullopt; }
    };
    return std::visit(Stages{}, state);
}

Notice notice_of(ceremony::Ending ending) {
    switch (ending) {
        case ceremony::Ending::help: return Notice::help_is_coming;
        case ceremony::Ending::paper: return Notice::paper_is_coming;
        case ceremony::Ending::declined: return Notice::declined;
        case ceremony::Ending::not_completed: return Notice::not_completed;
        case ceremony::Ending::locked: return Notice::locked;
        case ceremony::Ending::paused: return Notice::paused;
    }
    return Notice::not_completed;
}

struct Composer {
    const House& house;
    const Session& session;
    Language language;
    std::int64_t notice_since_ms;
    std::int64_t now_ms;
    std::int64_t pause_left_ms;

    Content operator()(const ceremony::Attract&) const { return AttractScreen{}; }
    Content operator()(const ceremony::ChoosingLanguage&) const { return LanguageScreen{house.languages}; }
    Content operator()(const ceremony::Identifying& s) const {
        return IdentifyScreen{.digits = session.digits, .attempts_left = s.attempts_left, .trouble = session.trouble};
    }
    Content operator()(const ceremony::ConfirmingIdentity&) const {
        return ThisIsMeScreen{initials_of(session.open->signer().name), session.open->envelope.appointment_time,
                              session.open->envelope.title};
    }
    Content operator()(const ceremony::Consenting&) const {
        return ConsentScreen{consent_items(language), session.open->envelope.place, session.open->envelope.paper_contact};
    }
    Content operator()(const ceremony::Reviewing& s) const {
        return ReviewScreen{.title = session.open->envelope.title,
                            .page = s.page,
                            .page_count = s.progress.page_count,
                            .image = session.page_image,
                            .marks = marks_on(*session.open, s.page),
                            .pages_seen = s.progress.pages_seen,
                            .may_continue = s.progress.is_all_seen()};
    }
    Content operator()(const ceremony::Filling& s) const {
        const Answer& answer = session.answers[s.field];
        const documents::EnvelopeField& field = session.open->document().fields[answer.field];
        return FillScreen{field.label, field.hint, answer.text, s.field, s.progress.field_count, field.is_required, session.trouble};
    }
    Content operator()(const ceremony::Signing& s) const {
        const SignaturePosition position = signature_position(*session.open);
        return SignScreen{.given_name = session.open->signer().given_name,
                          .title = session.open->envelope.title,
                          .subtitle = session.open->envelope.subtitle,
                          .page = position.page,
                          .page_count = s.progress.page_count,
                          .image = session.page_image_number == position.page ? session.page_image : nullptr,
                          .place = position.mark,
                          .ink = session.ink,
                          .may_continue = s.has_enough_ink};
    }
    Content operator()(const ceremony::Authenticating& s) const {
        return PinScreen{static_cast<std::uint32_t>(session.pin.length()), static_cast<std::uint32_t>(session.open->code_length),
                         s.progress.tries_left, session.trouble};
    }
    Content operator()(const ceremony::Confirming& s) const {
        return ConfirmScreen{.signer_name = session.open->signer().name,
                             .title = session.open->envelope.title,
                             .page_count = s.progress.page_count,
                             .fingerprint = fingerprint_of(session.prepared->digest()),
                             .meaning = session.open->signer().meaning,
                             .ink = session.ink,
                             .page = session.preview};
    }
    Content operator()(const ceremony::Sealing& s) const { return SealingScreen{s.steps_done}; }
    Content operator()(const ceremony::ShowingReceipt&) const {
        return ReceiptScreen{.given_name = session.open->signer().given_name,
                             .title = session.open->envelope.title,
                             .code = session.receipt_code,
                             .qr = session.receipt_qr,
                             .delivery = Delivery::signed_here,
                             .seconds_left = seconds_of(notice_since_ms, now_ms)};
    }
    Content operator()(const ceremony::Ended& s) const {
        const auto minutes = static_cast<std::uint32_t>((pause_left_ms + 59'999) / 60'000);
        return NoticeScreen{notice_of(s.ending), s.fault, seconds_of(notice_since_ms, now_ms), minutes};
    }
    Content operator()(const ceremony::Wiping&) const { return AttractScreen{}; }
    Content operator()(const ceremony::OutOfService& s) const { return OutOfServiceScreen{s.fault}; }
};

bool may_go_back(const ceremony::State& state) { return !ceremony::step(state, ceremony::BackPressed{}).is_refused; }
bool may_ask(const ceremony::State& state) { return !ceremony::step(state, ceremony::HelpWanted{}).is_refused; }

}  // namespace

Screen DeviceSession::screen() const {
    const std::int64_t now = m_device.clock.boot_ms();
    Screen screen;
    Surroundings& around = screen.surroundings;
    around.place = m_device.identity.place;
    around.device_name = m_device.identity.device.text;
    around.is_verified = !std::holds_alternative<ceremony::OutOfService>(m_state);
    around.is_online = m_is_online;
    around.is_rehearsal = m_device.identity.is_test;
    around.language = m_language;
    around.text_size = m_text_size;
    around.theme = m_theme;
    around.stage = stage_of(m_state);
    around.may_ask = may_ask(m_state);
    around.may_go_back = may_go_back(m_state) || m_session.is_declining || m_session.is_choosing_language;
    around.is_staff_called = m_is_staff_called;
    if (ceremony::is_in_session(m_state) && !std::holds_alternative<ceremony::Sealing>(m_state))
        around.idle_seconds_left = m_idle.seconds_left(now);

    if (m_session.is_declining && may_ask(m_state)) screen.content = DeclineScreen{};
    else if (m_session.is_choosing_language && ceremony::is_in_session(m_state)) screen.content = LanguageScreen{m_device.house.languages};
    else screen.content = std::visit(Composer{m_device.house, m_session, m_language, m_notice_since_ms, now, m_attempts.pause_left_ms(now)}, m_state);
    return screen;
}

}  // namespace app

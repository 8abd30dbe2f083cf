// SPDX-License-Identifier: Apache-2.0
// What a person's intents mean in the present state.
#include "appliance/app/device_session.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::size_t code_digits = 6;
constexpr std::size_t answer_size_max = 500;
constexpr float ink_length_min_mm = 12;
constexpr std::size_t ink_samples_max = 100'000;

// The pen's way on the pad; a dot or a slip is not a signature.
bool is_enough(const Ink& ink) {
    double length = 0;
    for (const auto& stroke : ink.strokes)
        for (std::size_t i = 1; i < stroke.size(); ++i) {
            const double dx = static_cast<double>(stroke[i].x - stroke[i - 1].x);
            const double dy = static_cast<double>(stroke[i].y - stroke[i - 1].y);
            length += std::abs(dx) + std::abs(dy);
        }
    return length >= static_cast<double>(ink_length_min_mm);
}

std::size_t sample_count(const Ink& ink) {
    std::size_t count = 0;
    for (const auto& stroke : ink.strokes) count += stroke.size();
    return count;
}

std::string_view name_of(DeclineReason reason) {
    switch (reason) {
        case DeclineReason::not_ready: return "not-ready";
        case DeclineReason::wrong_document: return "wrong-document";
        case DeclineReason::wants_to_talk: return "wants-to-talk";
        case DeclineReason::other: return "other";
    }
    return "other";
}

void erase_last_character(std::string& text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();
}

}  // namespace

struct DeviceSession::IntentHandler {
    DeviceSession& s;

    Answer* answer() const {
        const auto* filling = std::get_if<ceremony::Filling>(&s.m_state);
        return filling == nullptr || filling->field >= s.m_session.answers.size() ? nullptr : &s.m_session.answers[filling->field];
    }

    void operator()(const Begin&) const { s.raise(ceremony::Begun{}); }
    void operator()(const ChooseLanguage& intent) const {
        s.m_language = intent.language;
        s.m_session.is_choosing_language = false;
        s.raise(ceremony::LanguageChosen{});
    }
    void operator()(const ChooseTextSize& intent) const { s.m_text_size = intent.size; }
    void operator()(const ChooseTheme& intent) const { s.m_theme = intent.theme; }
    void operator()(const OpenLanguages&) const {
        if (std::holds_alternative<ceremony::Attract>(s.m_state)) s.raise(ceremony::Begun{});
        else if (ceremony::is_in_session(s.m_state)) s.m_session.is_choosing_language = true;
    }
    void operator()(const PressDigit& intent) const { s.press_digit(intent.digit); }
    void operator()(const EraseDigit&) const {
        if (std::holds_alternative<ceremony::Authenticating>(s.m_state)) s.m_session.pin.pop();
        else if (!s.m_session.digits.empty()) s.m_session.digits.pop_back();
    }
    void operator()(const ClearDigits&) const {
        s.m_session.pin.clear();
        s.m_session.digits.clear();
    }
    void operator()(const EnterDigits&) const { s.enter_digits(); }
    void operator()(const ThisIsMe& intent) const {
        if (intent.is_me) s.raise(ceremony::IdentityConfirmed{});
        else s.raise(ceremony::IdentityDenied{});
    }
    void operator()(const GiveConsent&) const {
        s.m_session.consent_wall_ms = s.m_device.clock.wall_ms();
        s.raise(ceremony::ConsentGiven{});
    }
    void operator()(const ShowPage& intent) const { s.raise(ceremony::PageTurned{intent.page}); }
    void operator()(const PageSeen& intent) const {
        if (intent.page < s.m_session.pages.size()) s.m_session.pages[intent.page].was_seen_to_its_end = true;
        s.raise(ceremony::PageSeen{intent.page});
    }
    void operator()(const FinishReview&) const {
        s.leave_page();
        s.raise(ceremony::ReviewFinished{});
    }
    void operator()(const TypeText& intent) const {
        s.m_session.trouble.reset();
        if (Answer* typed = answer(); typed != nullptr && typed->text.size() + intent.text.size() <= answer_size_max)
            typed->text += intent.text;
    }
    void operator()(const EraseText&) const {
        s.m_session.trouble.reset();
        if (Answer* typed = answer()) erase_last_character(typed->text);
    }
    void operator()(const FinishField&) const {
        const Answer* typed = answer();
        if (typed == nullptr) return;
        s.m_session.trouble = s.check_answer(*typed);
        if (!s.m_session.trouble) s.raise(ceremony::FieldAnswered{});
    }
    void operator()(const DrawInk& intent) const { s.draw_ink(intent); }
    void operator()(const UndoStroke&) const {
        if (!s.m_session.ink || s.m_session.ink->is_empty()) return;
        Ink ink = *s.m_session.ink;
        ink.strokes.pop_back();
        s.m_session.ink = std::make_shared<const Ink>(std::move(ink));
        s.raise(ceremony::InkChanged{is_enough(*s.m_session.ink)});
    }
    void operator()(const ClearInk&) const {
        s.m_session.ink.reset();
        s.raise(ceremony::InkChanged{false});
    }
    void operator()(const FinishInk&) const { s.raise(ceremony::InkFinished{}); }
    void operator()(const HoldCompleted&) const { s.raise(ceremony::HoldCompleted{}); }
    void operator()(const FinishReceipt&) const { s.raise(ceremony::ReceiptFinished{}); }
    void operator()(const GoBack&) const { s.go_back(); }
    void operator()(const AskForHelp&) const { s.raise(ceremony::HelpWanted{}); }
    void operator()(const AskForPaper&) const { s.raise(ceremony::PaperWanted{}); }
    void operator()(const OpenDecline&) const { s.m_session.is_declining = true; }
    void operator()(const Decline& intent) const {
        s.m_session.is_declining = false;
        s.m_reason = name_of(intent.reason);
        s.raise(ceremony::Declined{});
    }
    // Any intent touches the idle timer; a notice or receipt begins its time anew.
    void operator()(const MoreTime&) const { s.m_notice_since_ms = s.m_device.clock.boot_ms(); }
    void operator()(const Dismiss&) const { s.raise(ceremony::NoticeDismissed{}); }
};

void DeviceSession::handle(const Intent& intent) {
    m_idle.touch(m_device.clock.boot_ms());
    std::visit(IntentHandler{*this}, intent);
    changed();
    drain();
}

void DeviceSession::press_digit(char digit) {
    m_session.trouble.reset();
    if (std::holds_alternative<ceremony::Authenticating>(m_state)) {
        if (m_session.open && m_session.pin.length() < m_session.open->code_length) m_session.pin.push(digit);
    } else if (std::holds_alternative<ceremony::Identifying>(m_state) && m_session.digits.size() < code_digits) {
        if (digit >= '0' && digit <= '9') m_session.digits.push_back(digit);
    }
}

void DeviceSession::enter_digits() {
    if (std::holds_alternative<ceremony::Authenticating>(m_state)) {
        if (m_session.pin.length() == m_session.open->code_length) raise(ceremony::PinEntered{});
        else m_session.trouble = base::Fault::pin_malformed;
    } else if (std::holds_alternative<ceremony::Identifying>(m_state)) {
        if (m_session.digits.size() == code_digits) raise(ceremony::CodeEntered{});
        else m_session.trouble = base::Fault::pin_malformed;
    }
}

void DeviceSession::draw_ink(const DrawInk& intent) {
    if (!std::holds_alternative<ceremony::Signing>(m_state) || intent.samples.empty()) return;
    Ink ink = m_session.ink ? *m_session.ink : Ink{intent.pad_width_mm, intent.pad_height_mm, {}};
    if (sample_count(ink) + intent.samples.size() > ink_samples_max) return;
    if (intent.begins_stroke || ink.strokes.empty()) ink.strokes.emplace_back();
    auto& stroke = ink.strokes.back();
    stroke.insert(stroke.end(), intent.samples.begin(), intent.samples.end());
    m_session.ink = std::make_shared<const Ink>(std::move(ink));
    raise(ceremony::InkChanged{is_enough(*m_session.ink)});
}

void DeviceSession::go_back() {
    if (m_session.is_declining || m_session.is_choosing_language) {
        m_session.is_declining = m_session.is_choosing_language = false;
        return;
    }
    m_session.pin.clear();
    if (std::holds_alternative<ceremony::ConfirmingIdentity>(m_state)) {
        m_session.open.reset();
        m_session.answers.clear();
        m_session.pages.clear();
    }
    raise(ceremony::BackPressed{});
}

// Said before anyone signs: an answer that is missing, or that cannot be printed.
std::optional<base::Fault> DeviceSession::check_answer(const Answer& answer) const {
    const documents::EnvelopeField& field = m_session.open->document().fields[answer.field];
    if (field.is_required && answer.text.empty()) return base::Fault::field_value_invalid;
    if (const auto covered = documents::covers(m_device.fonts, answer.text); !covered) return covered.fault();
    return std::nullopt;
}

}  // namespace app

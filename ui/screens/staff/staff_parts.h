// SPDX-License-Identifier: Apache-2.0
// What the staff's screens share.
#pragma once

#include "appliance/admin/intent.h"
#include "ui/screens/parts.h"

namespace screens {

// The first thing said in a frame counts.
class StaffAnswer {
public:
    template <typename Intent>
    void say(Intent intent) {
        if (!m_intent) m_intent.emplace(std::move(intent));
    }
    std::optional<admin::Intent> take() { return std::exchange(m_intent, std::nullopt); }

private:
    std::optional<admin::Intent> m_intent;
};

void surround_staff(ui::Kit& kit, const admin::Screen& screen, StaffAnswer& answer, const Content& body);
// Back at the start where there is one, `primary` at the end.
void staff_actions(ui::Kit& kit, const app::Surroundings& around, StaffAnswer& answer, const Content& primary);
// Two parts side by side, both from the top; one below the other where there is less room.
void staff_columns(ui::Kit& kit, const std::string& id, const Content& start, const Content& end, float end_width);
// A card in the middle: an icon, a heading, a sentence, and what follows.
void staff_card(ui::Kit& kit, const std::string& id, ui::Icon icon, ui::Tone tone, std::string title, std::string text, const Content& more);

// In the person's language (staff_words.cpp; of runbooks: plans.cpp).
std::string words_of(const ui::Kit& kit, runbook::Standing standing);
std::string words_of(const ui::Kit& kit, admin::Role role);
std::string words_of(const ui::Kit& kit, admin::Standing standing);
std::string words_of(const ui::Kit& kit, admin::Step step);
std::string name_of(admin::Step step);  // for ids
// "Ends in 5 days"; empty when there is time.
std::string urgency_words(const ui::Kit& kit, const admin::KeyLine& key);
ui::Tone tone_of(admin::Urgency urgency);
// "P-256 · valid until 2027-03-01"
std::string line_under(const ui::Kit& kit, const admin::KeyLine& key);
std::string past_words(const ui::Kit& kit, const admin::KeyScreen& screen);
std::string policy_words(const ui::Kit& kit, const admin::KeyScreen& screen);
// "May sign 400 more times, until 2026-11-30."; empty when nobody could tell.
std::string uses_words(const ui::Kit& kit, const admin::KeyLine& key);
// What to do next about the key in use: a title, and a sentence.
struct RotationWords { std::string title, text; };
RotationWords words_of(const ui::Kit& kit, const admin::RotationScreen& rotation);
// A fingerprint in groups of four, so that two people can compare it aloud.
std::string fingerprint_words(const std::string& hex);
ui::KeyLayout layout_of(app::Language language);
// A name that is being typed, with the keyboard for it: says TypeText, EraseText, Confirm.
void name_entry(ui::Kit& kit, const std::string& name, admin::NameTrouble trouble, StaffAnswer& answer);

void draw_staff_content(ui::Kit&, const admin::SignInScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::HomeScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::KeyListScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::KeyScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::NewKeyScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ConfirmScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::WorkingScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::DoneScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::RefusedScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::StickScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::FilePasswordScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::KeyNameScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::BroughtScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::RotationScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ReleaseTextScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ReleasePasswordScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ApprovalsScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ApproveScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::CertificateScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ArchiveScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::PlansScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::PlanScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::PlanStepScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::PlanAnswerScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::PlanSecondScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::SendScreen&, const app::Surroundings&, StaffAnswer&);
void draw_staff_content(ui::Kit&, const admin::ShipmentsScreen&, const app::Surroundings&, StaffAnswer&);

}  // namespace screens

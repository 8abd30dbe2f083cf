// SPDX-License-Identifier: Apache-2.0
// A certificate that somebody brought for a key: what it is, before it is installed.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

void draw_staff_content(Kit& kit, const admin::CertificateScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "certificate", [&] {
        introduce(kit, with_values(kit.words("Install this certificate for {key}?"), {{"key", screen.key}}), isolate(clean(screen.file)), TextRole::heading);
        card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            fact(kit, Icon::stamp, kit.words("Certificate"),
                 with_values(kit.words("For {subject}, from {issuer}, valid until {day}."),
                             {{"subject", clean(screen.subject)}, {"issuer", clean(screen.issuer)}, {"day", screen.valid_until}}));
            fact(kit, Icon::magnify, kit.words("Fingerprint of the certificate"), fingerprint_words(screen.fingerprint));
        });
    }, [&] {
        heading(kit, kit.words("Afterwards"), TextRole::card_title, 2);
        paragraph(kit, kit.words("It is checked, and kept with the key when its issuer is one that this device trusts. Nothing is signed with it before the key is put into use."), TextRole::secondary);
        paragraph(kit, kit.words("Is its issuer another authority? Then the platform must know it first: it registers the certificate as this device's, and the key proves that it is here."), TextRole::secondary);
        if (button(kit, "register", {.label = words_of(kit, admin::Step::register_certificate), .icon = Icon::shield_check}))
            answer.say(admin::ChooseStep{admin::Step::register_certificate});
    }, 500);
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = words_of(kit, admin::Step::install_certificate), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

}  // namespace screens

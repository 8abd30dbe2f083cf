// SPDX-License-Identifier: Apache-2.0
// A step of a key's life: what will be, the work, what came of it.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

std::string question_of(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: case admin::Step::replace: case admin::Step::release: case admin::Step::write_release: case admin::Step::open_file: case admin::Step::import: case admin::Step::bring_certificate: case admin::Step::register_certificate: case admin::Step::take_confirmation: case admin::Step::take_confirmations: case admin::Step::give_up: case admin::Step::send: case admin::Step::write_destination: case admin::Step::confirm_arrival: case admin::Step::begin_plan: case admin::Step::do_plan_step: case admin::Step::seal_report: case admin::Step::archive: return {};
        case admin::Step::request_certificate: return kit.words("Ask for a certificate for {key}?");
        case admin::Step::write_request: return kit.words("Write the request of {key} to the stick?");
        case admin::Step::install_certificate: return kit.words("Install the certificate of {key}?");
        case admin::Step::take_registration: return kit.words("Take the registration of {key}?");
        case admin::Step::activate: return kit.words("Put {key} into use?");
        case admin::Step::test_sign: return kit.words("Try {key}?");
        case admin::Step::destroy: return kit.words("Destroy {key} for ever?");
    }
    return {};
}

std::string outlook_of(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: case admin::Step::replace: case admin::Step::release: case admin::Step::write_release: case admin::Step::open_file: case admin::Step::import: case admin::Step::bring_certificate: case admin::Step::register_certificate: case admin::Step::take_confirmation: case admin::Step::take_confirmations: case admin::Step::give_up: case admin::Step::send: case admin::Step::write_destination: case admin::Step::confirm_arrival: case admin::Step::begin_plan: case admin::Step::do_plan_step: case admin::Step::seal_report: case admin::Step::archive: return {};
        case admin::Step::request_certificate: return kit.words("The key signs a request, and the chip vouches for the key. The letter goes to the platform with the next visit of the courier.");
        case admin::Step::write_request: return kit.words("The key signs a request for a certificate (PKCS#10), for an authority that the courier does not reach. Put a stick in first. The request is no secret.");
        case admin::Step::install_certificate: return kit.words("The platform's answer is checked, and the certificate kept with the key.");
        case admin::Step::take_registration: return kit.words("The platform's signed list is checked. The certificate is installed when the list names exactly the one that was brought.");
        case admin::Step::activate: return kit.words("From the next start of this device on, documents are signed with this key.");
        case admin::Step::test_sign: return kit.words("A page marked TEST is signed with it, both verifiers judge it, and the log is checked. It is never evidence.");
        case admin::Step::destroy: return kit.words("No copy of it will ever sign with this chip again. What was signed with it stays valid. Nobody can undo this.");
    }
    return {};
}

std::string work_of(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: return kit.words("The chip is making {key}");
        case admin::Step::request_certificate: case admin::Step::write_request: return kit.words("The request for {key} is being signed");
        case admin::Step::install_certificate: case admin::Step::bring_certificate: return kit.words("The certificate of {key} is being checked");
        case admin::Step::register_certificate: return kit.words("The platform is being asked to register {key}");
        case admin::Step::take_registration: return kit.words("The registration of {key} is being checked");
        case admin::Step::activate: return kit.words("{key} is being put into use");
        case admin::Step::test_sign: return kit.words("{key} is being tried");
        case admin::Step::destroy: return kit.words("{key} is being destroyed");
        case admin::Step::replace: return kit.words("{key} is being replaced, as far as that goes today");
        case admin::Step::open_file: return kit.words("{key} is being opened");
        case admin::Step::release: return kit.words("The chip is asked to let {key} leave");
        case admin::Step::write_release: return kit.words("{key} is being written to the stick");
        case admin::Step::import: return kit.words("The chip is taking in {key}");
        case admin::Step::take_confirmation: return kit.words("The confirmation {key} is being checked");
        case admin::Step::take_confirmations: return kit.words("The platform's confirmations are being checked");
        case admin::Step::give_up: return kit.words("It is written down that nobody waits for {key} any longer");
        case admin::Step::write_destination: return kit.words("The device's own word about its chip is being signed");
        case admin::Step::confirm_arrival: return kit.words("What came with {key} is being checked, and its arrival signed");
        case admin::Step::begin_plan: return kit.words("The plan is being begun; today is its day 0");
        case admin::Step::do_plan_step: return kit.words("The device looks, and writes down what it finds");
        case admin::Step::seal_report: return kit.words("The report is being printed and sealed");
        case admin::Step::archive: return kit.words("Chains and evidence are being written to the stick");
        case admin::Step::send: return {};
    }
    return {};
}

std::string result_of(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: return kit.words("{key} was made");
        case admin::Step::request_certificate: return kit.words("The certificate for {key} was asked for");
        case admin::Step::write_request: return kit.words("The request of {key} is on the stick");
        case admin::Step::install_certificate: case admin::Step::bring_certificate: return kit.words("The certificate of {key} is installed");
        case admin::Step::register_certificate: return kit.words("The platform was asked to register {key}");
        case admin::Step::take_registration: return kit.words("{key} is registered, and its certificate installed");
        case admin::Step::activate: return kit.words("{key} is in use from the next start on");
        case admin::Step::test_sign: return kit.words("{key} works");
        case admin::Step::destroy: return kit.words("{key} is destroyed");
        case admin::Step::import: return kit.words("{key} is in the chip");
        case admin::Step::write_release: case admin::Step::send: return kit.words("{key} was handed on");
        case admin::Step::write_destination: return kit.words("Where keys for this device go is on the stick");
        case admin::Step::confirm_arrival: return kit.words("The arrival of {key} is confirmed on the stick");
        case admin::Step::seal_report: return kit.words("The sealed report is on the stick");
        case admin::Step::archive: return kit.words("The archive is on the stick");
        case admin::Step::replace: case admin::Step::open_file: case admin::Step::release: case admin::Step::take_confirmation: case admin::Step::take_confirmations: case admin::Step::give_up: case admin::Step::begin_plan: case admin::Step::do_plan_step: return {};
    }
    return {};
}

std::string after(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: return kit.words("It was born in this chip and cannot leave it. Next, ask for a certificate.");
        case admin::Step::request_certificate: return kit.words("The letter lies ready for the courier. When the answer is here, install the certificate.");
        case admin::Step::write_request: return kit.words("Carry it to the authority, and compare the fingerprint of the key there. When its certificate is on a stick, take it from there.");
        case admin::Step::install_certificate: case admin::Step::bring_certificate: case admin::Step::take_registration: return kit.words("Next, try the key, and put it into use.");
        case admin::Step::register_certificate: return kit.words("The letter lies ready for the courier, with a proof that the key is here. Compare this fingerprint with the platform's list; then take the registration.");
        case admin::Step::activate: return kit.words("The key before it is retired, and can be destroyed once nothing waits for it.");
        case admin::Step::test_sign: return kit.words("The page marked TEST was accepted by both verifiers, and the log holds exactly the entries of that.");
        case admin::Step::destroy: return kit.words("Its certificates and its history are kept.");
        case admin::Step::import: return kit.words("This is what the chip says of it now. What no chip can say: that nobody else has a copy. Destroy the file, and every copy of it.");
        case admin::Step::write_release: return kit.words("The file and its signed description are on the stick. It is not done until the receiver has confirmed it: until then it counts as under way.");
        case admin::Step::send: return kit.words("Only the other device's chip can open the file on the stick. It is not done until that device has confirmed it: until then it counts as under way.");
        case admin::Step::archive: return kit.words("Certificate chains, every entry of the log, and what the chip said of each key, with a manifest that this device signed. No private key.");
        case admin::Step::seal_report: return kit.words("It says what was done, by whom and on what proof, and what is still open. Both verifiers accepted it.");
        case admin::Step::confirm_arrival: return kit.words("Carry it back to the sender: with this signed word, and not before, it is done there.");
        case admin::Step::write_destination: return kit.words("Carry it to the device that has the key. It is no secret, and only this chip will open what comes back.");
        case admin::Step::replace: case admin::Step::open_file: case admin::Step::release: case admin::Step::take_confirmation: case admin::Step::take_confirmations: case admin::Step::give_up: case admin::Step::begin_plan: case admin::Step::do_plan_step: return {};
    }
    return {};
}

std::string about(std::string words, const std::string& key) { return with_values(std::move(words), {{"key", key}}); }

struct Words {
    std::string sentence, remedy;
};

Words words_about(const Kit& kit, const admin::RefusedScreen& screen) {
    switch (screen.reason) {
        case admin::Reason::no_roster: return {kit.words("This device does not know yet who works with it."), kit.words("Install the list of staff that the platform signed.")};
        case admin::Reason::no_answer_yet: return {kit.words("No answer from the platform is here yet."), kit.words("Wait for the next visit of the courier, and try again.")};
        case admin::Reason::no_stick: return {kit.words("No stick is in."), kit.words("Put a stick in, and try again.")};
        case admin::Reason::as_the_fault_says: break;
    }
    return {sentence_of(kit, screen.fault), kit.words(base::row_of(screen.fault).remedy)};
}

constexpr const char* algorithms[] = {"p256", "p384", "rsa2048", "rsa3072"};

}  // namespace

void name_entry(Kit& kit, const std::string& name, admin::NameTrouble is_wrong, StaffAnswer& answer) {
    text_field(kit, "name", kit.words("Name of the key"), isolate(name), is_wrong == admin::NameTrouble::none ? kit.words("Small letters, digits and dashes") : "", is_wrong != admin::NameTrouble::none);
    if (is_wrong == admin::NameTrouble::malformed) trouble(kit, "trouble", kit.words("Begin and end with a letter or a digit; at most 40 characters."));
    if (is_wrong == admin::NameTrouble::taken) trouble(kit, "trouble", kit.words("A key of this name is here already, or was."));
    const auto key = keyboard(kit, "keyboard", KeyLayout::english);
    if (!key) return;
    if (key->is_enter) answer.say(admin::Confirm{});
    else if (key->is_erase) answer.say(app::EraseText{});
    else answer.say(app::TypeText{key->typed});
}

void draw_staff_content(Kit& kit, const admin::NewKeyScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "new-key", {.gap = 18, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("Make a new key"), kit.words("The chip makes it, and never lets it go. RSA 3072 can take half a minute."), TextRole::heading);
        const Option options[] = {{"p256", "P-256"}, {"p384", "P-384"}, {"rsa2048", "RSA 2048"}, {"rsa3072", "RSA 3072"}};
        std::size_t chosen = 0;
        for (std::size_t i = 0; i < std::size(algorithms); ++i)
            if (screen.algorithm == algorithms[i]) chosen = i;
        if (const auto now = chips(kit, "algorithm", options, chosen)) answer.say(admin::ChooseAlgorithm{algorithms[*now]});
        name_entry(kit, screen.name, screen.trouble, answer);
    });
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Make it"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::ConfirmScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_final = screen.step == admin::Step::destroy;
    staff_card(kit, "question", is_final ? Icon::alert : Icon::help, is_final ? Tone::trouble : Tone::accent,
               about(question_of(kit, screen.step), screen.key), outlook_of(kit, screen.step), {});
    staff_actions(kit, around, answer, [&] {
        if (is_final) {
            if (hold_to_confirm(kit, "confirm", kit.words("Hold to destroy"), kit.words("Keep your finger here for a moment"))) answer.say(admin::Confirm{});
        } else if (button(kit, "confirm", {.label = words_of(kit, screen.step), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large})) {
            answer.say(admin::Confirm{});
        }
    });
}

void draw_staff_content(Kit& kit, const admin::WorkingScreen& screen, const app::Surroundings&, StaffAnswer&) {
    staff_card(kit, "work", Icon::clock, Tone::accent, about(work_of(kit, screen.step), screen.key),
               kit.words("This can take half a minute, and the screen stands still until it is done. Leave your token in."), {});
}

void draw_staff_content(Kit& kit, const admin::DoneScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_card(kit, "done", Icon::check, Tone::good, about(result_of(kit, screen.step), screen.key), after(kit, screen.step), [&] {
        if (!screen.fingerprint.empty()) fact(kit, Icon::magnify, kit.words("Fingerprint of the certificate"), fingerprint_words(screen.fingerprint));
        if (!screen.file.empty()) fact(kit, Icon::file_text, kit.words("File"), isolate(clean(screen.file)));
        if (!screen.now) return;
        if (!screen.file.empty()) {
            fact(kit, Icon::magnify, kit.words("Fingerprint of the key"), fingerprint_words(screen.now->fingerprint));
            return;
        }
        fact(kit, Icon::chip, kit.words("Origin"), past_words(kit, *screen.now));
        fact(kit, Icon::lock, kit.words("Policy"), policy_words(kit, *screen.now));
    });
    staff_actions(kit, around, answer, [&] {
        if (screen.may_confirm_arrival && button(kit, "confirm-arrival", {.label = words_of(kit, admin::Step::confirm_arrival), .icon = Icon::file_check, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::ChooseStep{admin::Step::confirm_arrival});
    });
}

void draw_staff_content(Kit& kit, const admin::RefusedScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const Words words = words_about(kit, screen);
    staff_card(kit, "refused", Icon::alert, Tone::trouble, kit.words("This was not done"), words.sentence, [&] {
        if (!screen.detail.empty()) paragraph(kit, isolate(clean(screen.detail)));
        paragraph(kit, words.remedy, TextRole::secondary);
        const std::string code(base::row_of(screen.fault).code);
        kit.plain_text(TextRole::mono, code, kit.palette().muted).meaning = Meaning{.id = "fault.code", .name = code};
    });
    staff_actions(kit, around, answer, {});
}

}  // namespace screens

// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

std::string words_of(const Kit& kit, admin::Role role) {
    switch (role) {
        case admin::Role::agent: return kit.words("Agent");
        case admin::Role::site_manager: return kit.words("Site manager");
        case admin::Role::security_officer: return kit.words("Security officer");
        case admin::Role::auditor: return kit.words("Auditor");
        case admin::Role::custodian: return kit.words("Custodian");
    }
    return {};
}

std::string words_of(const Kit& kit, admin::Standing standing) {
    switch (standing) {
        case admin::Standing::no_certificate: return kit.words("No certificate yet");
        case admin::Standing::ready: return kit.words("Ready");
        case admin::Standing::active: return kit.words("In use");
        case admin::Standing::expired: return kit.words("Expired");
        case admin::Standing::retired: return kit.words("Retired");
        case admin::Standing::destroyed: return kit.words("Destroyed");
    }
    return {};
}

std::string words_of(const Kit& kit, admin::Step step) {
    switch (step) {
        case admin::Step::create: return kit.words("Make a new key");
        case admin::Step::request_certificate: return kit.words("Ask for a certificate");
        case admin::Step::install_certificate: return kit.words("Install the certificate");
        case admin::Step::activate: return kit.words("Put into use");
        case admin::Step::test_sign: return kit.words("Try it");
        case admin::Step::destroy: return kit.words("Destroy");
        case admin::Step::replace: return kit.words("Replace this key");
        case admin::Step::release: return kit.words("Let it leave as a file");
        case admin::Step::write_release: return kit.words("Write it to the stick");
        case admin::Step::write_request: return kit.words("Write its request to the stick");
        case admin::Step::bring_certificate: return kit.words("Take its certificate from the stick");
        case admin::Step::register_certificate: return kit.words("Register it with the platform");
        case admin::Step::take_registration: return kit.words("Take the platform's registration");
        case admin::Step::take_confirmation: return kit.words("Confirmation from the stick");
        case admin::Step::take_confirmations: return kit.words("Confirmation from the platform");
        case admin::Step::give_up: return kit.words("Wait no longer");
        case admin::Step::send: return kit.words("Send it to another device's chip");
        case admin::Step::confirm_arrival: return kit.words("Confirm its arrival");
        case admin::Step::begin_plan: return kit.words("Begin");
        case admin::Step::do_plan_step: return kit.words("This is done");
        case admin::Step::seal_report: return kit.words("Seal its report to the stick");
        case admin::Step::archive: return kit.words("Archive chains and evidence");
        case admin::Step::write_destination: return kit.words("Say where keys for this device go");
        case admin::Step::open_file: return kit.words("Open");
        case admin::Step::import: return kit.words("Bring a key");
    }
    return {};
}

std::string name_of(admin::Step step) {
    switch (step) {
        case admin::Step::create: return "create";
        case admin::Step::request_certificate: return "request";
        case admin::Step::install_certificate: return "install";
        case admin::Step::activate: return "activate";
        case admin::Step::test_sign: return "test";
        case admin::Step::destroy: return "destroy";
        case admin::Step::replace: return "replace";
        case admin::Step::release: return "release";
        case admin::Step::write_release: return "write";
        case admin::Step::write_request: return "write-request";
        case admin::Step::bring_certificate: return "bring-certificate";
        case admin::Step::register_certificate: return "register";
        case admin::Step::take_registration: return "take-registration";
        case admin::Step::take_confirmation: return "take-confirmation";
        case admin::Step::take_confirmations: return "take-confirmations";
        case admin::Step::give_up: return "give-up";
        case admin::Step::send: return "send";
        case admin::Step::write_destination: return "write-destination";
        case admin::Step::confirm_arrival: return "confirm-arrival";
        case admin::Step::begin_plan: return "begin-plan";
        case admin::Step::do_plan_step: return "do-plan-step";
        case admin::Step::seal_report: return "seal-report";
        case admin::Step::archive: return "archive";
        case admin::Step::open_file: return "open";
        case admin::Step::import: return "import";
    }
    return {};
}

std::string fingerprint_words(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); ++i) {
        if (i != 0 && i % 4 == 0) out += ' ';
        out += hex[i];
    }
    return isolate(out);
}

std::string urgency_words(const Kit& kit, const admin::KeyLine& key) {
    if (key.urgency == admin::Urgency::none) return {};
    if (key.urgency == admin::Urgency::over) return kit.words("The certificate is over: nothing more is signed with it.");
    const auto days = static_cast<std::uint64_t>(key.days_left);
    return with_values(kit.words("The certificate ends in {n} day.", "The certificate ends in {n} days.", days), {{"n", std::to_string(days)}});
}

Tone tone_of(admin::Urgency urgency) {
    return urgency == admin::Urgency::now || urgency == admin::Urgency::over ? Tone::trouble : Tone::accent;
}

std::string line_under(const Kit& kit, const admin::KeyLine& key) {
    std::string line = isolate(key.algorithm);
    if (!key.valid_until.empty()) line += " · " + with_values(kit.words("valid until {day}"), {{"day", key.valid_until}});
    if (key.uses && !key.uses->until.empty())
        line += " · " + with_values(kit.words("{n} use left", "{n} uses left", key.uses->left), {{"n", std::to_string(key.uses->left)}});
    return line;
}

std::string uses_words(const Kit& kit, const admin::KeyLine& key) {
    if (!key.uses) return {};
    if (key.uses->until.empty()) return kit.words("No approval is in force: nothing can be signed until the platform sends one.");
    return with_values(kit.words("May sign {n} more time, until {day}.", "May sign {n} more times, until {day}.", key.uses->left),
                       {{"n", std::to_string(key.uses->left)}, {"day", key.uses->until}});
}

}  // namespace screens

// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ui/staff_sample.h"

namespace sample {
namespace {

using namespace admin;

const KeyLine birth{"birth", "P-256", Standing::active, Urgency::near, 21, "2026-12-14", KeyLine::Uses{187, "2026-11-30"}};
const KeyLine coming{"key-2026-11", "P-384", Standing::ready, Urgency::none, 0, "2027-11-20", KeyLine::Uses{1, "2026-11-30"}};
const KeyLine fresh{"seal-2027", "RSA 3072", Standing::no_certificate, Urgency::none, 0, "", KeyLine::Uses{0, ""}};
const KeyLine over{"old-ward", "RSA 2048", Standing::expired, Urgency::over, -3, "2026-11-20", {}};
const KeyLine gone{"pilot", "P-256", Standing::destroyed, Urgency::none, 0, "2026-08-01", {}};

constexpr const char* fingerprint = "3f1c9a0477e2b85d60aa1e94c2d7f38b9e05416c7da2f8130b6c5e42d98f71a0";

const RotationScreen due{keys::RotationStage::due, "birth", {}, {}, "2026-11-14", 11, 14, true};

KeyScreen of_ward() {
    return {.key = {"ward-7", "RSA 2048", Standing::ready, Urgency::none, 0, "2027-02-11", {}}, .past = Past::imported, .since = "2026-11-23", .is_fixed = false,
            .needed = 0, .custodians = 0, .subject = "Ward 7", .issuer = "Northgate Issuing CA", .fingerprint = fingerprint, .steps = {}};
}

KeyScreen of_birth() {
    return {.key = birth, .past = Past::born_here_for_good, .since = "2025-12-14", .is_fixed = true, .needed = 0, .custodians = 0,
            .subject = "harbour-otter-41", .issuer = "Northgate Issuing CA", .fingerprint = fingerprint, .steps = {Step::test_sign, Step::replace}};
}

}  // namespace

std::vector<NamedStaff> staff_screens() {
    std::vector<NamedStaff> out;
    const auto add = [&](std::string name, Content content, bool is_home = false) {
        Screen screen;
        screen.surroundings.place = "Northgate Day Surgery";
        screen.surroundings.device_name = "harbour-otter-41";
        screen.surroundings.may_go_back = !is_home;
        screen.who = "Zoë Okafor";
        screen.minutes_left = 28;
        screen.content = std::move(content);
        out.push_back({std::move(name), std::move(screen)});
    };
    add("staff-door", SignInScreen{"Zoë Okafor", "YubiKey 5, 12345678", 4, 3U, {}}, true);
    out.back().screen.who.clear();
    add("staff-door-wrong", SignInScreen{"Zoë Okafor", "YubiKey 5, 12345678", 0, 2U, base::Fault::pin_wrong}, true);
    out.back().screen.who.clear();
    add("staff-door-locked", SignInScreen{"Zoë Okafor", "YubiKey 5, 12345678", 0, 0U, base::Fault::pin_locked}, true);
    out.back().screen.who.clear();
    add("staff-stranger", RefusedScreen{base::Fault::token_not_ours}, true);
    out.back().screen.who.clear();
    add("staff-no-roster", RefusedScreen{base::Fault::disk_not_found, Reason::no_roster}, true);
    out.back().screen.who.clear();
    add("staff-home", HomeScreen{"Zoë Okafor", {Role::security_officer, Role::auditor}, true, 5, due, {birth, over}, 2, true, true, {}}, true);
    add("staff-home-agent", HomeScreen{"Ken Adeyemi", {Role::agent}, false, 0, {}, {}}, true);
    out.back().screen.who = "Ken Adeyemi";
    add("staff-keys", KeyListScreen{{birth, coming, fresh, over, gone}, true, true});
    add("staff-key", of_birth());
    add("staff-key-new", KeyScreen{.key = fresh, .past = Past::born_here_and_may_go, .since = "2026-11-22", .is_fixed = false, .needed = 2, .custodians = 3,
                                   .subject = {}, .issuer = {}, .fingerprint = fingerprint,
                                   .steps = {Step::request_certificate, Step::install_certificate, Step::write_request, Step::bring_certificate,
                                             Step::destroy, Step::release, Step::send}});
    add("staff-key-over", KeyScreen{.key = over, .past = Past::imported, .since = "2025-11-20", .is_fixed = false, .needed = 0, .custodians = 0,
                                    .subject = "Ward 7", .issuer = "Northgate Issuing CA", .fingerprint = fingerprint, .steps = {}});
    add("staff-new-key", NewKeyScreen{"key-2026-11", "p384", NameTrouble::taken});
    add("staff-activate", ConfirmScreen{Step::activate, "key-2026-11"});
    add("staff-destroy", ConfirmScreen{Step::destroy, "old-ward"});
    add("staff-working", WorkingScreen{Step::create, "seal-2027"}, true);
    add("staff-done", DoneScreen{Step::request_certificate, "seal-2027", {}});
    add("staff-refused", RefusedScreen{base::Fault::record_missing, Reason::no_answer_yet});
    add("staff-stick", StickScreen{true, {{"ward-7.pfx", 2893}, {"clinic-otter.key", 4120}, {"مفتاح العيادة.p12", 3011}}});
    add("staff-stick-none", StickScreen{});
    add("staff-stick-certificate", StickScreen{true, {{"seal-2027.pem", 3120}, {"northgate-root.crt", 1180}}, "seal-2027", StickScreen::Seeks::certificate});
    add("staff-write-request", ConfirmScreen{Step::write_request, "seal-2027"});
    add("staff-request-written", DoneScreen{Step::write_request, "seal-2027", of_ward(), "seal-2027.csr"});
    add("staff-registering", DoneScreen{Step::register_certificate, "seal-2027", {}, {}, fingerprint});
    add("staff-take-registration", ConfirmScreen{Step::take_registration, "seal-2027"});
    add("staff-registered", DoneScreen{Step::take_registration, "seal-2027", {}});
    add("staff-no-stick", RefusedScreen{base::Fault::disk_not_found, Reason::no_stick});
    add("staff-certificate", CertificateScreen{"seal-2027", "seal-2027.pem", "Seal of Northgate", "Harbour Trust Issuing CA", "2027-11-20", fingerprint});
    add("staff-password", FilePasswordScreen{"ward-7.pfx", "harbour-heron-7", 11, {}});
    add("staff-password-wrong", FilePasswordScreen{"ward-7.pfx", "", 0, base::Fault::key_file_password});
    add("staff-key-name", KeyNameScreen{"ward-7", NameTrouble::malformed});
    add("staff-brought", BroughtScreen{"ward-7", "ward-7.pfx", "RSA 2048", "Ward 7", "Northgate Issuing CA", "2027-02-11", {}, {},
                                       {crypto::KeyFileWarning::legacy_cipher, crypto::KeyFileWarning::sha1_mac, crypto::KeyFileWarning::few_iterations}, false});
    add("staff-brought-travelling", BroughtScreen{"portable", "clinic-otter.key", {}, "Clinic", "Northgate Issuing CA", "2027-02-11", "clinic-otter", {}, {}, true});
    add("staff-brought-done", DoneScreen{Step::import, "ward-7", of_ward()});
    add("staff-rotation", RotationScreen{keys::RotationStage::resting, "birth", {}, {}, "2027-05-14", 11, 14, true});
    add("staff-rotation-waits", RotationScreen{keys::RotationStage::wants_certificate, "birth", "birth", "key-2026-11", {}, 11, 14, true});
    add("staff-rotation-overlap", RotationScreen{keys::RotationStage::overlapping, "key-2026-11", "birth", "key-2026-11", "2026-12-07", 11, 14, false});
    add("staff-rotation-end", RotationScreen{keys::RotationStage::wants_end, "key-2026-11", "birth", "key-2026-11", {}, 11, 14, true});
    const auto shown = std::make_shared<const base::SecretBytes>(base::as_bytes("k7mqx-2vt9h-w4pdz-8rfcn-3"));
    add("staff-release-to", ReleaseTextScreen{ReleaseTextScreen::Asks::receiver, "portable", "harbour otter", true});
    add("staff-release-why", ReleaseTextScreen{ReleaseTextScreen::Asks::reason, "portable", "move to the new clinic", false});
    add("staff-release-password", ReleasePasswordScreen{"portable", "harbour-otter-42", "move to the new clinic", shown, 2, 3});
    add("staff-approvals", ApprovalsScreen{"portable", "harbour-otter-42", "move to the new clinic", 1, 2, 9, false}, true);
    out.back().screen.who.clear();
    add("staff-approvals-done", ApprovalsScreen{"portable", "harbour-otter-42", "move to the new clinic", 2, 2, 7, true}, true);
    add("staff-approve", ApproveScreen{"YubiKey 5, 12345678", "portable", "harbour-otter-42", "move to the new clinic", 3, 2U, base::Fault::pin_wrong}, true);
    out.back().screen.who.clear();
    add("staff-released", DoneScreen{Step::write_release, "portable", {}});
    using Way = ShipmentLine::Way;
    using State = ShipmentLine::State;
    add("staff-shipments", ShipmentsScreen{{{"0a1b", "harbour-otter-42", "portable.manifest.json", 3, Way::stick, "2026-11-19", 4, State::under_way, {}},
                                            {"2c3d", "platform", "ward-7.manifest.json", 3, Way::courier, "2026-11-23", 0, State::under_way, {}},
                                            {"4e5f", "clinic-heron-3", "seal-2025.key", 1, Way::sftp, "2026-10-02", 52, State::arrived, {}},
                                            {"6071", "harbour-otter-9", "old-ward.manifest.json", 3, Way::stick, "2026-08-11", 104, State::given_up, "the stick was lost"}}, true, true});
    add("staff-shipments-none", ShipmentsScreen{});
    add("staff-stick-confirmation", StickScreen{true, {{"portable.arrival.p7m", 2210}}, {}, StickScreen::Seeks::confirmation});
    add("staff-stick-destination", StickScreen{true, {{"harbour-otter-42.destination", 2410}}, "portable", StickScreen::Seeks::destination});
    add("staff-send", SendScreen{"portable", "harbour-otter-42", 2, 3});
    add("staff-send-approve", ApproveScreen{"YubiKey 5, 12345678", "portable", "harbour-otter-42", {}, 6, 3U, {}}, true);
    out.back().screen.who.clear();
    add("staff-sent", DoneScreen{Step::send, "portable", {}});
    add("staff-came-signed", DoneScreen{Step::import, "ward-7", of_ward(), {}, {}, true});
    add("staff-arrival-confirmed", DoneScreen{Step::confirm_arrival, "portable", {}, "portable.arrival.p7m"});
    add("staff-destination-written", DoneScreen{Step::write_destination, {}, {}, "harbour-otter-41.destination"});
    add("staff-archive", ArchiveScreen{3});
    add("staff-archive-why", ReleaseTextScreen{ReleaseTextScreen::Asks::why_archived, {}, "yearly audit", false});
    add("staff-archived", DoneScreen{Step::archive, {}, {}, "archive-2026-11-23"});
    using runbook::Standing;
    add("staff-home-custodian", HomeScreen{"Omar Haddad", {Role::custodian}, false, 0, {}, {}, 0, true, false, "Let the key go, and check that it arrived whole in its file"}, true);
    out.back().screen.who = "Omar Haddad";
    add("staff-plans", PlansScreen{{{"first-month", "The first thirty days of a credential", PlanLine::State::under_way, 2, 8, "Bring it over, and have its arrival confirmed", "2026-11-24", "2026-11-24", Standing::overdue},
                                    {"rotation", "Replace a key on schedule", PlanLine::State::complete, 5, 5, {}, {}, {}, {}},
                                    {"backup", {}, PlanLine::State::unreadable, 0, 0, {}, {}, {}, {}}},
                                   {{"migration", "Move signing to another device", "The other device gets the key, this one gives it up. In the days between both can sign, and the log says since when and until when."},
                                    {"regulatory-audit", "Answer an auditor", "Certificate chains, log and evidence leave the device. Keys never do."}}});
    add("staff-plans-none", PlansScreen{});
    add("staff-plan", PlanScreen{"first-month", "The first thirty days of a credential", "2026-11-22", "Zoë Okafor",
                                 {{"plan", "Plan the move", Standing::done, "2026-11-22", "2026-11-22", "2026-11-22", "Mia عمر, Zoë Okafor", false},
                                  {"export", "Let the key go, and check that it arrived whole in its file", Standing::ready, "2026-11-23", "2026-11-23", {}, {}, true},
                                  {"transfer", "Bring it over, and have its arrival confirmed", Standing::too_early, "2026-11-24", "2026-11-24", {}, {}, false},
                                  {"import", "Take it in so that it cannot leave again", Standing::waiting, "2026-11-25", "2026-11-25", {}, {}, false}}, false, false, true});
    add("staff-plan-reported", DoneScreen{Step::seal_report, {}, {}, "first-month.pdf"});
    add("staff-plan-step", PlanStepScreen{"Let the key go, and check that it arrived whole in its file",
                                          "Export a key that was created exportable. Its custodians approve, each with a token; the password travels by another way.",
                                          "The log has one release and nothing else about keys; the bundle's manifest and the file agree.", "inkseal keys export", Role::security_officer,
                                          Role::custodian, "2026-11-23", "2026-11-23", Standing::ready,
                                          {"one release, approved by custodians", "the bundle's signed manifest fits the file", "the bundle's manifest"}});
    add("staff-plan-early", RefusedScreen{base::Fault::plan_step_refused, Reason::as_the_fault_says, "not before day 2. transfer: by security-officer with site-manager, from 2026-11-24 (day 2)"});
    add("staff-plan-answer", PlanAnswerScreen{"Plan the move", "the plan, in one sentence", "ward 7 moves to the", {}, false});
    add("staff-plan-key", PlanAnswerScreen{"Take it in so that it cannot leave again", "the hardware says that the key cannot be exported", {}, {"birth", "seal-2027", "ward-7"}, false});
    add("staff-plan-file", StickScreen{true, {{"portable.manifest.json", 911}, {"portable.pfx", 2893}}, "the bundle's signed manifest fits the file", StickScreen::Seeks::evidence});
    const std::vector<std::pair<std::string, std::string>> answers{{"the bundle's signed manifest fits the file", "portable.manifest.json"}, {"the bundle's manifest", "portable.manifest.json"}};
    add("staff-plan-waits", PlanSecondScreen{"Let the key go, and check that it arrived whole in its file", "The log has one release and nothing else about keys; the bundle's manifest and the file agree.",
                                             "Zoë Okafor", Role::custodian, answers, 30, false});
    add("staff-plan-confirm", PlanSecondScreen{"Let the key go, and check that it arrived whole in its file", "The log has one release and nothing else about keys; the bundle's manifest and the file agree.",
                                               "Zoë Okafor", Role::custodian, answers, 22, true});
    add("staff-give-up", ReleaseTextScreen{ReleaseTextScreen::Asks::why_given_up, "harbour-otter-42", "", true});
    add("staff-confirming", WorkingScreen{Step::take_confirmations, {}}, true);
    add("staff-rehearsal", KeyListScreen{{birth, coming}, false, false});
    out.back().screen.surroundings.is_rehearsal = true;
    return out;
}

}  // namespace sample

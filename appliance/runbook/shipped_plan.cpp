// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/runbook.h"

namespace runbook {
namespace {

using enum EvidenceKind;
using enum staff::Role;
using audit::Event;

constexpr Step steps[] = {
    {.id = "plan", .title = "Plan the move",
     .task = "Write down which key moves, where to, why, who takes part, and until when copies may exist.",
     .check = "Both persons say that the plan stands; the list of keys goes into the journal by its digest.",
     .command = "inkseal keys list --json", .role = site_manager, .second = security_officer,
     .earliest_day = 0, .due_day = 0, .after = "",
     .needs = {{attestation, "the plan, in one sentence"}, {file, "the list of keys"}}},
    {.id = "export", .title = "Let the key go, and check that it arrived whole in its file",
     .task = "Export a key that was created exportable. Its custodians approve, each with a token; the password travels by another way.",
     .check = "The log has one release and nothing else about keys; the bundle's manifest and the file agree.",
     .command = "inkseal keys export", .role = security_officer, .second = custodian, .earliest_day = 1, .due_day = 1, .after = "plan",
     .needs = {{log_events, "one release, approved by custodians",
                {{Event::key_release_intended, 1, 4}, {Event::key_release_approved, 1, 20}, {Event::key_released, 1, 1}, {Event::key_release_abandoned, 0, 3}}},
               {verdict, "the bundle's signed manifest fits the file", {}, Proof::bundle_fits},
               {file, "the bundle's manifest"}}},
    {.id = "transfer", .title = "Bring it over, and have its arrival confirmed",
     .task = "Send the bundle by SFTP, by HTTPS or on a stick. It is done when the receiver has signed for its digest, not before.",
     .check = "The receiver's signature on the bundle's digest.",
     .command = "inkseal keys send, then inkseal keys receive, then inkseal keys confirm", .role = security_officer, .second = site_manager, .earliest_day = 2, .due_day = 2, .after = "export",
     .needs = {{signed_receipt, "the receiver's signed confirmation"}}},
    {.id = "import", .title = "Take it in so that it cannot leave again",
     .task = "Import the bundle without the right to export. Then destroy the transport file.",
     .check = "The log has one import; the hardware is asked what it now enforces.",
     .command = "inkseal keys import", .role = security_officer, .second = site_manager, .earliest_day = 3, .due_day = 3, .after = "transfer",
     .needs = {{log_events, "one import", {{Event::key_imported, 1, 1}}, Proof::none, true}, {key_fact, "the hardware says that the key cannot be exported", {}, Proof::key_stays}}},
    {.id = "register", .title = "Register the certificate and connect the key",
     .task = "Prove possession to the platform, compare the fingerprint on both sides, install the certificate, put the key to use.",
     .check = "The log has one certificate and one activation; the fingerprint at the platform is that of the key.",
     .command = "inkseal keys request --platform, then inkseal keys certificate, or inkseal keys register, then inkseal keys activate", .role = security_officer, .second = site_manager, .earliest_day = 4, .due_day = 4, .after = "import",
     .needs = {{log_events, "one certificate, one activation",
                {{Event::key_certificate_installed, 1, 1}, {Event::key_activated, 1, 1}}},
               {key_fact, "key and certificate belong together; the fingerprint is the platform's", {}, Proof::key_certified}}},
    {.id = "test", .title = "Sign a TEST document, and check that the log is complete",
     .task = "Sign the built-in document marked TEST. Both verifiers judge it.",
     .check = "Both accept; the log has one test, and no other entry about keys.",
     .command = "inkseal keys test", .role = site_manager, .second = auditor, .earliest_day = 5, .due_day = 5, .after = "register",
     .needs = {{log_events, "one test", {{Event::key_tested, 1, 1}}}, {verdict, "both verifiers accept the TEST document", {}, Proof::document_accepted}}},
    {.id = "review", .title = "Review how long, who, and when again",
     .task = "Go through retention (copies 30 to 90 days), the roster, and the date of the next rotation (6 to 12 months). Archive "
             "chains and evidence. Handbooks advise to archive private keys too; this device follows SP 800-57 part 1, which has a "
             "private signature key destroyed and not archived: a copy could sign as its owner, and old signatures need only the public half.",
     .check = "The log has one archive; the auditor has read the list of what is kept.",
     .command = "inkseal keys archive", .role = auditor, .second = site_manager, .earliest_day = 6, .due_day = 6, .after = "test",
     .needs = {{log_events, "one archive of chains and evidence", {{Event::evidence_archived, 1, 1}}},
               {attestation, "retention, access and rotation were reviewed"}}},
    {.id = "compliance", .title = "Audit the first month",
     .task = "Recompute the whole log, compare it with this journal, and see that copies are gone whose time is over.",
     .check = "The log is whole; no entry about keys has come since the review; the auditor's finding is written down.",
     .command = "inkseal audit verify", .role = auditor, .second = security_officer, .earliest_day = 30, .due_day = 30, .after = "review",
     .needs = {{log_events, "no change of any key since the review"}, {verdict, "the whole log, recomputed", {}, Proof::log_whole},
               {attestation, "the auditor's finding"}}},
};

}  // namespace

constinit const std::span<const Step> first_month_steps = steps;

}  // namespace runbook

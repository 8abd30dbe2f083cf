// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/runbook.h"

namespace runbook {
namespace {

using enum EvidenceKind;
using enum staff::Role;
using audit::Event;

constexpr LogCount release[4] = {{Event::key_release_intended, 1, 4}, {Event::key_release_approved, 1, 20},
                                 {Event::key_released, 1, 1}, {Event::key_release_abandoned, 0, 3}};

constexpr Need one_release = {log_events, "one release, approved by custodians",
                              {release[0], release[1], release[2], release[3]}};

constexpr Step migration[] = {
    {.id = "decide", .title = "Decide between a new key and the old one",
     .task = "A new key at the new device is the rule: nothing leaves. Only where the certificate must stay is the key duplicated, chip to chip.",
     .check = "Both persons say which way was chosen and why.",
     .command = "inkseal keys list", .role = site_manager, .second = security_officer,
     .earliest_day = 0, .due_day = 1, .after = "", .needs = {{attestation, "the way that was chosen, and why"}}},
    {.id = "duplicate", .title = "Duplicate the key to the new device",
     .task = "Let the key go to the named device only. No file and no password exist on this way.",
     .check = "The log has one release and nothing else about keys; the new device signs that it has the key.",
     .command = "inkseal keys duplicate", .role = security_officer, .second = custodian, .earliest_day = 0, .due_day = 7, .after = "decide",
     .needs = {one_release, {signed_receipt, "the new device's signed confirmation"}}},
    {.id = "try", .title = "Sign a TEST document at the new device",
     .task = "Sign with the key at the new device, and bring the document here.",
     .check = "Both verifiers accept it.",
     .command = "inkseal keys test", .role = site_manager, .second = auditor, .earliest_day = 0, .due_day = 8, .after = "duplicate",
     .needs = {{verdict, "both verifiers accept the TEST document", {}, Proof::document_accepted}, {file, "the TEST document"}}},
    {.id = "give-up", .title = "Destroy the key here",
     .task = "Destroy this device's private key, so that one device signs and not two. Certificate and evidence stay.",
     .check = "The log has one destruction; the hardware no longer knows the key.",
     .command = "inkseal keys destroy", .role = security_officer, .second = site_manager, .earliest_day = 0, .due_day = 14, .after = "try",
     .needs = {{log_events, "one destruction", {{Event::key_destroyed, 1, 1}}}, {key_fact, "the hardware no longer has the key", {}, Proof::key_gone}}},
};

constexpr Step backup[] = {
    {.id = "reason", .title = "Write down why a copy must exist",
     .task = "A copy weakens every signature of the key: somebody else could have made it. Prefer a second key at a stand-by device. SP 800-57 "
             "part 1 has private signature keys not archived; a copy here is for recovery, of 30 to 90 days, and never for the archive.",
     .check = "Both persons say why, and for how many days.",
     .command = "", .role = site_manager, .second = security_officer,
     .earliest_day = 0, .due_day = 0, .after = "", .needs = {{attestation, "why, and for how many days (30 to 90)"}}},
    {.id = "copy", .title = "Make the copy",
     .task = "Duplicate the key to the stand-by device, or export it to a sealed file. Its custodians approve.",
     .check = "The log has one release and nothing else about keys.",
     .command = "inkseal keys duplicate, or inkseal keys export", .role = security_officer, .second = custodian,
     .earliest_day = 0, .due_day = 7, .after = "reason",
     .needs = {one_release, {signed_receipt, "signed by who keeps the copy"}}},
    {.id = "rehearse", .title = "Try the recovery",
     .task = "Take the copy in at an emulated or stand-by device and sign a TEST document. A copy that was never tried is none.",
     .check = "Both verifiers accept the document.",
     .command = "inkseal keys test", .role = site_manager, .second = auditor, .earliest_day = 0, .due_day = 14, .after = "copy",
     .needs = {{verdict, "both verifiers accept the TEST document", {}, Proof::document_accepted}, {file, "the TEST document"}}},
    {.id = "delete", .title = "Delete the copy when its time is over",
     .task = "Delete the copy after 30 days at the earliest and 90 at the latest, unless a legal hold keeps it; the record of deletion is sealed.",
     .check = "The record of deletion is there, and no other copy is known.",
     .command = "", .role = security_officer, .second = auditor, .earliest_day = 30, .due_day = 90,
     .after = "rehearse",
     .needs = {{file, "the record of deletion"}, {attestation, "no other copy is known"}}},
};

constexpr Step rotation[] = {
    {.id = "create", .title = "Create the new key",
     .task = "Create it in the security chip while the old one goes on signing.",
     .check = "The log has one new key; the hardware says that it was born there.",
     .command = "inkseal keys create", .role = security_officer, .second = site_manager, .earliest_day = 0, .due_day = 7, .after = "",
     .needs = {{log_events, "one new key", {{Event::key_created, 1, 1}}}, {key_fact, "the key was born in this chip", {}, Proof::key_born_here}}},
    {.id = "certify", .title = "Get its certificate",
     .task = "Have the new key sign its request, bring it to the platform, install the answer.",
     .check = "The log has one request and one certificate.",
     .command = "inkseal keys request, then inkseal keys certificate", .role = security_officer, .second = site_manager,
     .earliest_day = 0, .due_day = 14, .after = "create",
     .needs = {{log_events, "one request, one certificate",
                {{Event::key_used_for_request, 1, 3}, {Event::key_certificate_installed, 1, 1}}}}},
    {.id = "switch", .title = "Put the new key to use, and try it",
     .task = "Activate the new key and sign a TEST document with it.",
     .check = "The log has one activation and one test; both verifiers accept.",
     .command = "inkseal keys activate, then inkseal keys test", .role = security_officer, .second = auditor,
     .earliest_day = 0, .due_day = 21, .after = "certify",
     .needs = {{log_events, "one activation, one test", {{Event::key_activated, 1, 1}, {Event::key_tested, 1, 1}}},
               {verdict, "both verifiers accept the TEST document", {}, Proof::document_accepted}}},
    {.id = "destroy", .title = "Destroy the old private key",
     .task = "Handbooks advise to export a key before it is replaced. This device destroys the old private key (SP 800-57 part 1: a private "
             "signature key is destroyed at the end of its use) and keeps its certificate chain and evidence, which is all that old signatures need.",
     .check = "The log has one destruction; the hardware no longer has the key.",
     .command = "inkseal keys destroy", .role = security_officer, .second = site_manager, .earliest_day = 0, .due_day = 30, .after = "switch",
     .needs = {{log_events, "one destruction", {{Event::key_destroyed, 1, 1}}}, {key_fact, "the hardware no longer has the old key", {}, Proof::key_gone}}},
    {.id = "keep", .title = "Archive the old chain",
     .task = "Archive chains and evidence, and set the date of the next rotation: in 6 to 12 months.",
     .check = "The log has one archive.",
     .command = "inkseal keys archive", .role = auditor, .second = site_manager, .earliest_day = 0, .due_day = 30, .after = "destroy",
     .needs = {{log_events, "one archive", {{Event::evidence_archived, 1, 1}}}, {attestation, "the date of the next rotation"}}},
};

constexpr Step regulatory_audit[] = {
    {.id = "scope", .title = "Write down what is asked",
     .task = "Note who asks, on what ground, for which time, and set a legal hold on what is meant.",
     .check = "Both persons say what is asked; no deadline deletes what is on hold.",
     .command = "", .role = site_manager, .second = auditor, .earliest_day = 0,
     .due_day = 2, .after = "", .needs = {{attestation, "who asks, on what ground, for what"}}},
    {.id = "verify", .title = "Check the log before it is shown",
     .task = "Recompute the whole log and its checkpoints.",
     .check = "The log is whole.",
     .command = "inkseal audit verify", .role = auditor, .second = site_manager, .earliest_day = 0, .due_day = 5, .after = "scope",
     .needs = {{verdict, "the whole log, recomputed", {}, Proof::log_whole}}},
    {.id = "export", .title = "Export chains and evidence",
     .task = "Export certificate chains, log and evidence. Private keys are not exported, whoever asks: evidence needs the public half "
             "only, and SP 800-57 part 1 has private signature keys not archived.",
     .check = "The log has one archive and no entry about a key that left.",
     .command = "inkseal keys archive", .role = auditor, .second = security_officer, .earliest_day = 0, .due_day = 10, .after = "verify",
     .needs = {{log_events, "one archive, no release", {{Event::evidence_archived, 1, 1}}}, {file, "the archive's manifest"}}},
    {.id = "hand-over", .title = "Hand it over, and have it signed for",
     .task = "Give the archive to who asked, with the manifest's digest by another way.",
     .check = "Their signature on that digest.",
     .command = "", .role = site_manager, .second = auditor, .earliest_day = 0, .due_day = 14, .after = "export",
     .needs = {{signed_receipt, "the recipient's signed confirmation"}}},
};

}  // namespace

constinit const std::span<const Step> migration_steps = migration;
constinit const std::span<const Step> backup_steps = backup;
constinit const std::span<const Step> rotation_steps = rotation;
constinit const std::span<const Step> regulatory_audit_steps = regulatory_audit;

}  // namespace runbook

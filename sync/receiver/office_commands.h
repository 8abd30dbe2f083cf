// SPDX-License-Identifier: Apache-2.0
// What a person does at the platform's desk with certificates and papers, one function a
// command of inkseal-receiver. They print to standard output.
#pragma once

#include "sync/receiver/desk.h"

#include <string>
#include <vector>

namespace receiver {

// certify: answers a letter that came on a stick.
// authority: believes it about other people's certificates, or no longer.
base::Status name_authority(const Desk& desk, const std::string& file, bool is_believed);

base::Status certify_file(const Desk& desk, const std::string& request, const std::string& out);
// order: an envelope's description and the files it names, for a device. SIGNER.code holds digits.
base::Status order_work(const Desk& desk, const std::string& device, const std::string& envelope, const std::vector<std::string>& documents);
// certificates
base::Status print_certificates(const Desk& desk, const std::string& device, bool as_json);
// revoke: the whole device, or one certificate of it by its serial, or every one of a key
// by its name. `reason` as in reason_from. Fault: record_missing (no such certificate).
struct Revoked {
    std::string device, serial, key;
};
base::Status revoke_by_hand(const Desk& desk, const Revoked& what, const std::string& reason);
// retire: by the certificate of destruction and its signature, two files that the device left.
base::Status retire_by_files(const Desk& desk, const std::string& device, const std::string& certificate, const std::string& signature);
// roster: writes the pack to `out`, and lays it out for these devices ("all": for every one).
base::Status issue_roster(const Desk& desk, const std::string& people, const std::string& out,
                          const std::vector<std::string>& devices);

// appoint: whose certificate may sign bundles ("provisioner") or rehearsals ("rehearser").
base::Status appoint_by_hand(const Desk& desk, const std::string& appointment, const std::string& name, const std::string& request,
                             const std::string& out, std::int64_t days);

// end-approvals: lays out the order for the device, and writes it to `out` unless that is empty.
base::Status end_approvals(const Desk& desk, const std::string& device, const std::string& out);

// gaps: of one device, or of all when `device` is empty: the numbers of its chip's count of
// signatures that nothing accounts for. `results`: what the archive keeps; empty: the log's
// word alone. Which of the three it is decides the exit status.
enum class GapsVerdict { none, holes, open };
base::Result<GapsVerdict> print_gaps(const Desk& desk, const std::string& device, const std::string& results, bool as_json);

// "unspecified", "key-compromise", "superseded", "cessation". Fault usage_invalid.
base::Result<crypto::RevocationReason> reason_from(std::string_view text);

}  // namespace receiver

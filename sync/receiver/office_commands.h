// SPDX-License-Identifier: Apache-2.0
// What a person does at the platform's desk with certificates and papers, one function a
// command of inkseal-receiver. They print to standard output.
#pragma once

#include "sync/receiver/desk.h"

#include <string>
#include <vector>

namespace receiver {

// certify: answers a letter that came on a stick.
base::Status certify_file(const Desk& desk, const std::string& request, const std::string& out);
// certificates
base::Status print_certificates(const Desk& desk, const std::string& device, bool as_json);
// revoke: the whole device, or one certificate of it. `reason` as in reason_from.
base::Status revoke_by_hand(const Desk& desk, const std::string& device, const std::string& serial, const std::string& reason);
// roster: writes the pack to `out`, and lays it out for these devices ("all": for every one).
base::Status issue_roster(const Desk& desk, const std::string& people, const std::string& out,
                          const std::vector<std::string>& devices);

// end-approvals: lays out the order for the device, and writes it to `out` unless that is empty.
base::Status end_approvals(const Desk& desk, const std::string& device, const std::string& out);

// "unspecified", "key-compromise", "superseded", "cessation". Fault usage_invalid.
base::Result<crypto::RevocationReason> reason_from(std::string_view text);

}  // namespace receiver

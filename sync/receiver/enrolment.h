// SPDX-License-Identifier: Apache-2.0
// The desk where devices become known: a one-time code, proofs, a challenge for the TPM,
// certificates.
#pragma once

#include "sync/receiver/desk.h"
#include "sync/receiver/enrolment_request.h"

#include <map>
#include <mutex>

namespace receiver {

class EnrolmentDesk {
public:
    // `path` is what follows "/v1/enrolments": empty, or "/SESSION/activation".
    exchange::HttpResponse handle(const Desk& desk, const exchange::HttpRequest& request, std::string_view path);

private:
    struct Challenge {
        EnrolmentRequest request;
        base::Bytes secret;
        std::int64_t expires_ms = 0;  // boot clock
    };

    exchange::HttpResponse begin(const Desk& desk, const exchange::HttpRequest& request);
    exchange::HttpResponse activate(const Desk& desk, const exchange::HttpRequest& request, std::string_view session);
    base::Result<exchange::HttpResponse> challenge(const Desk& desk, EnrolmentRequest request);

    std::mutex m_mutex;
    std::map<std::string, Challenge, std::less<>> m_challenges;
};

// A fresh code for one enrolment, "7K4M-2Q8P-...": shown once, kept as a digest.
// `device` may be empty: any that is new. To enrol a known device again, its name must be
// given. Faults: disk_*.
base::Result<std::string> make_enrolment_code(const Desk& desk, const std::string& device, std::int64_t valid_ms);

}  // namespace receiver

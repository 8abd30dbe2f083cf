// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/appointments.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/csr.h"

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t days_max = 400;
constexpr std::size_t request_size_max = 16U << 10U;

}  // namespace

Result<Appointment> appointment_from(std::string_view text) {
    if (text == "provisioner") return Appointment::provisioner;
    if (text == "rehearser") return Appointment::rehearser;
    return Failure{Fault::usage_invalid, "--as: provisioner or rehearser"};
}

Result<std::string> appoint(const Desk& desk, Appointment appointment, const std::string& name, base::ByteView request, std::int64_t days) {
    if (days < 1 || days > days_max) return Failure{Fault::usage_invalid, "--days: 1 to 400"};
    if (request.size() > request_size_max) return Failure{Fault::certificate_invalid, "the request is too large"};
    const Bytes der = TRY(crypto::csr_from_file(request));
    const crypto::ParsedCsr csr = TRY(crypto::verify_csr(der));
    const Platform& platform = desk.platform;
    const crypto::Issuer issuer{platform.issuing.certificate, *platform.issuing.key, platform.plan.public_url + "/crl/issuing.crl"};
    const std::int64_t now_ms = desk.clock.wall_ms();
    const crypto::Subject subject{name, platform.plan.name};
    const crypto::Validity validity{now_ms - day_ms, now_ms + days * day_ms};
    const auto issue = appointment == Appointment::provisioner ? crypto::issue_provisioner : crypto::issue_rehearsal;
    const crypto::Certificate certificate = TRY(issue(issuer, csr.public_key, subject, validity));
    return certificate.to_pem() + platform.issuing.certificate.to_pem();
}

}  // namespace receiver

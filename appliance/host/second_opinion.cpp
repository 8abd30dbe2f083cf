// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/second_opinion.h"

#include "appliance/base/calendar.h"
#include "appliance/base/json.h"
#include "appliance/host/child_process.h"

namespace host {
namespace {

using base::Fault;

// image/verify/README.md lists the exit statuses and the reasons.
constexpr int exit_refused = 1;
constexpr int exit_not_pdf = 65;
constexpr int exit_without_protection = 71;
constexpr std::size_t anchors_max = 7;
constexpr int first_anchor_number = 3;

// Reasons are named where_what, and "where" decides.
Fault fault_of(std::string_view reason) {
    if (reason.starts_with("coverage_")) return Fault::signature_coverage;
    if (reason.starts_with("cms_")) return Fault::cms_invalid;
    if (reason.starts_with("certificate_")) return Fault::certificate_untrusted;
    return Fault::signature_invalid;
}

std::string word(const base::Result<base::Json>& opinion, std::string_view name) {
    if (!opinion) return {};
    base::Result<std::string> text = opinion->text(name);
    return text ? std::move(*text) : std::string();
}

}  // namespace

base::Status VerifyProgram::check(base::ByteView pdf, const std::vector<base::Bytes>& anchors) {
    if (anchors.empty() || anchors.size() > anchors_max) {
        return base::Failure{Fault::certificate_untrusted, std::to_string(anchors.size()) + " anchors"};
    }
    Errand errand;
    errand.path = TRY(m_programs.find("inkseal-verify"));
    errand.profile = m_profile;
    errand.input = pdf;
    errand.arguments = {"--at", base::to_rfc3339(m_clock.wall_ms())};
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        errand.arguments.push_back("--anchor");
        errand.arguments.push_back("/dev/fd/" + std::to_string(first_anchor_number + static_cast<int>(i)));
        errand.more_inputs.push_back(anchors[i]);
    }
    errand.arguments.push_back("-");
    const ErrandReport report = TRY(run_errand(errand));
    std::string_view line = base::as_text(report.output);
    if (line.ends_with('\n')) line.remove_suffix(1);
    const auto opinion = base::parse_json(line);
    const std::string verdict = word(opinion, "verdict");
    const std::string reason = word(opinion, "reason");
    // Both ways of saying yes must say it; anything else is a no.
    if (report.ending.is_success() && verdict == "accepted") return {};
    if (report.ending.signal == 0 && report.ending.status == exit_refused && verdict == "refused") {
        return base::Failure{fault_of(reason), reason};
    }
    if (report.ending.signal == 0 && report.ending.status == exit_not_pdf) {
        return base::Failure{Fault::signature_invalid, "not a PDF"};
    }
    if (report.ending.signal == 0 && report.ending.status == exit_without_protection) {
        return base::Failure{Fault::sandbox_unavailable, report.complaints};
    }
    return base::Failure{Fault::program_failed, "inkseal-verify: status " + std::to_string(report.ending.status) +
                                                    " signal " + std::to_string(report.ending.signal) + " " +
                                                    report.complaints};
}

}  // namespace host

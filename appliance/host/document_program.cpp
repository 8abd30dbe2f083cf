// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/document_program.h"

#include "appliance/documents/description_json.h"

#include <csignal>

namespace host {
namespace {

using base::Fault;

// What inkseal-document's exit statuses mean; document_main.cpp has the list.
constexpr int exit_refused = 65;
constexpr int exit_without_protection = 71;
constexpr std::size_t rewrite_max_bytes = 512U << 20U;

// The program has read hostile bytes: it may name a fault of documents, and no other.
Fault fault_named(std::string_view complaint) {
    const std::string_view name = complaint.substr(0, complaint.find(' '));
    const base::FaultCatalogue catalogue = base::fault_catalogue();
    for (std::size_t i = 0; i < catalogue.size; ++i) {
        const base::FaultRow& row = catalogue.rows[i];
        if (row.name == name && name.starts_with("document_")) return row.fault;
    }
    return Fault::document_reader_crashed;
}

base::Failure failure_of(const ErrandReport& report) {
    if (report.is_output_cut) return {Fault::document_too_large, "answer too long"};
    const std::string how = "signal " + std::to_string(report.ending.signal) + " status " +
                            std::to_string(report.ending.status) + " " + report.complaints;
    if (report.ending.signal == SIGXCPU) return {Fault::document_time_limit, how};
    if (report.ending.signal != 0) return {Fault::document_reader_crashed, how};
    if (report.ending.status == exit_refused) return {fault_named(report.complaints), report.complaints};
    if (report.ending.status == exit_without_protection) return {Fault::sandbox_unavailable, how};
    return {Fault::program_failed, how};
}

}  // namespace

base::Result<base::Bytes> DocumentProgram::ask(const char* mode, base::ByteView pdf, const base::SecretBytes& password,
                                               std::size_t output_max_bytes) {
    Errand errand;
    errand.path = TRY(m_programs.find("inkseal-document"));
    errand.arguments = {mode, "--memory-mib", std::to_string(m_profile.memory_max_bytes >> 20U),
                        "--cpu-seconds", std::to_string(m_profile.cpu_seconds_max)};
    errand.input = pdf;
    errand.output_max_bytes = output_max_bytes;
    errand.profile = m_profile;
    if (!password.is_empty()) {
        errand.arguments.insert(errand.arguments.end(), {"--password-fd", "3"});
        errand.more_inputs.push_back(password.reveal());
    }
    base::Result<ErrandReport> report = run_errand(errand);
    if (!report && report.fault() == Fault::program_time_limit) {
        return base::Failure{Fault::document_time_limit, report.failure().detail};
    }
    if (!report) return report.failure();
    if (!report->ending.is_success() || report->is_output_cut) return failure_of(*report);
    return std::move(report->output);
}

base::Result<documents::Description> DocumentProgram::describe(base::ByteView pdf, const base::SecretBytes& password) {
    const base::Bytes answer = TRY(ask("describe", pdf, password, documents::description_size_max));
    return documents::parse_description(base::as_text(answer));
}

base::Result<base::Bytes> DocumentProgram::normalise(base::ByteView pdf, const base::SecretBytes& password) {
    return ask("normalise", pdf, password, rewrite_max_bytes);
}

base::Result<documents::Description> DocumentProgram::describe(base::ByteView pdf) { return describe(pdf, {}); }
base::Result<base::Bytes> DocumentProgram::normalise(base::ByteView pdf) { return normalise(pdf, {}); }

}  // namespace host

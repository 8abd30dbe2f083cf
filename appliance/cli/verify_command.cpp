// SPDX-License-Identifier: Apache-2.0
// inkseal verify FILE --trust DIR [--json]
#include "appliance/base/calendar.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/documents/validation.h"
#include "appliance/host/document_program.h"
#include "appliance/host/system_clock.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

using documents::Indication;

struct Options {
    std::string file;
    std::string trust;
    std::string programs;
    bool is_json = false;
};

int exit_of(Indication indication) {
    switch (indication) {
        case Indication::total_passed: return exit_passed;
        case Indication::total_failed: return exit_failed;
        case Indication::indeterminate: return exit_indeterminate;
    }
    return exit_failed;
}

void print(const documents::ValidationReport& report) {
    std::cout << documents::name_of(report.indication) << "\n";
    if (report.fault) std::cout << base::row_of(*report.fault).sentence << "\n";
    std::size_t number = 0;
    for (const documents::SignatureReport& one : report.signatures) {
        std::cout << "\nsignature " << ++number << " of " << report.signatures.size() << "  " << documents::name_of(one.indication);
        if (!one.sub_indication.empty()) std::cout << " / " << one.sub_indication;
        std::cout << "\n  field      " << one.field_name << " (" << documents::name_of(one.kind) << ")\n";
        if (!one.signer.empty()) std::cout << "  signer     " << one.signer << ", certified by " << one.issuer << "\n";
        if (!one.level.empty()) std::cout << "  level      PAdES " << one.level << "\n";
        if (!one.reason.empty()) std::cout << "  meaning    " << one.reason << "\n";
        if (!one.claimed_time.empty()) std::cout << "  claimed    " << one.claimed_time << "\n";
        if (one.proven_ms) std::cout << "  proven     existed by " << base::to_rfc3339(*one.proven_ms) << "\n";
        std::cout << "  covers     " << (one.covers_whole_file ? "the whole file" : "an earlier revision") << "\n";
        for (const documents::Change change : one.changes) std::cout << "  after it   " << documents::name_of(change) << "\n";
        if (one.fault) std::cout << "  because    " << base::row_of(*one.fault).sentence << "\n";
        if (!one.detail.empty()) std::cout << "  detail     " << one.detail << "\n";
    }
    for (const std::string& warning : report.warnings) std::cout << "note: " << warning << "\n";
}

int tell(const Options& options, const documents::ValidationReport& report) {
    const bool is_pdf = report.fault != base::Fault::document_not_pdf;
    if (options.is_json) std::cout << base::canonical_json(documents::report_to_json(report)) << "\n";
    else if (is_pdf) print(report);
    else complain({*report.fault, options.file});
    return is_pdf ? exit_of(report.indication) : exit_not_a_pdf;
}

// A file that the reader could not cope with is reported like a verdict.
int refuse(const Options& options, const base::Failure& failure) {
    documents::ValidationReport report;
    report.fault = failure.fault;
    if (!failure.detail.empty()) report.warnings.push_back(failure.detail);
    return tell(options, report);
}

int verify(const Options& options) {
    const auto pdf = read_file(options.file);
    if (!pdf) {
        complain(pdf.failure());
        return exit_no_input;
    }
    crypto::TrustStore trust;
    std::vector<std::string> passed_over;
    if (!options.trust.empty()) {
        const auto files = read_folder(options.trust);
        if (!files) {
            complain(files.failure());
            return exit_no_input;
        }
        auto store = crypto::TrustStore::from_folder(*files, passed_over);
        if (!store) {
            complain(store.failure());
            return exit_usage;
        }
        trust = std::move(*store);
    }
    auto programs = options.programs.empty() ? host::ProgramFolder::beside_this_program()
                                             : base::Result<host::ProgramFolder>(host::ProgramFolder(options.programs));
    if (!programs) {
        complain(programs.failure());
        return exit_unavailable;
    }
    host::DocumentProgram reader(*programs, host::default_profile());
    const auto description = reader.describe(*pdf);
    if (!description) return refuse(options, description.failure());
    documents::ValidationReport report = documents::validate(*pdf, *description, trust, host::SystemClock().wall_ms());
    for (const std::string& name : passed_over)
        report.warnings.push_back(name + " in the trust folder is neither certificate nor CRL and was not used");
    return tell(options, report);
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("verify", "Judge the signatures of a PDF (EN 319 102-1). Exit status: 0 TOTAL-PASSED, "
                                                     "1 TOTAL-FAILED, 2 INDETERMINATE, 64 usage, 65 not a PDF, 66 cannot read a file.");
    command->add_option("FILE", options->file, "the PDF")->required();
    command->add_option("--trust", options->trust, "folder of certificates and CRLs: self-signed ones are anchors; other files are passed over and named");
    command->add_option("--programs", options->programs, "folder of inkseal-document; beside this program when left out");
    command->add_flag("--json", options->is_json, "print the report as canonical JSON");
    command->callback([options, &action] { action = [options] { return verify(*options); }; });
}

}  // namespace cli

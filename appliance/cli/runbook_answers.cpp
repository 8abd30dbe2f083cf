// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/runbook/outlook.h"

#include <filesystem>

namespace cli {

using base::Failure;
using base::Fault;
using base::Result;
using runbook::EvidenceKind;
using runbook::Need;

Result<base::Bytes> TypedFiles::read(const std::string& path) { return read_file(path); }

bool TypedFiles::is_folder(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_directory(path, error);
}

Result<std::vector<std::string>> answers_for(const runbook::Step& step, const RunbookOptions& options) {
    std::vector<std::string> answers;
    std::size_t claim = 0, file = 0;
    std::string missing;
    for (const Need& need : needs_of(step)) {
        answers.emplace_back();
        if (need.may_be_elsewhere) answers.back() = options.elsewhere;
        if (runbook::is_answered_by_itself(need) || need.may_be_elsewhere) continue;
        const bool is_file = need.kind == EvidenceKind::file;
        const std::vector<std::string>& given = is_file ? options.files : options.claims;
        std::size_t& next = is_file ? file : claim;
        if (next < given.size()) answers.back() = given[next++];
        else missing += (missing.empty() ? "" : "; ") + question_of(need);
    }
    if (!missing.empty()) return Failure{Fault::usage_invalid, "the step also wants, in this order: " + missing};
    if (claim < options.claims.size() || file < options.files.size()) return Failure{Fault::usage_invalid, "more was claimed than the step asks for"};
    return answers;
}

}  // namespace cli

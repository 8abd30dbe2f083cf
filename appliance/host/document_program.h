// SPDX-License-Identifier: Apache-2.0
// documents::DocumentReader by inkseal-document: one process for each question.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/documents/document_reader.h"
#include "appliance/host/child_process.h"
#include "appliance/host/program_folder.h"
#include "appliance/host/sandbox_profile.h"

namespace host {

// Faults of everything here: document_reader_crashed (it died, or its answer is not
// one), document_time_limit, document_too_large (its answer is), sandbox_unavailable,
// program_missing, program_failed; of normalise() also every document_* that the
// program gives as its reason.
class DocumentProgram : public documents::DocumentReader {
public:
    DocumentProgram(ProgramFolder programs, SandboxProfile profile)
        : m_programs(std::move(programs)), m_profile(profile) {}

    base::Result<documents::Description> describe(base::ByteView pdf) override;
    base::Result<base::Bytes> normalise(base::ByteView pdf) override;

    // For a document that opens with a password; an empty one is tried anyway.
    base::Result<documents::Description> describe(base::ByteView pdf, const base::SecretBytes& password);
    base::Result<base::Bytes> normalise(base::ByteView pdf, const base::SecretBytes& password);

private:
    base::Result<base::Bytes> ask(const char* mode, base::ByteView pdf, const base::SecretBytes& password,
                                  std::size_t output_max_bytes);

    ProgramFolder m_programs;
    SandboxProfile m_profile;
};

}  // namespace host

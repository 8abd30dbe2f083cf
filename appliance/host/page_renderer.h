// SPDX-License-Identifier: Apache-2.0
// ports::PageRenderer by inkseal-render: one process for a document, kept while pages
// of the same document are asked for. A process that dies, lies or takes too long is
// ended; if it had served pages before, the page is tried once more in a new one, so
// that a long review does not end on what earlier pages used up.
#pragma once

#include "appliance/host/child_process.h"
#include "appliance/host/memory_file.h"
#include "appliance/host/program_folder.h"
#include "appliance/host/render_protocol.h"
#include "appliance/host/sandbox_profile.h"
#include "appliance/ports/page_renderer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace host {

// A word as it stands on the page; points from the upper left corner of the page as shown.
struct TextBox {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
    std::string text;  // UTF-8
};

class RenderProgram : public ports::PageRenderer {
public:
    RenderProgram(ProgramFolder programs, SandboxProfile profile)
        : m_programs(std::move(programs)), m_profile(profile) {}

    base::Result<ports::PageImage> render(base::ByteView pdf, std::uint32_t page, std::uint32_t width) override;
    // For speech, and for searching. Faults as of render().
    base::Result<std::vector<TextBox>> text_of(base::ByteView pdf, std::uint32_t page);
    // Faults as of render().
    base::Result<std::uint32_t> page_count(base::ByteView pdf);

    // Ends the process, and with it the last copy of the document outside the kiosk.
    void forget() override { m_session.reset(); }

private:
    struct Session {
        Mapping document;
        Mapping content;
        Descriptor conversation;
        ChildProcess process;
        int answers = 0;
    };

    base::Result<Session> start(base::ByteView pdf);
    base::Result<RenderReply> converse(const RenderRequest& request);
    base::Result<RenderReply> ask(base::ByteView pdf, const RenderRequest& request);
    base::Failure end_badly();

    ProgramFolder m_programs;
    SandboxProfile m_profile;
    std::optional<Session> m_session;
};

}  // namespace host

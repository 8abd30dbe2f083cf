// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/page_renderer.h"

#include "appliance/base/reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>

namespace host {
namespace {

base::Failure failed(const char* what) {
    return {base::Fault::program_failed, std::string(what) + " errno " + std::to_string(errno)};
}

base::Failure unrenderable(std::string why) { return {base::Fault::page_unrenderable, std::move(why)}; }

// inkseal-render says so with this exit status, before it has read anything.
constexpr int exit_without_protection = 71;

bool is_same(base::ByteView a, base::ByteView b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace

base::Result<RenderProgram::Session> RenderProgram::start(base::ByteView pdf) {
    const std::string path = TRY(m_programs.find("inkseal-render"));
    const Descriptor document = TRY(sealed_copy(pdf));
    const Descriptor content = TRY(shared_memory(render_memory_bytes));
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return failed("socketpair");
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    Program program{path, {}, {{0, document.number()}, {3, theirs.number()}, {4, content.number()}}, m_profile};
    Mapping document_view = TRY(Mapping::open(document));
    Mapping content_view = TRY(Mapping::open(content));
    ChildProcess process = TRY(ChildProcess::start(program));
    return Session{std::move(document_view), std::move(content_view), std::move(ours), std::move(process), 0};
}

// The process stopped talking: finds out how it ended, for which the kernel may need a
// moment.
base::Failure RenderProgram::end_badly() {
    const base::Result<Ending> ending = m_session->process.wait(1000);
    m_session.reset();
    if (!ending) return unrenderable("stopped answering");
    if (ending->status == exit_without_protection) return {base::Fault::sandbox_unavailable, "inkseal-render"};
    if (ending->signal == SIGXCPU) return {base::Fault::document_time_limit, "processor time"};
    return unrenderable("signal " + std::to_string(ending->signal) + " status " + std::to_string(ending->status));
}

base::Result<RenderReply> RenderProgram::converse(const RenderRequest& request) {
    const int conversation = m_session->conversation.number();
    if (send(conversation, &request, sizeof(request), MSG_NOSIGNAL) != sizeof(request)) return end_badly();
    pollfd waiting{conversation, POLLIN, 0};
    int ready = 0;
    do ready = poll(&waiting, 1, m_profile.time_limit_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0) {
        m_session.reset();
        return base::Failure{base::Fault::document_time_limit, std::to_string(m_profile.time_limit_ms) + " ms"};
    }
    RenderReply reply;
    if (recv(conversation, &reply, sizeof(reply), MSG_TRUNC) != sizeof(reply)) return end_badly();
    ++m_session->answers;
    return reply;
}

base::Result<RenderReply> RenderProgram::ask(base::ByteView pdf, const RenderRequest& request) {
    if (m_session && !is_same(m_session->document.bytes(), pdf)) m_session.reset();
    if (!m_session) m_session.emplace(TRY(start(pdf)));
    const bool had_served = m_session->answers > 0;
    base::Result<RenderReply> reply = converse(request);
    if (!reply && had_served) {
        m_session.emplace(TRY(start(pdf)));
        reply = converse(request);
    }
    if (!reply) return reply;
    if (reply->status != RenderStatus::done) {
        return unrenderable("status " + std::to_string(static_cast<std::uint32_t>(reply->status)));
    }
    if (reply->content_bytes > m_session->content.bytes().size()) {
        m_session.reset();
        return unrenderable("impossible answer");
    }
    return reply;
}

base::Result<ports::PageImage> RenderProgram::render(base::ByteView pdf, std::uint32_t page, std::uint32_t width) {
    if (width == 0 || width > render_width_max) return unrenderable("width " + std::to_string(width));
    const RenderReply reply = TRY(ask(pdf, {RenderCommand::render_page, page, width}));
    const std::uint64_t expected = std::uint64_t{reply.width} * reply.height * 4;
    if (reply.width != width || reply.height == 0 || reply.height > render_height_max ||
        reply.content_bytes != expected) {
        m_session.reset();
        return unrenderable("impossible answer");
    }
    return ports::PageImage{reply.width, reply.height,
                            base::to_bytes(m_session->content.bytes().first(static_cast<std::size_t>(expected)))};
}

base::Result<std::vector<TextBox>> RenderProgram::text_of(base::ByteView pdf, std::uint32_t page) {
    const RenderReply reply = TRY(ask(pdf, {RenderCommand::list_text, page, 0}));
    // A copy first: the program could change what is being read.
    const base::Bytes content =
        base::to_bytes(m_session->content.bytes().first(static_cast<std::size_t>(reply.content_bytes)));
    base::Reader in(content);
    const std::uint32_t count = in.take_u32();
    std::vector<TextBox> boxes;
    for (std::uint32_t i = 0; i < count && count <= text_boxes_max && !in.is_failed(); ++i) {
        TextBox box;
        for (double* edge : {&box.left, &box.top, &box.right, &box.bottom}) {
            *edge = static_cast<std::int32_t>(in.take_u32()) / 100.0;
        }
        box.text = base::as_text(in.take(in.take_u32()));
        boxes.push_back(std::move(box));
    }
    if (!in.is_finished()) {
        m_session.reset();
        return unrenderable("impossible answer");
    }
    return boxes;
}

base::Result<std::uint32_t> RenderProgram::page_count(base::ByteView pdf) {
    return TRY(ask(pdf, {RenderCommand::count_pages, 0, 0})).page_count;
}

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
#include "emulator/remote_kiosk.h"

#include <cmath>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::size_t message_max = 1U << 20U;
constexpr int answer_wait_ms = 30'000;

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

std::int64_t rounded(double value) { return std::llround(value); }

Json target(std::string_view op, std::string_view role, std::string_view name) {
    Json request;
    request.set("op", op).set("role", role).set("name", name);
    return request;
}

}  // namespace

Result<std::unique_ptr<RemoteKiosk>> RemoteKiosk::connect(const std::string& path, int wait_ms) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Failure{Fault::program_failed, "socket path too long"};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    for (int waited = 0; waited <= wait_ms; waited += 2) {
        const int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        const int room = static_cast<int>(message_max);
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            return std::unique_ptr<RemoteKiosk>(new RemoteKiosk(descriptor));
        close(descriptor);
        pause_ms(2);
    }
    return Failure{Fault::program_time_limit, "the kiosk does not listen"};
}

RemoteKiosk::~RemoteKiosk() { close(m_descriptor); }

Result<Json> RemoteKiosk::ask(const Json& request) {
    const std::string text = base::canonical_json(request);
    if (send(m_descriptor, text.data(), text.size(), MSG_NOSIGNAL) < 0) return Failure{Fault::program_failed, "the kiosk is gone"};
    pollfd ready{m_descriptor, POLLIN, 0};
    if (poll(&ready, 1, answer_wait_ms) <= 0) return Failure{Fault::program_time_limit, "the kiosk does not answer"};
    std::string answer(message_max, '\0');
    const ssize_t size = recv(m_descriptor, answer.data(), answer.size(), 0);
    if (size <= 0) return Failure{Fault::program_failed, "the kiosk is gone"};
    answer.resize(static_cast<std::size_t>(size));
    Json json = TRY(base::parse_json(answer));
    if (!TRY(json.flag("ok"))) {
        const Json* why = json.find("why");
        return Failure{Fault::program_failed, text + ": " + (why != nullptr && why->as_text() != nullptr ? *why->as_text() : "")};
    }
    return json;
}

void RemoteKiosk::post(const Json& request) {
    char answer[256];
    while (recv(m_descriptor, answer, sizeof answer, MSG_DONTWAIT) > 0) {}
    const std::string text = base::canonical_json(request);
    (void)send(m_descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

Status RemoteKiosk::press(std::string_view role, std::string_view name) {
    TRY(ask(target("press", role, name)));
    return {};
}

Status RemoteKiosk::begin_hold(std::string_view role, std::string_view name) {
    TRY(ask(target("down", role, name)));
    return {};
}

Status RemoteKiosk::lift() {
    Json up;
    up.set("op", "up");
    TRY(ask(up));
    return {};
}

Status RemoteKiosk::hold(std::string_view role, std::string_view name, int ms) {
    TRY(begin_hold(role, name));
    pause_ms(ms);
    return lift();
}

Status RemoteKiosk::draw(const std::vector<PenStroke>& strokes) {
    Json list{Json::Array{}};
    for (const PenStroke& stroke : strokes) {
        Json points{Json::Array{}};
        for (const PenPoint& point : stroke)
            points.push(Json::Array{rounded(point.x * 10'000), rounded(point.y * 10'000), rounded(point.pressure * 1'000), point.t_ms});
        list.push(std::move(points));
    }
    Json request;
    request.set("op", "draw").set("strokes", std::move(list));
    TRY(ask(request));
    return {};
}

Status RemoteKiosk::type(std::string_view text) {
    Json request;
    request.set("op", "type").set("text", text);
    TRY(ask(request));
    return {};
}

Result<std::string> RemoteKiosk::screen() {
    Json request;
    request.set("op", "screen");
    const Json answer = TRY(ask(request));
    return answer.text("text");
}

Status RemoteKiosk::picture(const std::string& path) {
    Json request;
    request.set("op", "picture").set("path", path);
    TRY(ask(request));
    return {};
}

Status RemoteKiosk::wait_for(std::string_view text, int wait_ms) {
    std::string seen;
    for (int waited = 0; waited <= wait_ms; waited += 25) {
        seen = TRY(screen());
        if (seen.find(text) != std::string::npos) return {};
        pause_ms(25);
    }
    return Failure{Fault::program_time_limit, "'" + std::string(text) + "' does not appear on\n" + seen};
}

Status RemoteKiosk::settle(int wait_ms) {
    for (int waited = 0; waited <= wait_ms; waited += 30) {
        Json request;
        request.set("op", "state");
        const Json answer = TRY(ask(request));
        if (!TRY(answer.flag("moving"))) return {};
        pause_ms(30);
    }
    return {};
}

}  // namespace emulator

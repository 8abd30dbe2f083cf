// SPDX-License-Identifier: Apache-2.0
#include "emulator/dock.h"

#include "emulator/handwriting.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr int visit_every_ms = 4'000;

constexpr const char* help_text =
    "  network on | off        plug the cable in, or pull it\n"
    "  cut power               pull the plug, and start again\n"
    "  clock +90m | -2d | now  move the wall clock (s, m, h, d)\n"
    "  sign                    replay a pen signature on the pad\n"
    "  order [FILE.pdf]        send another work order\n"
    "  status, help, quit\n";

class Dock {
public:
    Dock(Desk& desk, StoryOptions options) : m_desk(desk), m_options(std::move(options)) {}

    Status order(const std::string& document) {
        StoryOptions options = m_options;
        if (!document.empty()) options.document = document;
        const StoryOrder order = TRY(write_story_order(m_options.out / "platform" / "orders", options));
        TRY(m_desk.order(order.envelope, order.files));
        std::printf("a work order waits: appointment code %s, signing code %s\n", order.appointment_code.c_str(), order.pin.c_str());
        return {};
    }

    // False when it is time to end.
    Result<bool> obey(const std::string& line) {
        if (line == "quit") return false;
        if (line == "help" || line.empty()) std::fputs(help_text, stdout);
        else if (line == "network on" || line == "network off") TRY(m_desk.plug_in(line == "network on"));
        else if (line == "cut power") TRY(m_desk.cut_power());
        else if (line == "sign") TRY(m_desk.kiosk().draw(handwriting()));
        else if (line == "status") TRY(status());
        else if (line == "order") TRY(order({}));
        else if (line.starts_with("order ")) TRY(order(line.substr(6)));
        else if (line.starts_with("clock ")) TRY(set_clock(line.substr(6)));
        else return Failure{Fault::usage_invalid, "'" + line + "'; try: help"};
        return true;
    }

    void visit_when_due() {
        const auto now = std::chrono::steady_clock::now();
        if (!m_desk.platform().network().is_plugged() || now - m_visited < std::chrono::milliseconds(visit_every_ms)) return;
        m_visited = now;
        if (const auto visited = m_desk.device().visit(m_desk.platform()); !visited)
            std::printf("the courier: %s\n", visited.failure().detail.c_str());
    }

private:
    Status status() {
        Json request;
        request.set("op", "state");
        const Json answer = TRY(m_desk.kiosk().ask(request));
        const std::string state = TRY(answer.text("state"));
        std::printf("kiosk: %s; network: %s; parcels waiting: %s\n", state.c_str(), m_desk.platform().network().is_plugged() ? "on" : "off",
                    has_file(m_desk.state() / "outbox", "", ".manifest") ? "yes" : "no");
        return {};
    }

    Status set_clock(const std::string& span) {
        const auto offset = span == "now" ? std::optional<std::int64_t>(0) : parse_span_ms(span);
        if (!offset) return Failure{Fault::usage_invalid, "clock +90m, -2d, or now"};
        Json request;
        request.set("op", "clock").set("offset_ms", *offset);
        TRY(m_desk.kiosk().ask(request));
        return {};
    }

    Desk& m_desk;
    StoryOptions m_options;
    std::chrono::steady_clock::time_point m_visited{};
};

}  // namespace

std::optional<std::int64_t> parse_span_ms(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const bool is_back = text.front() == '-';
    if (text.front() == '+' || is_back) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() - 1 || number < 0 || number > 100'000) return std::nullopt;
    std::int64_t unit = 0;
    switch (text.back()) {
        case 's': unit = 1'000; break;
        case 'm': unit = 60'000; break;
        case 'h': unit = 3'600'000; break;
        case 'd': unit = 86'400'000; break;
        default: return std::nullopt;
    }
    return is_back ? -number * unit : number * unit;
}

Status run_dock(const StoryOptions& options) {
    DeskPlan plan{.folder = options.out, .programs = options.programs, .size = options.size, .has_window = true};
    plan.tell = [](const std::string& step) { std::printf("%s\n", step.c_str()); };
    const auto desk = TRY(Desk::set_up(plan));
    Dock dock(*desk, options);
    TRY(dock.order({}));
    std::fputs(help_text, stdout);
    for (bool is_running = true; is_running;) {
        std::printf("> ");
        std::fflush(stdout);
        pollfd input{STDIN_FILENO, POLLIN, 0};
        while (poll(&input, 1, 500) == 0) dock.visit_when_due();
        std::string line;
        if (!std::getline(std::cin, line)) break;
        const auto obeyed = dock.obey(line);
        if (obeyed) is_running = *obeyed;
        else std::printf("%s\n", obeyed.failure().detail.c_str());
    }
    return desk->shut_down();
}

}  // namespace emulator

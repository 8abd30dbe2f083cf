// SPDX-License-Identifier: Apache-2.0
#include "emulator/bench_worker.h"

#include "emulator/beginning.h"
#include "emulator/bench_files.h"

#include <cstdio>
#include <ctime>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;
using Kind = DockCommand::Kind;

constexpr auto visit_every = std::chrono::seconds(4);
constexpr std::size_t lines_kept = 200;

std::string clock_text(std::int64_t offset_ms, const char* format) {
    const std::time_t now = std::time(nullptr) + static_cast<std::time_t>(offset_ms / 1000);
    std::tm parts{};
    localtime_r(&now, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

BenchWorker::BenchWorker(const StoryOptions& options, PanelBench& panel) : m_options(options), m_panel(panel) {
    m_state.doing = "Setting up";
    m_state.results = (options.out / "platform" / "results").string();
    m_thread = std::thread([this] { run(); });
}

BenchWorker::~BenchWorker() { (void)finish(); }

Status BenchWorker::finish() {
    {
        const std::lock_guard guard(m_door);
        m_is_ending = true;
    }
    m_bell.notify_all();
    if (m_thread.joinable()) m_thread.join();
    return m_ending;
}

void BenchWorker::obey(const DockCommand& command) {
    Desk* const desk = m_standing;
    if (desk == nullptr) return;
    if (command.kind == Kind::clock) return move_clock(command.by_ms);
    if (command.kind == Kind::network) {
        command.is_on ? desk->platform().network().plug_in() : desk->platform().network().unplug();
        desk->device().say_online(command.is_on);
        tell(command.is_on ? "the network cable is plugged in" : "the network cable is pulled out");
        const std::lock_guard guard(m_door);
        m_state.is_network_on = command.is_on;
        return;
    }
    if (command.kind == Kind::disk) {
        (void)desk->device().say_disk_full(command.is_on);
        tell(command.is_on ? "the device's disk is full" : "there is room on the device's disk again");
        const std::lock_guard guard(m_door);
        m_state.is_disk_full = command.is_on;
        return;
    }
    if (command.kind == Kind::power && !command.is_on) {
        m_is_pulled = true;
        desk->device().pull_plug();
    }
    {
        const std::lock_guard guard(m_door);
        if (command.kind == Kind::power) m_state.is_power_on = command.is_on;
        m_commands.push_back(command);
    }
    m_bell.notify_all();
}

DockState BenchWorker::state() const {
    const std::lock_guard guard(m_door);
    DockState copy = m_state;
    copy.time = clock_text(m_offset_ms, "%-d %b %Y, %H:%M");
    copy.is_clock_moved = m_offset_ms != 0;
    return copy;
}

void BenchWorker::run() {
    m_ending = set_up();
    doing("");
    while (m_ending) {
        std::optional<DockCommand> command;
        {
            std::unique_lock lock(m_door);
            m_bell.wait_for(lock, std::chrono::milliseconds(500), [this] { return m_is_ending || !m_commands.empty(); });
            if (m_is_ending) break;
            if (!m_commands.empty()) {
                command = std::move(m_commands.front());
                m_commands.pop_front();
            }
        }
        if (!command) {
            visit_when_due();
            continue;
        }
        doing(doing_of(command->kind));
        if (const Status done = perform(*command); !done) report(done.failure(), *command);
        count();
        doing("");
    }
    m_standing = nullptr;
    if (m_desk && m_ending) m_ending = m_desk->shut_down();
    m_desk.reset();
    m_is_done = true;
}

Status BenchWorker::set_up() {
    DeskPlan plan{.folder = m_options.out, .programs = m_options.programs, .size = m_options.size, .panel = &m_panel};
    plan.tell = [this](const std::string& step) { tell(step); };
    m_desk = TRY(begin_desk(plan, m_options.beginning, m_options));
    {
        const std::lock_guard guard(m_door);
        m_state.is_ready = true;
        m_state.is_network_on = m_desk->platform().network().is_plugged();
        m_state.is_power_on = m_desk->device().has_power();
    }
    m_standing = m_desk.get();
    if (m_options.beginning == Profile::provisioned) order_first();
    if (m_options.beginning == Profile::fresh) tell("switch the power on, and the bench provisions the device");
    count();
    return {};
}

void BenchWorker::order_first() {
    const Status ordered = order({});
    if (!ordered) report(ordered.failure(), {.kind = Kind::order});
}

void BenchWorker::visit_when_due() {
    const auto now = std::chrono::steady_clock::now();
    if (!m_desk->platform().network().is_plugged() || !m_desk->device().has_power() || now - m_visited < visit_every) return;
    m_visited = now;
    const bool had_parcel = has_file(m_desk->state() / "outbox", "", ".manifest");
    if (const Status visited = m_desk->device().visit(m_desk->platform()); !visited) {
        const std::string& why = visited.failure().detail;
        if (m_desk->platform().network().is_plugged()) tell("the courier: " + why.substr(0, why.find('\n')));
        return;  // a cable pulled out in the middle is no news
    }
    if (had_parcel) open_what_went();
}

// Any visit may have taken parcels along, also one that fetched a work order.
void BenchWorker::open_what_went() {
    if (has_file(m_desk->state() / "outbox", "", ".manifest")) return;
    tell("the courier sent log and parcel; the platform stored, cosigned, time-stamped, receipted");
    const Status opened = m_desk->platform().run_archive(m_state.results);
    count();  // before it is told: whoever hears it may ask at once
    tell(opened ? "the archive opened the parcel: signed.pdf is in " + m_state.results : "the archive: " + opened.failure().detail);
}

void BenchWorker::tell(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
    const std::lock_guard guard(m_door);
    m_state.log.push_back({clock_text(0, "%H:%M:%S"), line});
    if (m_state.log.size() > lines_kept) m_state.log.erase(m_state.log.begin());
}

void BenchWorker::report(const Failure& failure, const DockCommand& command) {
    if (m_is_pulled) return tell("interrupted: the power was cut");
    const std::string why = failure.detail.substr(0, failure.detail.find('\n'));
    tell(std::string(base::row_of(failure.fault).code) + " " + why);
    const std::lock_guard guard(m_door);
    const bool is_ours = failure.fault == Fault::usage_invalid;  // the bench's own words
    m_state.trouble = DockTrouble{is_ours ? "Not now: " + why + "." : std::string(base::row_of(failure.fault).sentence), remedy_of(command.kind)};
}

void BenchWorker::doing(std::string what) {
    const std::lock_guard guard(m_door);
    m_state.doing = std::move(what);
}

void BenchWorker::count() {
    const std::uint32_t waiting = count_files(m_desk->state() / "outbox", ".manifest"), finished = count_files(m_state.results, "signed.pdf");
    const std::lock_guard guard(m_door);
    m_state.waiting = waiting;
    m_state.finished = finished;
}

void BenchWorker::move_clock(std::optional<std::int64_t> by_ms) {
    std::int64_t offset = 0;
    {
        const std::lock_guard guard(m_door);
        offset = m_offset_ms = by_ms ? m_offset_ms + *by_ms : 0;
    }
    m_standing.load()->device().move_clock(offset);
    tell("the device's clock shows " + clock_text(offset, "%-d %b %Y, %H:%M"));
}

}  // namespace emulator

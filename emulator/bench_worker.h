// SPDX-License-Identifier: Apache-2.0
// Does what the dock says, one thing after another on a thread of its own, so that the
// window never waits. The cable, the plug and the clock act at once, in the middle of
// whatever is being done: that is what they are for.
#pragma once

#include "emulator/desk.h"
#include "emulator/dock_state.h"
#include "emulator/officer_at_hand.h"
#include "emulator/story.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace emulator {

class BenchWorker {
public:
    // Begins to set up the desk in `options.out` at once.
    BenchWorker(const StoryOptions& options, PanelBench& panel);
    // Shuts the desk down in order.
    ~BenchWorker();
    BenchWorker(const BenchWorker&) = delete;
    BenchWorker& operator=(const BenchWorker&) = delete;

    void obey(const DockCommand& command);
    DockState state() const;
    // How setting up or shutting down went; meaningful once is_done().
    bool is_done() const { return m_is_done; }
    base::Status finish();

private:
    void run();
    base::Status set_up();
    base::Status perform(const DockCommand& command);
    base::Status order(const std::string& document);
    void order_first();
    base::Status try_out(const std::string& profile);
    base::Status rehearse(const std::string& profile);
    base::Status play();
    base::Status scan();
    base::Status token(bool is_in);
    base::Status harm_the_chip(const base::Status& done, const char* outcome);
    base::Status power(bool is_on);
    void visit_when_due();
    void open_what_went();
    void tell(const std::string& line);
    void report(const base::Failure& failure, const DockCommand& command);
    void doing(std::string what);
    void count();
    void move_clock(std::optional<std::int64_t> by_ms);

    const StoryOptions m_options;
    PanelBench& m_panel;
    std::unique_ptr<Desk> m_desk;       // the thread's
    std::atomic<Desk*> m_standing{nullptr};  // the same once it stands
    OfficerAtHand m_officer;
    StoryOrder m_order;
    bool m_is_order_used = false;
    std::chrono::steady_clock::time_point m_visited{};

    mutable std::mutex m_door;  // before what follows
    std::condition_variable m_bell;
    std::deque<DockCommand> m_commands;
    DockState m_state;
    std::int64_t m_offset_ms = 0;
    bool m_is_ending = false;
    std::atomic<bool> m_is_pulled{false};  // the plug, since the thread last looked
    std::atomic<bool> m_is_done{false};
    base::Status m_ending;
    std::thread m_thread;
};

}  // namespace emulator

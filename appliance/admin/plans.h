// SPDX-License-Identifier: Apache-2.0
// Runbooks at the screen: what was begun, how far it is, and the steps that are said to be
// done there. The rules are runbook::step's; the evidence is evidence::DeviceBook's.
//
// Where two persons answer for a step, the first says that it is done and gives the answers;
// the second signs in within half an hour, reads them, and confirms. Only then is anything
// looked at and written down. What the first said is in memory until then.
#pragma once

#include "appliance/admin/plan_screen.h"
#include "appliance/keys/key_life.h"
#include "appliance/ports/exchange_folder.h"
#include "appliance/runbook/anchored_journal.h"

namespace admin {

class Plans {
public:
    // All outlive this.
    Plans(const app::Device& device, keys::KeyLife& life, ports::ExchangeFolder& stick) : m_device(device), m_life(life), m_stick(stick) {}

    // Everything that was begun here. Faults: audit_broken, vault_*.
    base::Status read();
    PlansScreen list(const staff::Person& person) const;
    static bool may_work(const staff::Person& person);
    // False when there is none of that name, or it cannot be read.
    bool open(const std::string& name);
    bool is_open() const { return m_open != nullptr; }
    PlanScreen plan(const staff::Person& person) const;

    // Today is its day 0. Faults: role_refused, and those of AnchoredJournal::start.
    base::Status begin(const std::string& id, const staff::Person& by);

    // A step of the open plan: what it is.
    bool choose(const std::string& step);
    PlanStepScreen step() const;
    // Somebody says that it is done. Faults: plan_step_refused and role_refused, with when and by
    // whom it may be done in the detail.
    base::Status say_done(const staff::Person& by);
    enum class Asks { nothing, text, key, file };
    Asks asks() const;
    PlanAnswerScreen answer_screen(std::vector<std::string> keys) const;
    std::string what() const;  // the answer that is asked for
    // Of the stick's files, by name; of keys, by name; or what was typed.
    void answer(const std::string& given);
    std::string typed;
    bool is_troubled = false;

    bool wants_second() const { return m_said && m_said->step->second.has_value(); }
    // All is answered, and the second person has half an hour.
    void wait_for_second() { m_said->waits_since_ms = m_device.clock.boot_ms(); }
    bool is_waiting() const;
    // Whether this is somebody who can confirm it: another person, of the role.
    bool can_confirm(const staff::Person& person) const;
    PlanSecondScreen second_screen(const staff::Person& person) const;
    // Opens the plan of what waits.
    void open_waiting() { open(std::string(m_said->journal)); }

    // Looks, and writes it down. Without a second person where one is enough. Faults: those of
    // AnchoredJournal::perform, disk_*.
    base::Status perform(const std::optional<staff::Person>& second);
    // The open plan's sealed report, to the stick; the file's name there. Faults: disk_*, and
    // those of evidence::seal_report.
    base::Result<std::string> seal_report(const staff::Person& by);
    // What was not said to the end is forgotten; what waits for the second person is not.
    void forget_unsaid();
    static constexpr std::int64_t second_limit_ms = 30 * 60'000;

private:
    struct Ask {
        Asks kind;
        std::size_t need;
    };
    struct Said {
        std::string journal;
        const runbook::Step* step;
        runbook::Person by;
        std::vector<Ask> asks;
        std::vector<std::string> given;
        std::int64_t waits_since_ms;  // boot clock; 0: not yet
    };
    runbook::AnchoredJournal::Place place() const;
    static std::vector<std::string> claims(const Said& said);
    runbook::Done done_by(const runbook::Person& by, const runbook::Step& step) const;

    struct Begun {
        std::string name;
        std::optional<runbook::AnchoredJournal> journal;  // nothing: it cannot be read
    };
    PlanLine line_of(const Begun& begun) const;
    runbook::AnchoredJournal* find(const std::string& name);

    const app::Device& m_device;
    keys::KeyLife& m_life;
    ports::ExchangeFolder& m_stick;
    std::vector<Begun> m_begun;  // oldest first
    runbook::AnchoredJournal* m_open = nullptr;  // of those
    const runbook::Step* m_step = nullptr;
    std::optional<Said> m_said;
};

// Somebody who was signed in when they said it.
runbook::Person person_as(const staff::Person& known, staff::Role role);

}  // namespace admin

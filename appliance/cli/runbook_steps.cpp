// SPDX-License-Identifier: Apache-2.0
// inkseal runbook start PLAN | do STEP | note TEXT | cancel
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/runbook/outlook.h"

#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using runbook::AnchoredJournal;
using staff::Duty;

// Who asks is told why not, and so is the log.
Status told(const KeysWork& work, const staff::Actor& who, const Status& done, const std::string& more) {
    if (done) return {};
    Failure why = done.failure();
    if (!more.empty()) why.detail += ". " + more;
    return work.life.refused(who, std::move(why));
}

int start(const RunbookOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::run_runbook));
        const runbook::Runbook* plan = runbook::find(options.plan);
        if (plan == nullptr) return Failure{Fault::usage_invalid, "there is no plan " + options.plan + "; see inkseal runbook list"};
        const app::Device& device = work.device.parts();
        const runbook::Person by = TRY(person_at(work, work.who, options.staff, plan->steps.front().role));
        const runbook::Started started{.at_ms = device.clock.wall_ms(),
                                       .by = by,
                                       .device = device.identity.device.text,
                                       .place = device.identity.place,
                                       .is_test = device.identity.is_test,
                                       .log_size = device.log.size(),
                                       .runbook = digest_of(*plan)};
        const auto begun = AnchoredJournal::start(place_of(work), options.journal.empty() ? options.plan : options.journal, *plan, started);
        TRY(told(work, who, begun ? Status() : Status(begun.failure()), {}));
        std::cout << status_text(begun->journal(), started.at_ms);
        return {};
    });
}

Result<crypto::TrustStore> trust_of(const KeysWork& work, const std::string& folder) {
    if (folder.empty()) return work.device.parts().identity.trust;
    // Whoever brings the evidence does not also bring whom to believe.
    if (!work.device.parts().identity.is_test) return Failure{Fault::usage_invalid, "--trust is for TEST devices; a real one believes its platform"};
    std::vector<std::string> passed_over;
    const auto files = TRY(read_folder(folder));
    return crypto::TrustStore::from_folder(files, passed_over);
}

int perform(const RunbookOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::run_runbook));
        AnchoredJournal journal = TRY(open_journal(work, options.journal));
        const runbook::Step* step = journal.journal().runbook().find(options.step);
        if (step == nullptr) return Failure{Fault::usage_invalid, "the plan has no step " + options.step + "; see inkseal runbook status"};
        const std::optional<SecondPerson> second = TRY(second_person(work, options, step->second));
        runbook::Done done;
        done.at_ms = work.device.parts().clock.wall_ms();
        done.step = options.step;
        done.by = TRY(person_at(work, work.who, options.staff, step->role));
        if (second) done.second = second->person;
        done.accepted = options.accepted;
        const std::string waits_for = outlook(journal.journal().runbook(), journal.journal().state(), *step);
        // Whoever comes too early is told that, and not first which papers to bring.
        TRY(told(work, who, may_do(journal.journal().runbook(), journal.journal().state(), done), waits_for));
        const std::vector<std::string> answers = TRY(answers_for(*step, options));
        crypto::TrustStore trust = TRY(trust_of(work, options.trust));
        TypedFiles files;
        evidence::DeviceBook book(work.life, files, std::move(trust));
        TRY(told(work, who, journal.perform(done, answers, book), waits_for));
        std::cout << status_text(journal.journal(), done.at_ms);
        return {};
    });
}

int note(const RunbookOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::run_runbook));
        AnchoredJournal journal = TRY(open_journal(work, options.journal));
        const runbook::Person by = TRY(person_at(work, work.who, options.staff, journal.journal().state().started->by.role));
        TRY(told(work, who, journal.note({work.device.parts().clock.wall_ms(), by, options.text}), {}));
        std::cout << "noted\n";
        return {};
    });
}

int cancel(const RunbookOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::run_runbook));
        AnchoredJournal journal = TRY(open_journal(work, options.journal));
        const runbook::Person by = TRY(person_at(work, work.who, options.staff, journal.journal().state().started->by.role));
        TRY(told(work, who, journal.cancel({work.device.parts().clock.wall_ms(), by, options.text}), {}));
        std::cout << "cancelled: " << journal.journal().name() << "\n";
        return {};
    });
}

}  // namespace

void add_runbook_steps(CLI::App& runbook, Action& action) {
    const auto options = std::make_shared<RunbookOptions>();
    CLI::App* begin = runbook.add_subcommand("start", "Begin a plan; today is its day 0");
    begin->add_option("PLAN", options->plan, "see inkseal runbook list")->required();
    begin->add_option("--journal", options->journal, "what this run is called, 1 to 40 of a-z, 0-9 and -; as the plan when left out");
    add_device_options(*begin, *options);
    begin->callback([options, &action] { action = [options] { return start(*options); }; });

    CLI::App* one = runbook.add_subcommand("do", "Say that a step's work is done: it is looked at, and written down with who, with whom and what was found");
    one->add_option("STEP", options->step, "see inkseal runbook status")->required();
    one->add_option("--claim", options->claims, "what to look at, or what you say; one for each answer the step asks for, in their order")->allow_extra_args(false);
    one->add_option("--file", options->files, "a file that the step asks for")->allow_extra_args(false);
    one->add_option("--elsewhere", options->elsewhere, "ARCHIVE,FILE: another device did it; its signed archive, and the file it took in");
    one->add_option("--trust", options->trust, "folder of certificates for what others signed; this device's platform when left out");
    one->add_option("--accept-surplus", options->accepted, "why entries that nobody asked for are no harm; the second person answers for it");
    add_second_options(*one, *options);
    add_journal_options(*one, *options);
    one->callback([options, &action] { action = [options] { return perform(*options); }; });

    CLI::App* word = runbook.add_subcommand("note", "Write something into the journal");
    word->add_option("TEXT", options->text, "up to 2,000 bytes")->required();
    add_journal_options(*word, *options);
    word->callback([options, &action] { action = [options] { return note(*options); }; });

    CLI::App* end = runbook.add_subcommand("cancel", "Give a plan up; its journal stays");
    end->add_option("--reason", options->text, "why; stands in the journal")->required();
    add_journal_options(*end, *options);
    end->callback([options, &action] { action = [options] { return cancel(*options); }; });
}

}  // namespace cli

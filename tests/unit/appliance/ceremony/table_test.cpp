// SPDX-License-Identifier: Apache-2.0
// The whole table of the ceremony, as text: every state with every event. Run with
// INKSEAL_GOLDEN=write to renew tests/golden/ceremony.txt, and review the difference.
#include "appliance/ceremony/names.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

using namespace ceremony;

std::vector<State> sample_states() {
    const Progress fresh{2, 1, 3, {false, false}};
    const Progress read{2, 1, 3, {true, true}};
    const Progress bare{2, 0, 3, {true, true}};
    return {Attract{},          ChoosingLanguage{5},  ChoosingLanguage{1},  Identifying{5},        Identifying{1},     ConfirmingIdentity{4, fresh},
            Consenting{fresh},  Reviewing{fresh, 0},  Reviewing{read, 1},    Reviewing{bare, 1}, Filling{read, 0},
            Signing{read},      Signing{read, true},  Signing{bare},         Authenticating{read}, Confirming{read},
            Sealing{2},         ShowingReceipt{},     Ended{Ending::paper, {}}, Wiping{},
            OutOfService{base::Fault::tpm_absent}};
}

std::vector<Event> all_events() {
    return {Begun{}, LanguageChosen{}, AttemptsCounted{3}, IdentificationPaused{}, CodeEntered{}, EnvelopeFound{2, 1, 3}, EnvelopeMissing{},
            EnvelopeRefused{base::Fault::document_quarantined}, IdentityConfirmed{}, IdentityDenied{}, ConsentGiven{},
            PageTurned{1}, PageTurned{2}, PageSeen{1}, PageSeen{2}, ReviewFinished{}, FieldAnswered{}, InkChanged{true},
            InkFinished{}, PinEntered{}, PinAccepted{}, PinRefused{2}, PinLocked{}, HoldCompleted{}, KeyTimedOut{},
            SealAdvanced{3}, Sealed{}, SealFailed{base::Fault::disk_full}, ReceiptFinished{}, BackPressed{}, HelpWanted{},
            PaperWanted{}, Declined{}, NoticeDismissed{}, IdleExpired{}, WipeFinished{},
            ServiceLost{base::Fault::tpm_absent}, ServiceRestored{}};
}

std::string whole_table() {
    std::ostringstream out;
    for (const State& state : sample_states()) {
        out << "== " << describe(state) << "\n";
        for (const Event& event : all_events()) {
            const Step next = step(state, event);
            if (next.is_refused) {
                out << name_of(event) << ": refused\n";
                continue;
            }
            out << name_of(event) << ": " << (next.state == state ? "stays" : describe(next.state));
            for (const Effect& effect : next.effects) out << " | " << describe(effect);
            out << "\n";
        }
    }
    return out.str();
}

}  // namespace

TEST(CeremonyTable, IsTheReviewedOne) {
    const std::string path = std::string(SOURCE_DIR) + "/tests/golden/ceremony.txt";
    const std::string table = whole_table();
    if (const char* mode = std::getenv("INKSEAL_GOLDEN"); mode != nullptr && std::string_view(mode) == "write")
        std::ofstream(path) << table;
    std::ostringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_EQ(table, golden.str());
}

TEST(CeremonyTable, CoversEveryEventAndState) {
    std::vector<bool> events(std::variant_size_v<Event>), states(std::variant_size_v<State>);
    for (const Event& event : all_events()) events[event.index()] = true;
    for (const State& state : sample_states()) states[state.index()] = true;
    for (std::size_t i = 0; i < events.size(); ++i) EXPECT_TRUE(events[i]) << "event " << i;
    for (std::size_t i = 0; i < states.size(); ++i) EXPECT_TRUE(states[i]) << "state " << i;
}

TEST(CeremonyTable, LocksTheKeyWheneverAPersonLeavesWithTheDoorOpen) {
    const State confirming = Confirming{{2, 1, 3, {true, true}}};
    for (const Event& event : all_events()) {
        const Step next = step(confirming, event);
        if (next.is_refused || next.state == confirming || std::holds_alternative<Sealing>(next.state)) continue;
        bool is_locked = false;
        for (const Effect& effect : next.effects) is_locked = is_locked || std::holds_alternative<LockKey>(effect);
        EXPECT_TRUE(is_locked) << name_of(event);
    }
}

TEST(CeremonyTable, WipesBeforeTheNextPersonInEveryCase) {
    // From a state with a person, attract is only reached through wiping.
    for (const State& state : sample_states()) {
        if (!is_in_session(state)) continue;
        for (const Event& event : all_events())
            EXPECT_FALSE(std::holds_alternative<Attract>(step(state, event).state)) << describe(state) << " + " << name_of(event);
    }
}

TEST(CeremonyTable, SealsOnlyAfterAHoldBehindAnOpenDoor) {
    for (const State& state : sample_states())
        for (const Event& event : all_events())
            for (const Effect& effect : step(state, event).effects)
                if (std::holds_alternative<Seal>(effect)) {
                    EXPECT_TRUE(std::holds_alternative<Confirming>(state));
                    EXPECT_TRUE(std::holds_alternative<HoldCompleted>(event));
                }
}

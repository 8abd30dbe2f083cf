// SPDX-License-Identifier: Apache-2.0
#include "appliance/ceremony/names.h"

#include <gtest/gtest.h>

using namespace ceremony;

namespace {

State after(State state, std::initializer_list<Event> events) {
    for (const Event& event : events) {
        const Step next = step(state, event);
        EXPECT_FALSE(next.is_refused) << describe(state) << " + " << name_of(event);
        state = next.state;
    }
    return state;
}

}  // namespace

TEST(Ceremony, GoesFromAttractToReceiptAndBack) {
    const State end = after(Attract{}, {Begun{}, LanguageChosen{}, CodeEntered{}, EnvelopeFound{2, 1, 3}, IdentityConfirmed{},
                                        ConsentGiven{}, PageSeen{0}, PageTurned{1}, PageSeen{1}, ReviewFinished{},
                                        FieldAnswered{}, InkChanged{true}, InkFinished{}, PinEntered{}, PinRefused{2},
                                        PinEntered{}, PinAccepted{}, HoldCompleted{}, SealAdvanced{4}, Sealed{},
                                        ReceiptFinished{}, WipeFinished{}});
    EXPECT_EQ(end, State(Attract{}));
}

TEST(Ceremony, LocksIdentificationAfterFiveWrongCodes) {
    State state = after(Attract{}, {Begun{}, LanguageChosen{}});
    for (int i = 0; i < 4; ++i) state = after(state, {CodeEntered{}, EnvelopeMissing{}});
    EXPECT_TRUE(std::holds_alternative<Identifying>(state));
    state = after(state, {CodeEntered{}, EnvelopeMissing{}});
    EXPECT_EQ(state, State(Ended{Ending::paused, base::Fault::identification_locked}));
}

TEST(Ceremony, GivesNoFurtherAttemptsForGoingBack) {
    State state = after(Attract{}, {Begun{}, LanguageChosen{}});
    for (int i = 0; i < 4; ++i) state = after(state, {CodeEntered{}, EnvelopeMissing{}, BackPressed{}, LanguageChosen{}});
    state = after(state, {CodeEntered{}, EnvelopeMissing{}});
    EXPECT_EQ(state, State(Ended{Ending::paused, base::Fault::identification_locked}));
}

TEST(Ceremony, GivesNoMoreAttemptsThanTheDeviceHasLeftAndNoneInAPause) {
    State state = after(Attract{}, {Begun{}, LanguageChosen{}, AttemptsCounted{2}});
    EXPECT_EQ(state, State(Identifying{2}));
    EXPECT_EQ(after(state, {AttemptsCounted{5}}), State(Identifying{2}));
    EXPECT_EQ(after(state, {IdentificationPaused{}}), State(Ended{Ending::paused, base::Fault::identification_locked}));
    EXPECT_EQ(after(state, {CodeEntered{}, EnvelopeMissing{}, CodeEntered{}, EnvelopeMissing{}}),
              State(Ended{Ending::paused, base::Fault::identification_locked}));
}

TEST(Ceremony, RemembersThePagesReadWhenThePersonGoesBack) {
    State state = after(Reviewing{{2, 0, 3, {true, false}}, 0}, {BackPressed{}, ConsentGiven{}});
    ASSERT_TRUE(std::holds_alternative<Reviewing>(state));
    EXPECT_TRUE(std::get<Reviewing>(state).progress.pages_seen[0]);
}

TEST(Ceremony, CannotBeLeftOnceSealingBegan) {
    for (const Event& event : {Event(BackPressed{}), Event(IdleExpired{}), Event(Declined{}), Event(PaperWanted{}),
                               Event(ServiceLost{base::Fault::tpm_absent})})
        EXPECT_TRUE(step(Sealing{1}, event).is_refused) << name_of(event);
}

// SPDX-License-Identifier: Apache-2.0
#include "emulator/scripted_ceremony.h"

namespace emulator {

using base::Status;

Status identify(ScriptedPerson& person, const StoryOrder& order) {
    TRY(person.see("Touch to begin", "attract"));
    TRY(person.press("Touch to begin"));
    TRY(person.see("English", "language"));
    TRY(person.choose("English"));
    TRY(person.see("Enter your appointment code", "identify"));
    TRY(person.key_in(order.appointment_code));
    return person.press("Continue");
}

Status come_in(ScriptedPerson& person, const StoryOrder& order) {
    TRY(identify(person, order));
    TRY(person.see("Is this you?", "this-is-me"));
    TRY(person.press("Yes, this is me"));
    return person.see("Continue electronically", "consent");
}

Status agree_and_read(ScriptedPerson& person) {
    TRY(person.press("Continue electronically"));
    TRY(person.see("Please read before you sign", "review"));
    TRY(person.read_everything());
    TRY(person.see("Continue to sign", "review-read"));
    return person.press("Continue to sign");
}

Status answer_questions(ScriptedPerson& person) {
    // A document that is signed already may have no place for answers, and asks nothing.
    while (TRY(person.is_asked("Question", "Sign here"))) {
        TRY(person.see("Question", "fill"));
        TRY(person.type("Tom Keller 555 0175"));
        TRY(person.see("Tom Keller", "fill-typed"));
        TRY(person.press("Done"));
    }
    return person.see("Sign here", "sign");
}

Status draw_signature(ScriptedPerson& person) {
    TRY(person.sign());
    TRY(person.see("= \"signed\"", "sign-drawn"));
    TRY(person.press("Use this signature"));
    return person.see("Enter your signing code", "authenticate");
}

Status enter_code(ScriptedPerson& person, std::string_view pin) {
    TRY(person.key_in(pin));
    return person.press("Continue");
}

Status hold_and_finish(ScriptedPerson& person) {
    TRY(person.see("What you see is what you sign", "confirm"));
    TRY(person.hold("Hold to sign"));
    TRY(person.see("Your receipt", "receipt"));
    TRY(person.press("Finish now"));
    return person.see("Touch to begin", "wiped");
}

}  // namespace emulator

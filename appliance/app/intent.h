// SPDX-License-Identifier: Apache-2.0
// What a person did on a screen, as a value. The device session decides what it means.
#pragma once

#include "appliance/app/screen.h"

#include <variant>

namespace app {

struct Begin {};
struct ChooseLanguage { Language language; };
struct ChooseTextSize { TextSize size; };
struct ChooseTheme { Theme theme; };
struct OpenLanguages {};

struct PressDigit { char digit; };   // on a keypad, for a code or a PIN
struct EraseDigit {};
struct ClearDigits {};
struct EnterDigits {};

struct ThisIsMe { bool is_me; };
struct GiveConsent {};

struct ShowPage { std::uint32_t page; };
struct PageSeen { std::uint32_t page; };  // its end was in view
struct FinishReview {};

struct TypeText { std::string text; };    // one character, UTF-8
struct EraseText {};
struct FinishField {};

struct DrawInk {                          // samples since the last frame; may begin a stroke
    bool begins_stroke;
    float pad_width_mm, pad_height_mm;
    std::vector<InkSample> samples;
};
struct UndoStroke {};
struct ClearInk {};
struct FinishInk {};

struct HoldCompleted {};                  // the confirmation was held for its full time
struct FinishReceipt {};

struct GoBack {};
struct AskForHelp {};
struct AskForPaper {};
struct OpenDecline {};
enum class DeclineReason { not_ready, wrong_document, wants_to_talk, other };
struct Decline { DeclineReason reason; };
struct MoreTime {};
struct Dismiss {};                        // a notice was read

using Intent = std::variant<Begin, ChooseLanguage, ChooseTextSize, ChooseTheme, OpenLanguages, PressDigit, EraseDigit,
                            ClearDigits, EnterDigits, ThisIsMe, GiveConsent, ShowPage, PageSeen, FinishReview, TypeText,
                            EraseText, FinishField, DrawInk, UndoStroke, ClearInk, FinishInk, HoldCompleted,
                            FinishReceipt, GoBack, AskForHelp, AskForPaper, OpenDecline, Decline, MoreTime, Dismiss>;

}  // namespace app

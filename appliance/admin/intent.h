// SPDX-License-Identifier: Apache-2.0
// What a member of staff did on a screen, as a value. The admin session decides what it means.
#pragma once

#include "appliance/admin/screen.h"
#include "appliance/app/intent.h"

namespace admin {

struct Leave {};  // the way out, on every screen in the same place
struct OpenKeys {};
struct OpenKey { std::string name; };
struct ChooseStep { Step step; };  // for the key that is shown
struct ChooseAlgorithm { std::string algorithm; };
struct OpenStick {};
struct ChooseFile { std::string name; };
struct OpenRotation {};
struct OpenShipments {};
struct GiveUpShipment { std::string id; };
struct OpenArchive {};
struct OpenPlans {};
struct OpenPlan { std::string name; };
struct BeginPlan { std::string id; };
struct OpenPlanStep { std::string id; };
struct OpenWaitingStep {};         // that another person said is done
struct ChooseAnswer { std::string key; };
struct Confirm {};                 // where destroying is meant: held for its full time

using Intent = std::variant<app::PressDigit, app::EraseDigit, app::ClearDigits, app::EnterDigits, app::TypeText, app::EraseText, app::GoBack,
                            app::ChooseLanguage, app::ChooseTextSize, app::ChooseTheme, Leave, OpenKeys, OpenKey, ChooseStep,
                            ChooseAlgorithm, Confirm, OpenStick, ChooseFile, OpenRotation, OpenShipments, GiveUpShipment, OpenPlans, OpenPlan, BeginPlan,
                            OpenPlanStep, OpenWaitingStep, ChooseAnswer, OpenArchive>;

}  // namespace admin

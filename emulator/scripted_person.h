// SPDX-License-Identifier: Apache-2.0
// A person at the kiosk, who reads what the screen says and does what people do. Each
// screen is kept as a picture and as text, once it has come to rest.
#pragma once

#include "emulator/remote_kiosk.h"

#include <filesystem>
#include <string>

namespace emulator {

class ScriptedPerson {
public:
    ScriptedPerson(RemoteKiosk& kiosk, std::filesystem::path pictures, int pictures_kept = 0)
        : m_kiosk(kiosk), m_pictures(std::move(pictures)), m_number(pictures_kept) {}

    // Waits for a text, lets the screen settle, and keeps it as NN-name.png and .txt;
    // without a folder for pictures it keeps nothing.
    base::Status see(std::string_view text, const std::string& name);
    // Whichever of two texts appears first: true for the first of them.
    base::Result<bool> is_asked(std::string_view this_one, std::string_view or_that);
    base::Status press(std::string_view name) { return m_kiosk.press("button", name); }
    base::Status choose(std::string_view name) { return m_kiosk.press("choice", name); }
    base::Status key_in(std::string_view digits);
    // On the on-screen keyboard.
    base::Status type(std::string_view text);
    // Presses what goes on reading until every page was seen to its end.
    base::Status read_everything();
    base::Status sign();
    int pictures_kept() const { return m_number; }
    base::Status hold(std::string_view name) { return m_kiosk.hold("button", name, 1800); }

private:
    RemoteKiosk& m_kiosk;
    std::filesystem::path m_pictures;
    int m_number;   // of the last picture
};

}  // namespace emulator

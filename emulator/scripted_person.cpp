// SPDX-License-Identifier: Apache-2.0
#include "emulator/scripted_person.h"

#include "emulator/bench_files.h"
#include "emulator/handwriting.h"

#include <cstdio>
#include <thread>

namespace emulator {
namespace {

constexpr int appear_ms = 20'000;
constexpr int settle_ms = 1'500;
constexpr int pages_max = 400;

}  // namespace

base::Status ScriptedPerson::see(std::string_view text, const std::string& name) {
    TRY(m_kiosk.wait_for(text, appear_ms));
    TRY(m_kiosk.settle(settle_ms));
    if (m_pictures.empty()) return {};
    char number[16];
    std::snprintf(number, sizeof number, "%02d", ++m_number);
    const std::filesystem::path file = m_pictures / (std::string(number) + "-" + name);
    const std::string words = TRY(m_kiosk.screen());
    TRY(write_text(file.string() + ".txt", words));
    return m_kiosk.picture(file.string() + ".png");
}

base::Result<bool> ScriptedPerson::is_asked(std::string_view this_one, std::string_view or_that) {
    for (int waited = 0; waited < appear_ms; waited += 25) {
        const std::string words = TRY(m_kiosk.screen());
        if (words.find(this_one) != std::string::npos) return true;
        if (words.find(or_that) != std::string::npos) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return base::Failure{base::Fault::program_time_limit, "neither '" + std::string(this_one) + "' nor '" + std::string(or_that) + "' appears"};
}

base::Status ScriptedPerson::key_in(std::string_view digits) {
    for (const char digit : digits) TRY(m_kiosk.press("key", std::string_view(&digit, 1)));
    return {};
}

base::Status ScriptedPerson::type(std::string_view text) {
    for (const char letter : text) {
        std::string name(1, letter);
        if (letter == ' ') name = "Space";
        if (letter >= 'A' && letter <= 'Z') {
            TRY(m_kiosk.press("key", "Capitals"));
            TRY(m_kiosk.settle(settle_ms));
        }
        if (letter >= '0' && letter <= '9') {
            if (!m_kiosk.press("key", name)) {
                TRY(m_kiosk.press("key", "123"));
                TRY(m_kiosk.settle(settle_ms));
                TRY(m_kiosk.press("key", name));
            }
            continue;
        }
        TRY(m_kiosk.press("key", name));
    }
    return {};
}

base::Status ScriptedPerson::read_everything() {
    for (int i = 0; i < pages_max; ++i) {
        TRY(m_kiosk.settle(settle_ms));
        const std::string words = TRY(m_kiosk.screen());
        if (words.find("Read every page to its end") == std::string::npos) return {};
        // At the foot of a page, reading on means turning it.
        if (const auto read_on = m_kiosk.press("button", "Keep reading"); !read_on) TRY(m_kiosk.press("button", "Next page"));
    }
    return base::Failure{base::Fault::program_time_limit, "the document does not end"};
}

base::Status ScriptedPerson::sign() { return m_kiosk.draw(handwriting()); }

}  // namespace emulator

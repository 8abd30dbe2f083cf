// SPDX-License-Identifier: Apache-2.0
#include "emulator/desk.h"

#include "emulator/chip_intruder.h"

#include <chrono>
#include <thread>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Status;

constexpr int wait_limit_ms = 30'000;

}  // namespace

bool has_file(const fs::path& folder, std::string_view beginning, std::string_view ending) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(beginning) && name.ends_with(ending)) return true;
    }
    return false;
}

Status Desk::wait_until(const std::function<bool()>& is_so, const char* what) {
    for (int waited = 0; waited < wait_limit_ms; waited += 50) {
        if (is_so()) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return base::Failure{base::Fault::program_time_limit, what};
}

base::Result<std::unique_ptr<Desk>> Desk::set_up(const DeskPlan& plan) {
    std::unique_ptr<Desk> desk(new Desk(plan));
    const fs::path device = desk->state(), tpm = device / "emulated-tpm";
    if (plan.is_fresh && fs::exists(tpm)) return base::Failure{base::Fault::output_exists, device.string() + " is a device already"};
    desk->m_device = TRY(DeviceBench::create(device, tpm, plan.programs));
    plan.tell("a TPM leaves the factory with its certificate");
    desk->m_platform = TRY(PlatformBench::create(plan.folder / "platform", plan.programs, DeviceBench::makers(tpm)));
    TRY(desk->m_platform->start());
    desk->m_platform->network().plug_in();
    plan.tell("the platform runs at " + desk->m_platform->url());
    if (plan.is_fresh) {
        plan.tell("nobody owns the chip, and the device's folder is empty");
        return desk;
    }
    TRY(desk->provision());
    return desk;
}

bool Desk::is_provisioned() const { return fs::exists(state() / "device" / "signing.pem"); }

Status Desk::provision() {
    if (!is_provisioned()) {
        TRY(m_device->provision(*m_platform, m_plan.device, m_plan.place));
        m_plan.tell("the device is provisioned: keys born in the TPM, certificates from the platform");
    }
    return open_kiosk();
}

Status Desk::plug_in(bool is_plugged) {
    if (is_plugged) m_platform->network().plug_in();
    else m_platform->network().unplug();
    if (!m_device->has_power()) return {};  // who opens next is told by then
    base::Json request;
    request.set("op", "online").set("is", is_plugged);
    TRY(kiosk().ask(request));
    return {};
}

Status Desk::exchange() {
    TRY(m_device->visit(*m_platform));
    const fs::path inbox = state() / "inbox";
    return wait_until([&] { return !has_file(inbox, "work-", ".parcel") && !has_file(inbox, "0", ".receipt"); },
                      "the kiosk does not read its mail");
}

Status Desk::order(const fs::path& envelope, const std::vector<fs::path>& files) {
    TRY(m_platform->issue_work_order(m_plan.device, envelope, files));
    return exchange();
}

Status Desk::cut_power() {
    power_off();
    return power_on();
}

Status Desk::power_on() {
    TRY(m_device->power_on());
    return open_kiosk();
}

Status Desk::boot_something_else() {
    constexpr std::uint8_t boot_policy_register = 7;
    power_off();
    TRY(m_device->power_on());
    TRY(extend_register(m_device->tcti(), boot_policy_register));
    return open_kiosk();
}

Status Desk::guess_at_the_chip() {
    power_off();
    TRY(m_device->power_on());
    const int guesses = TRY(guess_until_locked_out(m_device->tcti()));
    m_plan.tell("the chip locked guessers out after " + std::to_string(guesses) + " wrong authorisations");
    return open_kiosk();
}

Status Desk::open_kiosk() {
    TRY(m_device->start_kiosk(m_plan.size, m_plan.panel));
    return plug_in(m_platform->network().is_plugged());
}

Status Desk::shut_down() {
    if (m_device->has_power()) TRY(m_device->stop_kiosk());
    m_platform->stop();
    return {};
}

}  // namespace emulator

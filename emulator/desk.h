// SPDX-License-Identifier: Apache-2.0
// A device and its platform, provisioned and running on one desk: what stories and the
// administrator's window begin with.
#pragma once

#include "emulator/device_bench.h"
#include "emulator/platform_bench.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace emulator {

struct DeskPlan {
    std::filesystem::path folder;  // gets device/ and platform/
    std::string programs;
    std::string device = "harbour-otter-41";
    std::string place = "Northgate Day Surgery";
    ScreenSize size;
    PanelBench* panel = nullptr;  // where the kiosk is shown; outlives the desk
    bool is_fresh = false;        // stops before anybody owns the chip
    std::function<void(const std::string&)> tell = [](const std::string&) {};  // one line a step
};

class Desk {
public:
    // Ends with a kiosk at its attract screen and the network plugged in; a fresh one with
    // neither device nor kiosk. A desk that was set up in this folder before is started again
    // as it was. Fault output_exists: that, where a fresh one was asked for.
    static base::Result<std::unique_ptr<Desk>> set_up(const DeskPlan& plan);

    DeviceBench& device() { return *m_device; }
    PlatformBench& platform() { return *m_platform; }
    RemoteKiosk& kiosk() { return m_device->kiosk(); }
    std::filesystem::path state() const { return m_plan.folder / "device"; }
    const std::string& device_name() const { return m_plan.device; }

    // Makes a fresh desk's device, up to its attract screen.
    base::Status provision();
    bool is_provisioned() const;

    base::Status plug_in(bool is_plugged);
    // Issues an order and has it fetched and examined.
    base::Status order(const std::filesystem::path& envelope, const std::vector<std::filesystem::path>& files);
    // One visit of the courier, and time for the kiosk to read what came.
    base::Status exchange();
    // Everything stops in the middle of whatever it does, and starts again.
    base::Status cut_power();
    void power_off() { m_device->cut_power(); }
    base::Status power_on();
    // Off and on again; in between a measured register is extended as another boot loader
    // would, so the chip no longer knows this system. The next power cycle undoes it.
    base::Status boot_something_else();
    // Off and on again; in between somebody guesses at the chip until it locks guessers out.
    base::Status guess_at_the_chip();
    // After stop_kiosk() of the device, for the administrator.
    base::Status open_kiosk();
    base::Status shut_down();

    // Looks until it is so. Fault program_time_limit, saying what was waited for.
    static base::Status wait_until(const std::function<bool()>& is_so, const char* what);

private:
    explicit Desk(DeskPlan plan) : m_plan(std::move(plan)) {}
    DeskPlan m_plan;
    std::unique_ptr<DeviceBench> m_device;
    std::unique_ptr<PlatformBench> m_platform;
};

// Whether a folder has a file of such a name.
bool has_file(const std::filesystem::path& folder, std::string_view beginning, std::string_view ending);

}  // namespace emulator

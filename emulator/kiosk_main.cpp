// SPDX-License-Identifier: Apache-2.0
// inkseal-kiosk-emulated: the kiosk on a bench. Started by inkseal-emulator.
#include "emulator/emulated_kiosk.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    emulator::KioskSettings settings;
    CLI::App app("Inkseal kiosk on an emulated device", "inkseal-kiosk-emulated");
    app.add_option("--state", settings.state, "the device's state folder")->required();
    app.add_option("--tcti", settings.tcti, "the TPM, e.g. swtpm:path=...")->required();
    app.add_option("--control", settings.control, "where to make the control socket")->required();
    app.add_option("--programs", settings.programs, "folder of inkseal-document and the others");
    app.add_option("--stick", settings.stick, "folder that stands for a stick, when it is there");
    app.add_option("--width", settings.width, "of the screen, pixels");
    app.add_option("--height", settings.height, "of the screen, pixels");
    app.add_flag("--shown", settings.is_shown, "the bench shows the screen, through descriptors 3 and 4");
    app.add_flag("--disk-full", settings.is_disk_full, "begin with a disk on which nothing more fits");
    app.add_option("--clock-offset", settings.clock_offset_ms, "of the device's clock, milliseconds");
    CLI11_PARSE(app, argc, argv);
    const auto ran = emulator::run_emulated_kiosk(settings);
    if (ran) return 0;
    const base::FaultRow& row = base::row_of(ran.fault());
    std::fprintf(stderr, "inkseal-kiosk-emulated: %s %s (%s)\n", row.code.data(), row.sentence.data(), ran.failure().detail.c_str());
    return 1;
}

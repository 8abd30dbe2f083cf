// SPDX-License-Identifier: Apache-2.0
// What joins an emulated kiosk to the bench that shows it: pixels in shared memory, and
// a line that carries what was touched one way and what was drawn the other. The device
// is a process of its own, so that its power can be cut while its screen's frame stands.
//
// SOCK_SEQPACKET; both ends are this program's build, so a message is a struct as it is.
#pragma once

#include "appliance/base/result.h"
#include "appliance/host/descriptor.h"
#include "ui/geometry.h"
#include "ui/input.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace emulator {

// Where the kiosk finds the two descriptors that it was handed.
inline constexpr int panel_line_number = 3, panel_pixels_number = 4;

// R G B A, rows top to bottom; the same memory in both processes.
class SharedPixels {
public:
    // Faults: program_failed.
    static base::Result<SharedPixels> create(int width, int height);
    static base::Result<SharedPixels> open(host::Descriptor memory, int width, int height);
    SharedPixels(SharedPixels&& other) noexcept;
    SharedPixels& operator=(SharedPixels&&) = delete;
    ~SharedPixels();

    std::span<std::uint32_t> pixels() const { return m_pixels; }
    int descriptor() const { return m_memory.number(); }

private:
    SharedPixels(host::Descriptor memory, std::span<std::uint32_t> pixels) : m_memory(std::move(memory)), m_pixels(pixels) {}
    host::Descriptor m_memory;
    std::span<std::uint32_t> m_pixels;
};

struct PanelLine {
    host::Descriptor bench, kiosk;
};
base::Result<PanelLine> make_panel_line();

// Neither waits when the other side is slow or gone; then nothing is sent. Text longer
// than 63 bytes is not sent either.
void send_input(int line, const ui::InputEvent& event);
bool send_damage(int line, std::span<const ui::PixelRect> dirty);

// Everything that has come by now. A closed line is a CloseRequest.
std::vector<ui::InputEvent> receive_input(int line);
// Nothing when the kiosk is gone.
std::optional<std::vector<ui::PixelRect>> receive_damage(int line);

}  // namespace emulator

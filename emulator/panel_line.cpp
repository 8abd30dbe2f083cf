// SPDX-License-Identifier: Apache-2.0
#include "emulator/panel_line.h"

#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t rects_max = 64;

enum class Kind : std::uint32_t { pointer, key, text, wheel, close };

struct InputMessage {
    Kind kind = Kind::close;
    ui::Key key = ui::Key::next;
    ui::PointerSample pointer;
    ui::WheelTurn wheel;
    char text[64]{};
};

struct DamageMessage {
    std::uint32_t count = 0;
    ui::PixelRect rects[rects_max];
};

std::size_t size_of(int width, int height) { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }

Result<std::span<std::uint32_t>> mapped(int descriptor, std::size_t count) {
    void* memory = mmap(nullptr, count * 4, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) return Failure{Fault::program_failed, std::string("mmap: ") + std::strerror(errno)};
    return std::span<std::uint32_t>(static_cast<std::uint32_t*>(memory), count);
}

ui::InputEvent event_of(InputMessage& message) {
    switch (message.kind) {
        case Kind::pointer: return message.pointer;
        case Kind::key: return ui::KeyPress{message.key};
        case Kind::text: message.text[sizeof message.text - 1] = '\0'; return ui::TypedText{message.text};
        case Kind::wheel: return message.wheel;
        case Kind::close: return ui::CloseRequest{};
    }
    return ui::CloseRequest{};
}

}  // namespace

Result<SharedPixels> SharedPixels::create(int width, int height) {
    host::Descriptor memory(memfd_create("inkseal-panel", MFD_CLOEXEC));
    const std::size_t count = size_of(width, height);
    if (!memory || ftruncate(memory.number(), static_cast<off_t>(count * 4)) != 0)
        return Failure{Fault::program_failed, std::string("memfd: ") + std::strerror(errno)};
    const std::span<std::uint32_t> pixels = TRY(mapped(memory.number(), count));
    return SharedPixels(std::move(memory), pixels);
}

Result<SharedPixels> SharedPixels::open(host::Descriptor memory, int width, int height) {
    const std::span<std::uint32_t> pixels = TRY(mapped(memory.number(), size_of(width, height)));
    return SharedPixels(std::move(memory), pixels);
}

SharedPixels::SharedPixels(SharedPixels&& other) noexcept
    : m_memory(std::move(other.m_memory)), m_pixels(std::exchange(other.m_pixels, {})) {}

SharedPixels::~SharedPixels() {
    if (!m_pixels.empty()) munmap(m_pixels.data(), m_pixels.size_bytes());
}

Result<PanelLine> make_panel_line() {
    int ends[2]{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return Failure{Fault::program_failed, std::string("socketpair: ") + std::strerror(errno)};
    return PanelLine{host::Descriptor(ends[0]), host::Descriptor(ends[1])};
}

void send_input(int line, const ui::InputEvent& event) {
    InputMessage message;
    if (const auto* sample = std::get_if<ui::PointerSample>(&event)) {
        message.kind = Kind::pointer;
        message.pointer = *sample;
    } else if (const auto* press = std::get_if<ui::KeyPress>(&event)) {
        message.kind = Kind::key;
        message.key = press->key;
    } else if (const auto* typed = std::get_if<ui::TypedText>(&event)) {
        if (typed->text.size() >= sizeof message.text) return;
        message.kind = Kind::text;
        std::memcpy(message.text, typed->text.c_str(), typed->text.size() + 1);
    } else if (const auto* wheel = std::get_if<ui::WheelTurn>(&event)) {
        message.kind = Kind::wheel;
        message.wheel = *wheel;
    }
    (void)send(line, &message, sizeof message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool send_damage(int line, std::span<const ui::PixelRect> dirty) {
    DamageMessage message;
    for (const ui::PixelRect& rect : dirty) {
        if (message.count < rects_max) {
            message.rects[message.count++] = rect;
            continue;
        }
        ui::PixelRect& last = message.rects[rects_max - 1];  // the rest shares one
        last = {std::min(last.left, rect.left), std::min(last.top, rect.top), std::max(last.right, rect.right), std::max(last.bottom, rect.bottom)};
    }
    return send(line, &message, sizeof message, MSG_DONTWAIT | MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof message);
}

std::vector<ui::InputEvent> receive_input(int line) {
    std::vector<ui::InputEvent> events;
    InputMessage message;
    for (ssize_t size = 0; (size = recv(line, &message, sizeof message, MSG_DONTWAIT)) >= 0;) {
        if (size != static_cast<ssize_t>(sizeof message)) message.kind = Kind::close;
        events.push_back(event_of(message));
        if (message.kind == Kind::close) break;
    }
    return events;
}

std::optional<std::vector<ui::PixelRect>> receive_damage(int line) {
    std::vector<ui::PixelRect> dirty;
    DamageMessage message;
    for (ssize_t size = 0; (size = recv(line, &message, sizeof message, MSG_DONTWAIT)) >= 0;) {
        if (size != static_cast<ssize_t>(sizeof message) || message.count > rects_max) return std::nullopt;
        dirty.insert(dirty.end(), message.rects, message.rects + message.count);
    }
    if (errno != EAGAIN && errno != EINTR) return std::nullopt;
    return dirty;
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "ui/sdl_input.h"

#include <SDL.h>

#include <memory>

namespace ui {
namespace {

std::optional<Key> key_of(const SDL_Keysym& symbol) {
    switch (symbol.sym) {
        case SDLK_TAB: return (symbol.mod & KMOD_SHIFT) != 0 ? Key::previous : Key::next;
        case SDLK_UP: return Key::up;
        case SDLK_DOWN: return Key::down;
        case SDLK_LEFT: return Key::left;
        case SDLK_RIGHT: return Key::right;
        case SDLK_RETURN:
        case SDLK_KP_ENTER: return Key::select;
        case SDLK_ESCAPE: return Key::back;
        case SDLK_BACKSPACE: return Key::erase;
        default: return std::nullopt;
    }
}

std::int64_t microseconds(Uint32 timestamp_ms) { return static_cast<std::int64_t>(timestamp_ms) * 1000; }

std::string pasted() {
    const std::unique_ptr<char, void (*)(void*)> text(SDL_GetClipboardText(), SDL_free);
    return text ? std::string(text.get()) : std::string();
}

PointerSample mouse_sample(Uint32 timestamp_ms, int x, int y, bool contact) {
    return {.t_us = microseconds(timestamp_ms), .x = static_cast<float>(x), .y = static_cast<float>(y),
            .tool = Tool::mouse, .contact = contact};
}

}  // namespace

std::vector<InputEvent> SdlInput::collect(int wait_max_ms) {
    std::vector<InputEvent> out;
    SDL_Event event;
    bool has_event = SDL_WaitEventTimeout(&event, wait_max_ms) != 0;
    for (; has_event; has_event = SDL_PollEvent(&event) != 0) {
        switch (event.type) {
            case SDL_QUIT: out.emplace_back(CloseRequest{}); break;
            case SDL_MOUSEMOTION:
                if (event.motion.which != SDL_TOUCH_MOUSEID) {
                    out.emplace_back(mouse_sample(event.motion.timestamp, event.motion.x, event.motion.y,
                                                  (event.motion.state & SDL_BUTTON_LMASK) != 0));
                }
                break;
            case SDL_MOUSEBUTTONDOWN:
            case SDL_MOUSEBUTTONUP:
                if (event.button.button == SDL_BUTTON_LEFT && event.button.which != SDL_TOUCH_MOUSEID) {
                    out.emplace_back(mouse_sample(event.button.timestamp, event.button.x, event.button.y,
                                                  event.type == SDL_MOUSEBUTTONDOWN));
                }
                break;
            case SDL_MOUSEWHEEL: {
                int x = 0, y = 0;
                SDL_GetMouseState(&x, &y);
                out.emplace_back(WheelTurn{{static_cast<float>(x), static_cast<float>(y)}, -event.wheel.preciseY});
                break;
            }
            case SDL_FINGERDOWN:
            case SDL_FINGERMOTION:
            case SDL_FINGERUP: {
                if (event.type == SDL_FINGERDOWN && !m_finger) m_finger = event.tfinger.fingerId;
                if (m_finger != event.tfinger.fingerId) break;  // a resting palm
                out.emplace_back(PointerSample{.t_us = microseconds(event.tfinger.timestamp),
                                               .x = event.tfinger.x * static_cast<float>(m_width),
                                               .y = event.tfinger.y * static_cast<float>(m_height),
                                               .tool = Tool::finger,
                                               .contact = event.type != SDL_FINGERUP});
                if (event.type == SDL_FINGERUP) m_finger.reset();
                break;
            }
            case SDL_KEYDOWN:
                if (m_takes_pastes && event.key.keysym.sym == SDLK_v && (event.key.keysym.mod & KMOD_CTRL) != 0) out.emplace_back(TypedText{pasted()});
                else if (const auto key = key_of(event.key.keysym)) out.emplace_back(KeyPress{*key});
                break;
            case SDL_TEXTINPUT: out.emplace_back(TypedText{event.text.text}); break;
            default: break;
        }
    }
    return out;
}

}  // namespace ui

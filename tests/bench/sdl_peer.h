// SPDX-License-Identifier: Apache-2.0
// The same Dear ImGui draw data, drawn by SDL's software renderer into a surface: the
// path that needs neither our rasteriser nor a graphics driver.
#pragma once

#include "ui/geometry.h"
#include "ui/texture.h"

#include <SDL.h>
#include <imgui.h>

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace bench {

class SdlPeer {
public:
    SdlPeer(int width, int height);

    // Copies the textures that `data` draws from to the renderer. Not part of a frame.
    void learn_textures(const ImDrawData& data);
    // Draws all of it, or only what lies in `window`, and waits for the pixels.
    void draw(const ImDrawData& data, const std::optional<ui::PixelRect>& window = {});

private:
    using Surface = std::unique_ptr<SDL_Surface, decltype(&SDL_FreeSurface)>;
    using Renderer = std::unique_ptr<SDL_Renderer, decltype(&SDL_DestroyRenderer)>;
    using Picture = std::unique_ptr<SDL_Texture, decltype(&SDL_DestroyTexture)>;

    Surface m_surface;
    Renderer m_renderer;
    std::map<const ui::Texture*, Picture> m_pictures;
};

}  // namespace bench

// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/sdl_peer.h"

#include "appliance/base/check.h"

#include <vector>

namespace bench {
namespace {

// Coverage becomes white with that alpha: SDL knows no one-channel texture.
std::vector<std::uint32_t> as_rgba(const ui::Texture& texture) {
    std::vector<std::uint32_t> out(static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height));
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (texture.format == ui::Texture::Format::coverage) {
            out[i] = 0x00ffffffU | static_cast<std::uint32_t>(texture.pixels[i]) << 24U;
        } else {
            SDL_memcpy(&out[i], texture.pixels.data() + i * 4, 4);
        }
    }
    return out;
}

template <typename Action>
void for_each_command(const ImDrawData& data, const Action& action) {
    for (int n = 0; n < data.CmdListsCount; ++n)
        for (const ImDrawCmd& command : data.CmdLists[n]->CmdBuffer)
            if (command.UserCallback == nullptr && command.ElemCount != 0 && command.TextureId != nullptr) action(*data.CmdLists[n], command);
}

}  // namespace

SdlPeer::SdlPeer(int width, int height)
    : m_surface(SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ABGR8888), &SDL_FreeSurface),
      m_renderer(SDL_CreateSoftwareRenderer(m_surface.get()), &SDL_DestroyRenderer) {
    CHECK(m_surface && m_renderer);
}

void SdlPeer::learn_textures(const ImDrawData& data) {
    m_pictures.clear();
    for_each_command(data, [this](const ImDrawList&, const ImDrawCmd& command) {
        const auto* texture = static_cast<const ui::Texture*>(command.TextureId);
        if (m_pictures.contains(texture)) return;
        Picture picture(SDL_CreateTexture(m_renderer.get(), SDL_PIXELFORMAT_ABGR8888, SDL_TEXTUREACCESS_STATIC, texture->width, texture->height),
                        &SDL_DestroyTexture);
        CHECK(picture);
        CHECK(SDL_UpdateTexture(picture.get(), nullptr, as_rgba(*texture).data(), texture->width * 4) == 0);
        SDL_SetTextureBlendMode(picture.get(), SDL_BLENDMODE_BLEND);
        m_pictures.emplace(texture, std::move(picture));
    });
}

void SdlPeer::draw(const ImDrawData& data, const std::optional<ui::PixelRect>& window) {
    for_each_command(data, [&](const ImDrawList& list, const ImDrawCmd& command) {
        ui::PixelRect clip{static_cast<int>(command.ClipRect.x), static_cast<int>(command.ClipRect.y),
                           static_cast<int>(command.ClipRect.z + 1), static_cast<int>(command.ClipRect.w + 1)};
        if (window) clip = clip.overlap(*window);
        if (clip.is_empty()) return;
        const SDL_Rect area{clip.left, clip.top, clip.width(), clip.height()};
        SDL_RenderSetClipRect(m_renderer.get(), &area);
        const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
        const int vertex_count = list.VtxBuffer.Size - static_cast<int>(command.VtxOffset);
        const auto* texture = static_cast<const ui::Texture*>(command.TextureId);
        const int failed = SDL_RenderGeometryRaw(m_renderer.get(), m_pictures.at(texture).get(), &vertices->pos.x, sizeof(ImDrawVert),
                                                 reinterpret_cast<const SDL_Color*>(&vertices->col), sizeof(ImDrawVert), &vertices->uv.x,
                                                 sizeof(ImDrawVert), vertex_count, list.IdxBuffer.Data + command.IdxOffset,
                                                 static_cast<int>(command.ElemCount), sizeof(ImDrawIdx));
        CHECK(failed == 0);
    });
    CHECK(SDL_RenderFlush(m_renderer.get()) == 0);
}

}  // namespace bench

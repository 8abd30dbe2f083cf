// SPDX-License-Identifier: GPL-3.0-or-later
// inkseal-render: one PDF in, pixels and text boxes out, for a kiosk that does not want
// to have met the PDF itself. It links poppler, whence the licence; it shares with the
// kiosk the file that describes the conversation, and no code.
//
// Everything is inside a namespace: poppler exports names such as Page and Dict
// globally, and a name of ours could replace one of them.
#include "appliance/host/lockdown.h"
#include "appliance/host/render_protocol.h"

#include "appliance/base/reader.h"

#include <algorithm>
#include <array>
#include <cairo.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fontconfig/fontconfig.h>
#include <memory>
#include <optional>
#include <poppler.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace render {
namespace {

using host::RenderCommand;
using host::RenderReply;
using host::RenderRequest;
using host::RenderStatus;

constexpr int exit_done = 0;
constexpr int exit_usage = 64;
constexpr int exit_without_protection = 71;
constexpr int document_number = 0;
constexpr int conversation_number = 3;
constexpr int content_number = 4;

// poppler opens the files of fonts that a document names but does not carry when it
// meets them, so these stay readable. Nothing in them is secret.
const std::vector<std::string> font_folders = {
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/usr/share/poppler",
    "/usr/share/ghostscript", "/etc/fonts", "/var/cache/fontconfig"};

template <auto release>
struct Releaser {
    template <typename T>
    void operator()(T* object) const {
        release(object);
    }
};
template <typename T, auto release>
using Owned = std::unique_ptr<T, Releaser<release>>;

struct Input {
    const std::uint8_t* start = nullptr;
    std::size_t size = 0;
};

std::optional<Input> map_document() {
    struct stat about {};
    if (fstat(document_number, &about) != 0 || about.st_size <= 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(about.st_size);
    void* start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, document_number, 0);
    if (start == MAP_FAILED) return std::nullopt;
    return Input{static_cast<const std::uint8_t*>(start), size};
}

class Renderer {
public:
    Renderer(Input input, std::uint8_t* content) : m_content(content) {
        const Owned<GBytes, g_bytes_unref> bytes(g_bytes_new_static(input.start, input.size));
        m_document.reset(poppler_document_new_from_bytes(bytes.get(), nullptr, nullptr));
    }

    RenderReply answer(const RenderRequest& request) {
        if (!m_document) return {RenderStatus::document_unreadable};
        switch (request.command) {
            case RenderCommand::count_pages: return count_pages();
            case RenderCommand::render_page: return render_page(request.page, request.width);
            case RenderCommand::list_text: return list_text(request.page);
        }
        return {RenderStatus::page_unrenderable};
    }

private:
    using Page = Owned<PopplerPage, g_object_unref>;

    RenderReply count_pages() {
        RenderReply reply;
        reply.page_count = static_cast<std::uint32_t>(std::max(0, poppler_document_get_n_pages(m_document.get())));
        return reply;
    }

    Page open_page(std::uint32_t page) {
        const int count = poppler_document_get_n_pages(m_document.get());
        if (count < 0 || page >= static_cast<std::uint32_t>(count)) return nullptr;
        return Page(poppler_document_get_page(m_document.get(), static_cast<int>(page)));
    }

    RenderReply render_page(std::uint32_t number, std::uint32_t width) {
        const RenderReply impossible{RenderStatus::page_unrenderable};
        if (width == 0 || width > host::render_width_max) return impossible;
        const Page page = open_page(number);
        if (!page) return impossible;
        double page_width = 0;
        double page_height = 0;
        poppler_page_get_size(page.get(), &page_width, &page_height);
        if (!(page_width > 0) || !(page_height > 0) || !std::isfinite(page_width * page_height)) return impossible;
        const double scale = width / page_width;
        const double exact_height = std::max(1.0, std::round(page_height * scale));
        const double bytes = exact_height * width * 4;
        if (exact_height > host::render_height_max || bytes > static_cast<double>(host::render_memory_bytes)) {
            return impossible;
        }
        RenderReply reply;
        reply.width = width;
        reply.height = static_cast<std::uint32_t>(exact_height);
        reply.content_bytes = std::uint64_t{reply.width} * reply.height * 4;
        std::memset(m_content, 0xff, reply.content_bytes);  // white paper
        if (!paint(page.get(), reply, scale)) return impossible;
        turn_into_rgba(reply.content_bytes);
        return reply;
    }

    bool paint(PopplerPage* page, const RenderReply& size, double scale) {
        const Owned<cairo_surface_t, cairo_surface_destroy> surface(cairo_image_surface_create_for_data(
            m_content, CAIRO_FORMAT_ARGB32, static_cast<int>(size.width), static_cast<int>(size.height),
            static_cast<int>(size.width * 4)));
        const Owned<cairo_t, cairo_destroy> context(cairo_create(surface.get()));
        cairo_scale(context.get(), scale, scale);
        poppler_page_render(page, context.get());
        cairo_surface_flush(surface.get());
        return cairo_status(context.get()) == CAIRO_STATUS_SUCCESS;
    }

    // cairo's pixel is one native 32-bit number, A R G B from the highest byte down.
    void turn_into_rgba(std::uint64_t bytes) {
        for (std::uint64_t at = 0; at < bytes; at += 4) {
            std::uint32_t pixel = 0;
            std::memcpy(&pixel, m_content + at, 4);
            m_content[at] = static_cast<std::uint8_t>(pixel >> 16U);
            m_content[at + 1] = static_cast<std::uint8_t>(pixel >> 8U);
            m_content[at + 2] = static_cast<std::uint8_t>(pixel);
            m_content[at + 3] = 0xff;
        }
    }

    RenderReply list_text(std::uint32_t number) {
        const Page page = open_page(number);
        if (!page) return {RenderStatus::page_unrenderable};
        const Owned<char, g_free> text(poppler_page_get_text(page.get()));
        PopplerRectangle* rectangles = nullptr;
        guint rectangle_count = 0;
        poppler_page_get_text_layout(page.get(), &rectangles, &rectangle_count);
        const Owned<PopplerRectangle, g_free> owner(rectangles);
        base::Bytes boxes;
        const std::uint32_t count = collect_words(text.get(), rectangles, rectangle_count, boxes);
        base::Bytes content;
        base::append_number(content, count, 4);
        base::append(content, boxes);
        if (content.size() > host::render_memory_bytes) return {RenderStatus::page_unrenderable};
        std::memcpy(m_content, content.data(), content.size());
        RenderReply reply;
        reply.content_bytes = content.size();
        return reply;
    }

    // One rectangle for each character of the text; white space ends a word.
    static std::uint32_t collect_words(const char* text, const PopplerRectangle* rectangles, guint rectangle_count,
                                       base::Bytes& out) {
        std::uint32_t count = 0;
        std::string word;
        PopplerRectangle around{};
        const auto finish = [&] {
            if (!word.empty() && count < host::text_boxes_max) {
                for (double edge : {around.x1, around.y1, around.x2, around.y2}) {
                    const double bounded = std::isfinite(edge) ? std::clamp(edge, -1e7, 1e7) : 0;
                    base::append_number(out, static_cast<std::uint32_t>(std::lround(bounded * 100)), 4);
                }
                base::append_number(out, word.size(), 4);
                base::append(out, std::string_view(word));
                ++count;
            }
            word.clear();
        };
        guint index = 0;
        for (const char* at = text; at != nullptr && *at != '\0' && index < rectangle_count; ++index) {
            const char* next = g_utf8_next_char(at);
            const PopplerRectangle& box = rectangles[index];
            if (g_unichar_isspace(g_utf8_get_char(at))) {
                finish();
            } else if (word.empty()) {
                around = box;
            } else {
                around = {std::min(around.x1, box.x1), std::min(around.y1, box.y1), std::max(around.x2, box.x2),
                          std::max(around.y2, box.y2)};
            }
            if (!g_unichar_isspace(g_utf8_get_char(at))) word.append(at, next);
            at = next;
        }
        finish();
        return count;
    }

    Owned<PopplerDocument, g_object_unref> m_document;
    std::uint8_t* m_content;
};

int serve() {
    if (!FcInit()) return exit_usage;
    const std::optional<Input> input = map_document();
    void* content = mmap(nullptr, host::render_memory_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, content_number, 0);
    if (!input || content == MAP_FAILED) return exit_usage;
    host::Lockdown wanted;
    wanted.written_file_max_bytes = 0;
    wanted.readable_folders = font_folders;
    if (!host::lock_down(wanted)) return exit_without_protection;

    Renderer renderer(*input, static_cast<std::uint8_t*>(content));
    RenderRequest request;
    while (read(conversation_number, &request, sizeof(request)) == sizeof(request)) {
        const RenderReply reply = renderer.answer(request);
        if (write(conversation_number, &reply, sizeof(reply)) != sizeof(reply)) break;
    }
    return exit_done;
}

}  // namespace
}  // namespace render

int main() { host::leave(render::serve()); }

// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

#include <qrencode.h>

namespace ui {
namespace {

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

void qr_code(Kit& kit, const std::string& id, std::string name, const std::string& content, float side) {
    const std::shared_ptr<QRcode> code(
        QRcode_encodeData(static_cast<int>(content.size()), reinterpret_cast<const unsigned char*>(content.data()), 0, QR_ECLEVEL_M),
        FreeCode());
    // Black on white in every theme: readers expect it.
    Element& element = kit.leaf({.width = units(side), .height = units(side)}, [code](Painter& painter, const Element& self) {
        painter.fill(self.rect, rgb(0xFFFFFF), painter.px(18));
        if (code == nullptr) return;  // too long for any version
        constexpr int quiet = 3;      // modules; the card around it is white as well
        const int modules = code->width;
        const float module = std::floor(self.rect.width / static_cast<float>(modules + 2 * quiet));
        const float from_x = std::round(self.rect.center().x - module * static_cast<float>(modules) / 2);
        const float from_y = std::round(self.rect.center().y - module * static_cast<float>(modules) / 2);
        for (int y = 0; y < modules; ++y) {
            for (int x = 0; x < modules; ++x) {
                int run = 0;
                while (x + run < modules && (code->data[y * modules + x + run] & 1U) != 0) ++run;
                if (run == 0) continue;
                painter.fill({from_x + static_cast<float>(x) * module, from_y + static_cast<float>(y) * module,
                              static_cast<float>(run) * module, module}, rgb(0x0F1F2E));
                x += run;
            }
        }
    });
    element.id = id;
    element.meaning = Meaning{.role = Role::image, .name = std::move(name)};
}

}  // namespace ui

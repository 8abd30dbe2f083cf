// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/page_look.h"

namespace screens {
namespace {

ui::PageTag::Kind kind_of(app::MarkKind kind) {
    switch (kind) {
        case app::MarkKind::prefilled: return ui::PageTag::Kind::noted;
        case app::MarkKind::to_answer: return ui::PageTag::Kind::to_answer;
        case app::MarkKind::signature: return ui::PageTag::Kind::sign_here;
    }
    return ui::PageTag::Kind::noted;
}

}  // namespace

ui::PageLook page_look(const std::shared_ptr<const ports::PageImage>& image, std::span<const app::PageMark> marks) {
    ui::PageLook look;
    if (image != nullptr && image->width > 0 && image->pixels.size() >= std::size_t{image->width} * image->height * 4) {
        look.owner = image;
        look.rgba = image->pixels.data();
        look.width = static_cast<int>(image->width);
        look.height = static_cast<int>(image->height);
    }
    for (const app::PageMark& mark : marks) {
        look.tags.push_back({{mark.area.x, mark.area.y, mark.area.width, mark.area.height}, kind_of(mark.kind), ui::isolate(mark.label)});
    }
    return look;
}

}  // namespace screens

// SPDX-License-Identifier: Apache-2.0
#include "emulator/kiosk_hands.h"

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

ui::Point middle_of(const ui::Rect& rect) { return {rect.x + rect.width / 2, rect.y + rect.height / 2}; }

Result<const ui::SemanticNode*> find(const ui::Semantics& semantics, const Json& request) {
    if (const auto id = request.text("id")) {
        if (const ui::SemanticNode* node = semantics.find(*id)) return node;
        return Failure{Fault::usage_invalid, "nothing has the id " + *id};
    }
    const std::string role = TRY(request.text("role"));
    const std::string name = TRY(request.text("name"));
    for (const ui::SemanticNode& node : semantics.nodes)
        if (ui::name_of(node.meaning.role) == role && node.meaning.name == name) return &node;
    return Failure{Fault::usage_invalid, "no " + role + " '" + name + "' on\n" + ui::to_text(semantics)};
}

}  // namespace

base::Status KioskHands::touch(const ui::Semantics& semantics, const Json& request, bool is_tap) {
    const ui::SemanticNode* node = TRY(find(semantics, request));
    if (!node->is_in_view) return Failure{Fault::usage_invalid, "'" + node->meaning.name + "' is not in view"};
    if (!node->meaning.is_enabled) return Failure{Fault::usage_invalid, "'" + node->meaning.name + "' cannot be pressed now"};
    m_at = middle_of(node->rect);
    if (is_tap) {
        m_script.tap(m_at);
        return {};
    }
    m_script.press(m_at);
    m_is_down = true;
    return {};
}

void KioskHands::lift() {
    m_script.release(m_at);
    m_is_down = false;
}

base::Status KioskHands::draw(const ui::Semantics& semantics, const Json& request) {
    const ui::SemanticNode* pad = nullptr;
    for (const ui::SemanticNode& node : semantics.nodes)
        if (node.meaning.role == ui::Role::pad) pad = &node;
    if (pad == nullptr) return Failure{Fault::usage_invalid, "there is nothing to draw on"};
    for (const Json& stroke : *TRY(request.array("strokes"))) {
        std::vector<ui::Point> points;
        std::vector<float> pressures;
        if (stroke.as_array() == nullptr) return Failure{Fault::message_invalid, "a stroke is a list of points"};
        for (const Json& point : *stroke.as_array()) {
            const Json::Array* numbers = point.as_array();
            if (numbers == nullptr || numbers->size() != 4) return Failure{Fault::message_invalid, "a point is [x, y, pressure, t_ms]"};
            float values[4]{};
            for (std::size_t i = 0; i < 4; ++i) {
                if ((*numbers)[i].as_number() == nullptr) return Failure{Fault::message_invalid, "a point is four numbers"};
                values[i] = static_cast<float>(*(*numbers)[i].as_number());
            }
            points.push_back({pad->rect.x + pad->rect.width * values[0] / 10'000, pad->rect.y + pad->rect.height * values[1] / 10'000});
            pressures.push_back(values[2] / 1000);
        }
        m_script.stroke(points, pressures);
    }
    return {};
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/seal_order.h"

#include "appliance/app/sealing.h"
#include "appliance/crypto/random.h"

#include <algorithm>

namespace app {
namespace {

using base::Result;
using base::Status;
using documents::Description;
using documents::EnvelopeField;
using documents::EnvelopeFieldKind;
using documents::Rectangle;

const documents::Field* field_named(const Description& description, std::string_view name) {
    for (const documents::Field& field : description.fields)
        if (field.name == name) return &field;
    return nullptr;
}

// A rectangle in the page's own space, as fractions of the page as it is seen.
Area area_on(const documents::Page& page, const Rectangle& rect) {
    const Rectangle& box = page.visible_box;
    const double width = std::max(1.0, box.width()), height = std::max(1.0, box.height());
    const double left = (rect.left - box.left) / width, right = (rect.right - box.left) / width;
    const double top = (box.top - rect.top) / height, bottom = (box.top - rect.bottom) / height;
    const auto make = [](double x0, double y0, double x1, double y1) {
        return Area{static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1 - x0), static_cast<float>(y1 - y0)};
    };
    switch (page.rotate) {
        case 90: return make(1 - bottom, left, 1 - top, right);
        case 180: return make(1 - right, 1 - bottom, 1 - left, 1 - top);
        case 270: return make(top, 1 - right, bottom, 1 - left);
        default: return make(left, top, right, bottom);
    }
}

struct Spot {
    std::uint32_t page = 0;
    Rectangle rect;
};

// Where a field of the envelope is on paper; none for what is invisible.
std::optional<Spot> spot_of(const Description& description, const EnvelopeField& wanted) {
    if (wanted.kind == EnvelopeFieldKind::signature) {
        const auto place = documents::place_signature(description, wanted.name, "preview");
        if (!place || !place->page) return std::nullopt;
        return Spot{static_cast<std::uint32_t>(*place->page), place->rect};
    }
    if (!wanted.name.empty()) {
        const documents::Field* field = field_named(description, wanted.name);
        if (field == nullptr || field->widgets.empty() || field->widgets.front().page < 0) return std::nullopt;
        return Spot{static_cast<std::uint32_t>(field->widgets.front().page), field->widgets.front().rect};
    }
    const auto place = documents::place_text(description);
    if (!place) return std::nullopt;
    return Spot{static_cast<std::uint32_t>(place->page), place->rect};
}

PageMark mark_of(const Description& description, const EnvelopeField& field, const Spot& spot) {
    PageMark mark;
    mark.area = area_on(description.pages[spot.page], spot.rect);
    mark.label = field.label;
    switch (field.kind) {
        case EnvelopeFieldKind::prefilled: mark.kind = MarkKind::prefilled; break;
        case EnvelopeFieldKind::text: mark.kind = MarkKind::to_answer; break;
        case EnvelopeFieldKind::signature: mark.kind = MarkKind::signature; break;
    }
    return mark;
}

const EnvelopeField& signature_field(const documents::EnvelopeDocument& document) {
    static const EnvelopeField anywhere{.kind = EnvelopeFieldKind::signature, .name = {}, .label = {}, .hint = {}, .value = {}, .signer = {}};
    for (const EnvelopeField& field : document.fields)
        if (field.kind == EnvelopeFieldKind::signature) return field;
    return anywhere;
}

documents::FieldValue value_for(const documents::Field& field, const std::string& text, documents::Author author) {
    documents::FieldValue value{.field = field.name, .value = documents::TextValue{text}, .author = author};
    if (field.type == documents::FieldType::checkbox)
        value.value = documents::CheckValue{text == "yes" || text == "true" || text == "1"};
    else if (field.type == documents::FieldType::choice || field.type == documents::FieldType::radio)
        value.value = documents::ChoiceValue{{text}};
    return value;
}

documents::Ink paper_ink(const Ink& ink) {
    documents::Ink paper;
    for (const auto& stroke : ink.strokes) {
        documents::InkStroke points;
        for (const InkSample& sample : stroke)
            if (sample.is_contact)
                points.push_back({static_cast<double>(sample.x), static_cast<double>(sample.y),
                                  sample.pressure < 0 ? 0.5 : static_cast<double>(sample.pressure)});
        if (!points.empty()) paper.strokes.push_back(std::move(points));
    }
    return paper;
}

}  // namespace

std::string random_suffix() {
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::string suffix;
    for (const std::uint8_t byte : crypto::random_bytes(8)) suffix.push_back(letters[byte % letters.size()]);
    return suffix;
}

Status write_prefilled(base::Bytes& pdf, Description& description, const documents::EnvelopeDocument& document,
                       documents::DocumentReader& reader, const documents::FontBook& fonts) {
    std::vector<documents::FieldValue> values;
    for (const EnvelopeField& wanted : document.fields) {
        if (wanted.kind != EnvelopeFieldKind::prefilled) continue;
        const documents::Field* field = field_named(description, wanted.name);
        if (field == nullptr) return base::Failure{base::Fault::field_missing, wanted.name};
        if (field->value != wanted.value) values.push_back(value_for(*field, wanted.value, documents::Author::platform));
    }
    if (values.empty()) return {};
    documents::Draft draft(description, fonts);
    TRY(documents::fill(draft, values));
    TRY(documents::settle_appearances(draft));
    const documents::Revision revision = TRY(std::move(draft).close());
    base::append(pdf, revision.bytes);
    description = TRY(reader.describe(pdf));
    return {};
}

Result<documents::SealRequest> seal_request(const Device& device, const Session& session) {
    const OpenEnvelope& open = *session.open;
    documents::SealRequest request;
    for (const Answer& answer : session.answers) {
        if (answer.text.empty()) continue;
        const EnvelopeField& wanted = open.document().fields[answer.field];
        const documents::Field* field = nullptr;
        if (!wanted.name.empty()) {
            field = field_named(open.description, wanted.name);
            if (field == nullptr) return base::Failure{base::Fault::field_missing, wanted.name};
            request.values.push_back(value_for(*field, answer.text, documents::Author::person));
            continue;
        }
        const documents::TextPlace place = TRY(documents::place_text(open.description));
        if (place.field) {
            request.values.push_back(value_for(open.description.fields[*place.field], answer.text, documents::Author::person));
        } else {
            request.overlays.push_back({.page = place.page, .rect = place.rect, .name = "Text-" + random_suffix(), .text = answer.text});
        }
    }
    request.place = TRY(documents::place_signature(open.description, signature_field(open.document()).name, random_suffix()));
    request.face.ink = paper_ink(*session.ink);
    request.face.signer_name = open.signer().name;
    request.face.meaning = open.signer().meaning;
    request.face.claimed_time_ms = device.clock.wall_ms();
    request.face.is_test = device.identity.is_test;
    request.location = open.envelope.place;
    return request;
}

Result<std::shared_ptr<documents::PreparedSeal>> prepare_seal(const Device& device, const Session& session) {
    const documents::SealRequest request = TRY(seal_request(device, session));
    documents::PreparedSeal seal =
        TRY(documents::prepare_seal(session.open->pdf, session.open->description, device.fonts, request));
    return std::make_shared<documents::PreparedSeal>(std::move(seal));
}

bool can_take_answer(const Description& description, const EnvelopeField& field) {
    if (!field.name.empty()) return field_named(description, field.name) != nullptr;
    return static_cast<bool>(documents::place_text(description));
}

Status check_signable_fields(const Description& description, const documents::EnvelopeDocument& document) {
    TRY(documents::place_signature(description, signature_field(document).name, random_suffix()));
    for (const EnvelopeField& field : document.fields) {
        if (field.kind == EnvelopeFieldKind::text && field.is_required && !can_take_answer(description, field))
            return base::Failure{base::Fault::field_missing, "no place for '" + field.label + "'"};
    }
    return {};
}

std::vector<PageMark> marks_on(const OpenEnvelope& open, std::uint32_t page) {
    std::vector<PageMark> marks;
    for (const EnvelopeField& field : open.document().fields) {
        const auto spot = spot_of(open.description, field);
        if (spot && spot->page == page) marks.push_back(mark_of(open.description, field, *spot));
    }
    return marks;
}

SignaturePosition signature_position(const OpenEnvelope& open) {
    const EnvelopeField& field = signature_field(open.document());
    const auto spot = spot_of(open.description, field);
    if (!spot) return {.page = static_cast<std::uint32_t>(open.description.pages.size() - 1), .mark = {}};
    return {.page = spot->page, .mark = mark_of(open.description, field, *spot)};
}

}  // namespace app

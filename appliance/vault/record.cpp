// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/record.h"

#include "appliance/crypto/random.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vault {
namespace {

using enum RecordState;

constexpr std::pair<RecordState, RecordState> road[] = {
    {captured, sealed},     {sealed, queued},      {queued, uploading},  {queued, stored},  {queued, receipted},
    {uploading, queued},    {uploading, stored},   {uploading, receipted}, {stored, queued},  {stored, receipted},
    {receipted, shredded},
};

}  // namespace

std::string_view name_of(RecordType type) {
    switch (type) {
        case RecordType::work_order: return "work-order";
        case RecordType::document: return "document";
        case RecordType::envelope_progress: return "envelope-progress";
        case RecordType::artifact: return "artifact";
        case RecordType::evidence: return "evidence";
        case RecordType::receipt: return "receipt";
        case RecordType::timestamp: return "timestamp";
        case RecordType::settings: return "settings";
        case RecordType::signer_code: return "signer-code";
        case RecordType::ink: return "ink";
    }
    return {};
}

std::string_view name_of(RecordState state) {
    switch (state) {
        case captured: return "captured";
        case sealed: return "sealed";
        case queued: return "queued";
        case uploading: return "uploading";
        case stored: return "stored";
        case receipted: return "receipted";
        case shredded: return "shredded";
    }
    return {};
}

std::optional<RecordType> record_type_from(std::int64_t number) {
    if (number < 1 || number > static_cast<std::int64_t>(RecordType::ink)) return std::nullopt;
    return static_cast<RecordType>(number);
}

std::optional<RecordState> record_state_from(std::int64_t number) {
    if (number < 1 || number > static_cast<std::int64_t>(shredded)) return std::nullopt;
    return static_cast<RecordState>(number);
}

bool needs_receipt(RecordType type) {
    return type == RecordType::artifact || type == RecordType::evidence || type == RecordType::ink;
}

bool needs_leaf(RecordType type) {
    return needs_receipt(type) || type == RecordType::receipt || type == RecordType::timestamp;
}

bool may_become(RecordType type, RecordState from, RecordState to) {
    // What came from the platform, or is about nothing but this device, travels nowhere:
    // it is here, and then it is gone.
    if (!needs_receipt(type)) return from == captured && to == shredded;
    return std::ranges::find(road, std::pair{from, to}) != std::end(road);
}

base::RecordId new_record_id() { return base::RecordId(base::to_hex(crypto::random_bytes(16))); }

bool is_record_id(std::string_view text) {
    return text.size() == 32 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace vault

// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/event.h"

namespace audit {

using enum Actor;
using enum Severity;

std::string_view name_of(Actor actor) {
    switch (actor) {
        case person: return "person";
        case staff: return "staff";
        case device: return "device";
        case platform: return "platform";
    }
    return {};
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case notice: return "notice";
        case warning: return "warning";
        case alarm: return "alarm";
    }
    return {};
}

std::string_view name_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::code: return "code";
        case FieldKind::number: return "number";
        case FieldKind::digest: return "digest";
        case FieldKind::commitment: return "commitment";
        case FieldKind::base64: return "base64";
    }
    return {};
}

}  // namespace audit

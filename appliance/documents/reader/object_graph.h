// SPDX-License-Identifier: Apache-2.0
// Everything a viewer can reach from the trailer, once each.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <functional>
#include <set>

namespace documents {

inline constexpr std::size_t objects_max = 1'000'000;

struct ObjectGraph {
    std::set<QPDFObjGen> reached;
    bool is_too_large = false;
};

// Calls `visit` for each dictionary and stream, direct ones too, with the indirect
// object that holds it.
ObjectGraph walk_objects(OpenedPdf& pdf, const std::function<void(Handle, Ref)>& visit);

}  // namespace documents

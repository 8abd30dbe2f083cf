// SPDX-License-Identifier: Apache-2.0
// Which dictionaries act on their own or reach outside the document (ISO 32000-1,
// 12.6.4). Shared by the quarantine, which names them, and the rewrite, which drops them.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <optional>

namespace documents {

// The kind of trouble an action dictionary is, by its /S; nothing for plain ones
// (GoTo, URI, Named, ResetForm) and for what is no action.
std::optional<FindingKind> dangerous_action(Handle dictionary);
// An annotation that plays, runs or moves (table 169).
bool is_rich_media(Handle annotation);
// /OpenAction that does more than to turn to a page.
bool is_dangerous_open_action(Handle value);

}  // namespace documents

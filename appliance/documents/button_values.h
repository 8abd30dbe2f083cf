// SPDX-License-Identifier: Apache-2.0
// Check boxes and radio buttons (ISO 32000-1, 12.7.4.2): their value is the name of an
// appearance state, which every widget has or has not.
#pragma once

#include "appliance/documents/draft.h"

#include <string>
#include <vector>

namespace documents {

// Fault: field_value_invalid.
base::Status check_box(const Field& field, bool is_checked);
base::Status check_states(const Field& field, const std::vector<std::string>& chosen);

// The state that means "checked": the first widget's, or "Yes" when nothing was drawn.
std::string on_state_of(const Field& field);
// The state for an export value, which is the state's own name or an entry of /Opt; empty: none.
std::string state_named(const Field& field, const std::string& export_value);

// Sets the value, and every widget to its side of it. An empty state is Off.
base::Status set_state(Draft& draft, const Field& field, const std::string& state);
// Draws both states of a widget whose author drew none.
base::Status draw_button(Draft& draft, const Field& field, const Widget& widget, const std::string& state);

}  // namespace documents

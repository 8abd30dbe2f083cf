// SPDX-License-Identifier: Apache-2.0
// The devices of a fleet as people list them: comma-separated values (RFC 4180) with a
// header of exactly the columns name, site and place, in any order.
#pragma once

#include "appliance/provisioning/bundle.h"
#include "appliance/provisioning/toml_text.h"

#include <string_view>
#include <vector>

namespace provisioning {

inline constexpr std::size_t fleet_devices_max = 10'000;
inline constexpr std::size_t fleet_table_size_max = 4U << 20U;

struct FleetTable {
    std::vector<Label> devices;        // in the order of the file; empty when there are complaints
    std::vector<Complaint> complaints; // all of them
};

// Strict UTF-8 with LF or CRLF; fields may stand in quotes, a quote inside is doubled. No
// empty fields, no name twice, names and texts as strict as a profile's.
FleetTable read_fleet(std::string_view csv);

}  // namespace provisioning

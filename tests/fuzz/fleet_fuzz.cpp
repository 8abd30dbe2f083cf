// SPDX-License-Identifier: Apache-2.0
// A list of devices is either right altogether, or there are complaints and no devices.
#include "appliance/provisioning/fleet_table.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto table = provisioning::read_fleet(base::as_text({data, size}));
    CHECK(table.devices.empty() != table.complaints.empty());
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A profile that is accepted has one spelling, and reads the same again, as TOML and as JSON.
#include "appliance/provisioning/profile.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reading = provisioning::read_profile(base::as_text({data, size}));
    CHECK(reading.profile.has_value() == reading.complaints.empty());
    if (!reading.profile) return 0;
    const std::string spelt = provisioning::to_toml(*reading.profile);
    const auto again = provisioning::read_profile(spelt);
    CHECK(again.profile && *again.profile == *reading.profile && provisioning::to_toml(*again.profile) == spelt);
    const auto json = provisioning::profile_from(provisioning::to_json(*reading.profile));
    CHECK(json && *json == *reading.profile);
    return 0;
}

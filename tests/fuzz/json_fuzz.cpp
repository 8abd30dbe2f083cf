// SPDX-License-Identifier: Apache-2.0
// What the one JSON reader accepts has one canonical spelling, and reads the same again.
#include "appliance/base/json.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = base::parse_json(base::as_text({data, size}));
    if (!json) return 0;
    const std::string spelt = base::canonical_json(*json);
    const auto again = base::parse_json(spelt);
    CHECK(again && base::canonical_json(*again) == spelt);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The sandboxed reader's answer: it has read hostile bytes and may be lying.
#include "appliance/documents/description_json.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto description = documents::parse_description(base::as_text({data, size}));
    if (!description) return 0;
    const std::string spelt = documents::to_json(*description);
    const auto again = documents::parse_description(spelt);
    CHECK(again && *again == *description);
    return 0;
}

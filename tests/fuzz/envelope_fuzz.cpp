// SPDX-License-Identifier: Apache-2.0
// An order that is accepted says the same when it is written out and read again.
#include "appliance/documents/envelope.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = base::parse_json(base::as_text({data, size}));
    if (!json) return 0;
    const auto envelope = documents::envelope_from_json(*json);
    if (!envelope) return 0;
    const base::Json written = documents::envelope_to_json(*envelope);
    const auto again = documents::envelope_from_json(written);
    CHECK(again && base::canonical_json(documents::envelope_to_json(*again)) == base::canonical_json(written));
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// What stands inside a bundle, behind its signatures, and a bundle itself from a stranger.
#include "appliance/provisioning/bundle.h"
#include "appliance/provisioning/secret_shapes.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView bytes{data, size};
    (void)provisioning::secret_in(bytes);
    const crypto::TrustStore nobody;
    CHECK(!provisioning::check_bundle(bytes, nobody, {.is_test = true, .serial_floor = 0, .now_ms = 1'795'344'005'000, .name = {}}));
    const auto draft = provisioning::read_payload(bytes);
    if (!draft) return 0;
    const auto again = provisioning::make_payload(*draft);
    CHECK(again && base::as_text(*again) == base::as_text(bytes));
    return 0;
}

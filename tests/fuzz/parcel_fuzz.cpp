// SPDX-License-Identifier: Apache-2.0
// What travels: the clear manifest, the tar inside a parcel, and a receipt.
#include "sync/manifest.h"
#include "sync/parcel.h"
#include "sync/receipt.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::ByteView input(data + 1, size - 1);
    if (data[0] % 3 == 0) {
        (void)exchange::read_manifest(input);
    } else if (data[0] % 3 == 1) {
        if (const auto parcel = exchange::unpack_parcel(input)) CHECK(exchange::pack_parcel(*parcel));
    } else {
        CHECK(!exchange::verify_receipt(input, {}, {}, 1'795'000'000'000));
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Key files in PEM, and the manifest that travels beside an exported one.
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/private_key.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView input(data, size);
    if (const auto manifest = crypto::read_manifest(input)) CHECK(crypto::write_manifest(*manifest).value() == base::to_bytes(input));
    const std::string text = "-----BEGIN " + std::string(base::as_text(input));
    for (const std::string_view whole : {base::as_text(input), std::string_view(text)}) {
        const auto file = crypto::read_key_file(base::as_bytes(whole), base::SecretBytes(base::as_bytes("right")), 1'795'000'000'000, 5000);
        if (file) CHECK(crypto::evp_private_key(file->key));
    }
    return 0;
}

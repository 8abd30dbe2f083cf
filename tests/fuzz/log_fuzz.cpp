// SPDX-License-Identifier: Apache-2.0
// Notes, checkpoints, keys, proofs, entries and bundles of the log, as they may come from
// outside. What is read is written back as it was.
#include "appliance/audit/checkpoint.h"
#include "appliance/audit/leaf.h"
#include "appliance/audit/note.h"
#include "appliance/audit/proof.h"
#include "appliance/audit/tiles.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::ByteView input(data + 1, size - 1);
    const std::string_view text = base::as_text(input);
    switch (data[0] % 5) {
        case 0:
            if (const auto note = audit::parse_note(text)) (void)audit::parse_checkpoint(note->text);
            break;
        case 1:
            if (const auto key = audit::parse_vkey(text)) CHECK(audit::vkey_text(*key) == text);
            break;
        case 2:
            (void)audit::parse_proof(text);
            break;
        case 3:
            if (const auto leaf = audit::decode_leaf(input)) {
                const auto entry = audit::encode_leaf(*leaf);
                CHECK(entry && base::as_text(*entry) == text);
            }
            break;
        default:
            (void)audit::decode_entries(input);
            break;
    }
    return 0;
}

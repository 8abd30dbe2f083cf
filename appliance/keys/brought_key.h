// SPDX-License-Identifier: Apache-2.0
// A key that somebody brings as a file: what is asked of it before it goes into the chip,
// for the screen and the command alike.
#pragma once

#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/key_file.h"
#include "appliance/keys/key_life.h"

namespace keys {

struct BroughtFile {
    base::SecretBytes content;  // without a password the file is the key
    // Of the device that exported it, where it came with them.
    std::optional<base::Bytes> manifest, signature;
};

// Before anybody types a password: that the file is the one that was signed. Nothing when
// it came without a manifest. Faults: message_invalid (only one of the two), those of
// crypto::verify_export.
base::Result<std::optional<crypto::ExportManifest>> check_bundle(const BroughtFile& file, const crypto::TrustStore& trust, std::int64_t now_ms);

// Faults: those of crypto::read_key_file; key_file_mismatch (another key than the manifest names).
base::Result<crypto::KeyFile> open_brought(const BroughtFile& file, const std::optional<crypto::ExportManifest>& manifest,
                                           const std::optional<base::SecretBytes>& password, std::int64_t now_ms);

// Faults: those of KeyLife::import.
base::Result<KeyView> take_in(KeyLife& life, const staff::Actor& who, const std::string& name, const BroughtFile& file,
                              const crypto::KeyFile& opened);

}  // namespace keys

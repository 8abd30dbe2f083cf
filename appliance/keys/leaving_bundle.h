// SPDX-License-Identifier: Apache-2.0
// What leaves when a key leaves as a file: NAME.pfx, and beside it what it is, signed by
// this device. For the screen and the command alike.
#pragma once

#include "appliance/crypto/key_file_writer.h"
#include "appliance/keys/release.h"

namespace keys {

struct LeavingBundle {
    std::string reason, destination;  // stand in the manifest
    crypto::PfxOptions form;
};
using SignDetached = std::function<base::Result<base::Bytes>(base::ByteView)>;
// Keeps one file: ".pfx", ".manifest.json", ".manifest.p7s" is the end of its name.
using KeepFile = std::function<base::Status(const std::string& ending, base::ByteView content)>;

// Ends the release. Faults: those of Release::to_file, crypto::write_pfx, `sign` and `keep`.
base::Status write_bundle(Release& release, const KeyView& view, const base::SecretBytes& password, const LeavingBundle& bundle,
                          const SignDetached& sign, const KeepFile& keep);

}  // namespace keys

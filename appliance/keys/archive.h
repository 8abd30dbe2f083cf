// SPDX-License-Identifier: Apache-2.0
// What is kept for years: certificate chains, the log, what the hardware said of each
// key. No private key, whoever asks: SP 800-57 part 1 (section 8.3.1 and table 9) has a
// private signature key destroyed at the end of its use, because a copy lets somebody
// else sign as it; old signatures need only the public half. Handbooks that recommend to
// archive private keys are followed in everything else, and the archive says so itself.
#pragma once

#include "appliance/keys/key_life.h"

#include <utility>

namespace keys {

struct ArchiveFile {
    std::string name;     // within the archive, '/'-separated
    base::Bytes content;
};

// keys.json, chains/NAME.pem, log/ (checkpoint and every entry), README.txt, and
// manifest.json, which names all of them with size and digest. The caller signs the manifest
// and writes the files. Recorded.
// Faults: role_refused, vault_*, disk_*.
struct Archive {
    std::vector<ArchiveFile> files;
    base::Digest manifest_sha256{};
};
base::Result<Archive> make_archive(KeyLife& life, const staff::Actor& who, const std::string& reason);

}  // namespace keys

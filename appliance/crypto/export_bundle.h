// SPDX-License-Identifier: Apache-2.0
// The files of exports as they travel: NAME.pfx with NAME.manifest.json and
// NAME.manifest.p7s beside it. Sender and receiver ask the same question: is everything
// here part of an export that is whole, and is nothing else among it?
#pragma once

#include "appliance/crypto/arrival.h"
#include "appliance/crypto/export_manifest.h"

#include <functional>

namespace crypto {

// Judges a file that belongs to no export, for example a key that goes from chip to chip.
using JudgeFile = std::function<base::Status(const NamedFile&)>;
// Nothing else is taken. Fault: message_invalid.
base::Status refuse_file(const NamedFile& file);

// Every manifest is verified with the file it describes, every other file is for `other`
// to judge. Faults: those of verify_export and of `other`; message_invalid (a manifest
// without its signature or its file).
base::Result<std::vector<VerifiedExport>> check_exports(const std::vector<NamedFile>& files, const TrustStore& trust, std::int64_t now_ms,
                                                        const JudgeFile& other = refuse_file);

}  // namespace crypto

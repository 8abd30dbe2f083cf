// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/brought_key.h"

#include "appliance/crypto/digest.h"

namespace keys {

using base::Failure;
using base::Fault;
using base::Result;

Result<std::optional<crypto::ExportManifest>> check_bundle(const BroughtFile& file, const crypto::TrustStore& trust, std::int64_t now_ms) {
    if (!file.manifest && !file.signature) return std::optional<crypto::ExportManifest>();
    if (!file.manifest || !file.signature) return Failure{Fault::message_invalid, "a manifest and its signature go together"};
    crypto::VerifiedExport verified = TRY(crypto::verify_export(*file.manifest, *file.signature, file.content.reveal(), trust, now_ms));
    return std::optional<crypto::ExportManifest>(std::move(verified.manifest));
}

Result<crypto::KeyFile> open_brought(const BroughtFile& file, const std::optional<crypto::ExportManifest>& manifest,
                                     const std::optional<base::SecretBytes>& password, std::int64_t now_ms) {
    crypto::KeyFile opened = TRY(crypto::read_key_file(file.content.reveal(), password, now_ms));
    if (manifest) TRY(crypto::check_exported_key(*manifest, opened.key.public_key));
    return opened;
}

Result<KeyView> take_in(KeyLife& life, const staff::Actor& who, const std::string& name, const BroughtFile& file, const crypto::KeyFile& opened) {
    return life.import(who, name, opened.key, opened.chain, crypto::sha256(file.content.reveal()));
}

}  // namespace keys

// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/leaving_bundle.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_manifest.h"

namespace keys {

using base::Bytes;
using base::Result;
using base::Status;

Status write_bundle(Release& release, const KeyView& view, const base::SecretBytes& password, const LeavingBundle& bundle,
                    const SignDetached& sign, const KeepFile& keep) {
    const app::Device& device = release.life().device();
    Bytes pfx;
    const Status left = release.to_file([&](const ports::PrivateKey& key) -> Result<base::Digest> {
        pfx = TRY(crypto::write_pfx(key, view.chain, password, bundle.form));
        TRY(keep(".pfx", pfx));
        return crypto::sha256(pfx);
    });
    TRY(left);
    crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = crypto::sha256(view.facts.public_key),
                                    .certificate_sha256 = {}, .device = device.identity.device.text, .exported_ms = device.clock.wall_ms(),
                                    .reason = bundle.reason, .approvals = release.approved_by(), .destination = bundle.destination};
    if (!view.chain.empty()) manifest.certificate_sha256 = view.chain.front().fingerprint();
    const Bytes json = TRY(crypto::write_manifest(manifest));
    const Bytes signature = TRY(sign(json));
    TRY(keep(".manifest.json", json));
    return keep(".manifest.p7s", signature);
}

}  // namespace keys

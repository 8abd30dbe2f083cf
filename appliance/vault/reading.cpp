// SPDX-License-Identifier: Apache-2.0
// From a row to the bytes it stands for, checked at every step.
#include "appliance/vault/state.h"

#include "appliance/crypto/aead.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/key_wrap.h"
#include "appliance/vault/payload.h"

namespace vault {
namespace {

base::Result<base::Bytes> read_blob(VaultState& state, const base::Digest& digest) {
    auto bytes = state.disk->read(blob_path(digest));
    if (!bytes && bytes.fault() == base::Fault::disk_not_found)
        return base::Failure{base::Fault::record_torn, "missing " + blob_path(digest)};
    return bytes;
}

}  // namespace

base::Status store_key(VaultState& state, std::uint64_t sequence, const base::SecretBytes& key) {
    const base::Bytes wrapped = TRY(crypto::wrap_key(state.epoch_key, key));
    Statement insert = TRY(state.database.prepare("INSERT INTO record_key(record, epoch, wrapped) VALUES(?, ?, ?)"));
    return insert.with(sequence).with(state.epoch).with(base::ByteView(wrapped)).run();
}

base::Result<base::SecretBytes> load_key(VaultState& state, const RecordRow& row) {
    if (!row.head.has_local_key) return base::Failure{base::Fault::record_erased, record_label(row.head.id)};
    Statement query = TRY(state.database.prepare("SELECT wrapped FROM record_key WHERE record=? AND epoch=?"));
    if (!TRY(query.with(row.head.sequence).with(state.epoch).step()))
        return base::Failure{base::Fault::record_torn, "no key for " + record_label(row.head.id)};
    return crypto::unwrap_key(state.epoch_key, query.bytes(0));
}

base::Result<base::Bytes> load_sealed(VaultState& state, const RecordRow& row) {
    if (row.place == Place::nowhere) return base::Failure{base::Fault::record_erased, record_label(row.head.id)};
    auto sealed = row.place == Place::in_file ? read_blob(state, row.head.digest)
                                              : inline_payload(state.database, row.head.sequence);
    if (sealed && crypto::sha256(*sealed) != row.head.digest)
        return base::Failure{base::Fault::cipher_tampered, "digest of " + record_label(row.head.id)};
    return sealed;
}

base::Result<base::Bytes> load_payload(VaultState& state, const RecordRow& row) {
    const base::SecretBytes key = TRY(load_key(state, row));
    const base::Bytes sealed = TRY(load_sealed(state, row));
    return decrypt_payload(key, state.place.device, row.head, sealed);
}

base::Result<base::Bytes> load_outbox(VaultState& state, const OutboxItem& item) {
    base::Bytes content;
    if (item.is_in_file) {
        content = TRY(read_blob(state, item.digest));
    } else {
        Statement query = TRY(state.database.prepare("SELECT content FROM outbox WHERE sequence=?"));
        if (!TRY(query.with(item.sequence).step()))
            return base::Failure{base::Fault::record_missing, "outbox " + std::to_string(item.sequence)};
        content = query.bytes(0);
    }
    if (crypto::sha256(content) != item.digest)
        return base::Failure{base::Fault::cipher_tampered, "outbox " + std::to_string(item.sequence)};
    return content;
}

}  // namespace vault

// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/named_key.h"

#include "appliance/crypto/aead.h"
#include "appliance/crypto/random.h"
#include "tpm/esys_memory.h"
#include "tpm/index_policy.h"
#include "tpm/names.h"
#include "tpm/sealed.h"
#include "tpm/signing_approval.h"

namespace tpm {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;

namespace {

// "Booted as approved, and the key's counter stands at its value."
base::Digest blob_policy(PlatformPolicy& platform, const KeyRecord& record) {
    const Bytes counter_name = name_of(counter_area(record.counter, platform.digest(), true));
    return Policy()
        .authorize(platform.authority().name(), platform_reference())
        .index(counter_name, counter_operand(record.value), TPM2_EO_EQ)
        .digest();
}

Result<Bytes> opened_blob(PlatformPolicy& platform, const KeyRecord& record) {
    if (!record.quorum) return record.blob;
    const Slot session = TRY(platform.open());
    TRY(assert_index(platform.context(), session.handle(), record.counter, record.value, TPM2_EO_EQ, Errand::key_counter));
    const SecretBytes key = TRY(unseal(platform.sessions(), record.blob_key, session, Errand::other));
    return crypto::open(key, record.public_area, record.blob);
}

}  // namespace

Result<Slot> load_key(PlatformPolicy& platform, const KeyRecord& record) {
    if (record.blob.empty()) return Failure{Fault::key_missing, record.name + " was destroyed"};
    TPM2B_PUBLIC area{};
    area.publicArea = TRY(public_area_from(record.public_area));
    const Bytes blob = TRY(opened_blob(platform, record));
    TPM2B_PRIVATE given{};
    if (blob.size() > sizeof given.buffer) return Failure{Fault::cipher_tampered, record.name + ": blob"};
    fill(given, blob);
    Context& context = platform.context();
    const ESYS_TR parent = TRY(platform.sessions().storage_key());
    const ESYS_TR session = TRY(platform.sessions().hmac(Protect::command));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    ESYS_TR loaded = ESYS_TR_NONE;
    TRY(context.check(Esys_Load(esys, parent, session, ESYS_TR_NONE, ESYS_TR_NONE, &given, &area, &loaded), Errand::other, "Esys_Load"));
    return Slot(context, loaded);
}

Status keep_blob(PlatformPolicy& platform, KeyRecord& record, const TPM2B_PRIVATE& given) {
    if (!record.quorum) {
        record.blob = base::to_bytes(view(given));
        return {};
    }
    const SecretBytes key = crypto::random_secret(crypto::aead_key_size);
    record.blob = TRY(crypto::seal(key, record.public_area, view(given)));
    record.blob_key = TRY(seal(platform.sessions(), blob_policy(platform, record), key));
    return {};
}

Result<base::Digest> policy_of(PlatformPolicy& platform, const KeyRecord& record) {
    const Bytes& authority = platform.authority().name();
    if (!record.quorum) return staying_key_policy(authority, platform.sessions().storage_key_name(), record.counter, record.value);
    const MovableKeyPolicy policy = TRY(MovableKeyPolicy::of(authority, *record.quorum));
    return policy.digest();
}

Result<std::shared_ptr<NamedKey>> NamedKey::of(PlatformPolicy& platform, KeyCounters& counters, KeyRecord record) {
    ReadShape shape = TRY(record.shape());
    const TPMT_PUBLIC area = TRY(public_area_from(record.public_area));
    const auto policy = policy_of(platform, record);
    if (!policy || base::to_bytes(view(area.authPolicy)) != base::to_bytes(*policy))
        return Failure{Fault::cipher_tampered, record.name + ": the key's policy is not what its record says"};
    return std::make_shared<NamedKey>(platform, counters, std::move(record), std::move(shape));
}

Status NamedKey::before_code(ESYS_TR session, const Approval& approval) {
    const bool is_living = TRY(m_counters.is_alive(m_record));
    if (!is_living) return Failure{Fault::key_missing, m_record.name + " was destroyed"};
    return m_record.quorum ? assert_permit(m_platform, session, approval) : Status();
}

Status NamedKey::after_code(ESYS_TR session) {
    Context& context = m_platform.context();
    TRY(assert_command(context, session, TPM2_CC_Sign));
    if (!m_record.quorum)
        return assert_index(context, session, m_record.counter, m_record.value, TPM2_EO_EQ, Errand::key_counter);
    const MovableKeyPolicy policy = TRY(MovableKeyPolicy::of(m_platform.authority().name(), *m_record.quorum));
    return assert_way_up(context, session, policy.way_up(MovableKeyPolicy::use), Errand::other);
}

Result<LoadedKey> NamedKey::load() {
    LoadedKey out;
    out.slot.emplace(TRY(load_key(m_platform, m_record)));
    out.handle = out.slot->handle();
    return out;
}

}  // namespace tpm

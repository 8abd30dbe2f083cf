// SPDX-License-Identifier: Apache-2.0
#include "tpm/provision.h"

#include "appliance/crypto/random.h"
#include "tpm/counter.h"
#include "tpm/endorsement.h"
#include "tpm/hierarchy_secrets.h"
#include "tpm/names.h"
#include "tpm/ownership.h"
#include "tpm/pin_index.h"
#include "tpm/platform_state.h"
#include "tpm/policy.h"
#include "tpm/provision_objects.h"
#include "tpm/sealed.h"
#include "tpm/templates.h"

#include <utility>

namespace tpm {
namespace {

using base::Bytes;
using base::Digest;
using base::Result;
using base::SecretBytes;
using base::Status;

constexpr std::size_t secret_size = hierarchy_secret_size;

base::Failure already_owned() { return {base::Fault::tpm_already_provisioned, "a hierarchy has a secret"}; }

struct MadeKey {
    KeyId id;
    Bytes public_area;
};

Result<MadeKey> make_attestation_key(PlatformPolicy& platform) {
    const ESYS_TR session = TRY(platform.sessions().hmac(Protect::both));
    PrimaryKey key = TRY(create_primary(platform.context(), ESYS_TR_RH_ENDORSEMENT, session,
                                        key_template(KeyId::attestation, platform.digest())));
    TRY(persist(platform.context(), key.slot, KeyId::attestation));
    return MadeKey{KeyId::attestation, std::move(key.public_area)};
}

Result<MadeKey> make_child(Sessions& sessions, KeyId id, const Digest& policy) {
    PrimaryKey key = TRY(create_child(sessions, key_template(id, policy)));
    TRY(persist(sessions.context(), key.slot, id));
    return MadeKey{id, std::move(key.public_area)};
}

// Indices first: the signing key's policy holds the PIN index's Name, which is final
// only after its first write.
Result<std::vector<MadeKey>> make_objects(PlatformPolicy& platform) {
    Sessions& sessions = platform.sessions();
    for (const IndexId id : {IndexId::serial, IndexId::anchor, IndexId::epoch, IndexId::approval_epoch})
        TRY(define_counter(platform, row_of(id).handle));
    // No code opens it: no try is allowed until the first envelope installs one.
    TRY(define_pin(sessions, crypto::random_secret(secret_size).reveal(), 0));

    std::vector<MadeKey> keys;
    MadeKey attestation = TRY(make_attestation_key(platform));
    keys.push_back(std::move(attestation));
    const std::pair<KeyId, Digest> children[] = {
        {KeyId::signing, signing_policy(platform.authority().name(), sessions.storage_key_name())},
        {KeyId::tls, platform.digest()},
        {KeyId::log, platform.digest()},
        {KeyId::parcel, platform.digest()},
    };
    for (const auto& [id, policy] : children) {
        MadeKey key = TRY(make_child(sessions, id, policy));
        keys.push_back(std::move(key));
    }
    return keys;
}

Result<Enrolment> gather_evidence(PlatformPolicy& platform, const std::vector<MadeKey>& keys, base::ByteView binding) {
    Enrolment out;
    out.endorsement_certificates = TRY(endorsement_certificates(platform.context()));
    out.endorsement_public = TRY(endorsement_public(platform.sessions()));
    for (const MadeKey& key : keys) {
        KeyEvidence evidence{std::string(row_of(key.id).name), key.public_area, {}, {}};
        // The attestation key does not vouch for itself: the platform's challenge does.
        if (key.id != KeyId::attestation) evidence = TRY(certify(platform, key.id, key.public_area, binding));
        out.keys.push_back(std::move(evidence));
    }
    return out;
}

Status write_objects(base::Disk& disk, const std::vector<MadeKey>& keys, const Digest& counter_policy) {
    std::vector<KeyName> names;
    for (const MadeKey& key : keys) names.push_back({key.id, name_of_area(key.public_area)});
    return disk.write_atomically("device/objects.json",
                                 base::as_bytes(base::canonical_json(objects_json(names, counter_policy))));
}

// Sealed and opened again before the TPM is told: from then on only this blob knows it.
Status keep_secret(PlatformPolicy& platform, TpmFolder& folder, std::string_view name, const SecretBytes& secret) {
    const Bytes blob = TRY(seal(platform.sessions(), platform.digest(), secret));
    const Slot session = TRY(platform.open());
    const SecretBytes opened = TRY(unseal(platform.sessions(), blob, session, Errand::sealed_secret));
    if (!base::equal_constant_time(opened.reveal(), secret.reveal()))
        return base::Failure{base::Fault::tpm_failed, "a sealed secret came back changed"};
    return folder.keep_sealed(name, blob);
}

// The secrets of the hierarchies were being set; everything else is there.
Result<Birth> resume(Context& context, base::Disk& disk, const ProvisionOrder& order, Authority authority, const Ownership& owned) {
    const TpmFolder folder(disk);
    const auto kept = folder.pinned();
    if (!kept && kept.fault() == base::Fault::tpm_not_provisioned) return already_owned();
    const Pinned pinned = TRY(kept);
    if (pinned.authority != order.authority) return base::Failure{base::Fault::tpm_policy_refused, "begun for another authority"};
    Sessions sessions(context, pinned.storage_key_area);
    TRY(sessions.storage_key());
    PlatformPolicy platform(sessions, std::move(authority), order.platforms);
    Birth birth;
    birth.enrolment = TRY(folder.enrolment());
    TRY(take_ownership(platform, folder, owned, order.escrow));
    return birth;
}

}  // namespace

Result<Birth> provision(const std::string& tcti, base::Disk& disk, const ProvisionOrder& order, BusOptions bus) {
    Authority authority = TRY(Authority::from(order.authority));
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    const auto turn = context->take_turn();
    CHECK(order.escrow);
    const Ownership owned = TRY(read_ownership(*context));
    if (owned.is_any() && !order.resumes) return already_owned();
    if (owned.is_any()) return resume(*context, disk, order, std::move(authority), owned);

    std::optional<PrimaryKey> storage(
        TRY(create_primary(*context, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, storage_template())));
    Sessions sessions(*context, storage->public_area);
    PlatformPolicy platform(sessions, std::move(authority), order.platforms);
    TRY(platform.open());  // refuse before anything is changed
    TRY(clear_leftovers(*context));
    TRY(persist(*context, storage->slot, KeyId::storage));
    std::vector<MadeKey> keys{{KeyId::storage, storage->public_area}};
    storage.reset();  // its slot is needed

    std::vector<MadeKey> made = TRY(make_objects(platform));
    for (MadeKey& key : made) keys.push_back(std::move(key));

    Birth birth;
    birth.enrolment = TRY(gather_evidence(platform, keys, order.enrolment_binding));
    const SecretBytes owner = crypto::random_secret(secret_size);
    const SecretBytes endorsement = crypto::random_secret(secret_size);

    TpmFolder folder(disk);
    TRY(folder.forget_approval());
    TRY(keep_secret(platform, folder, "owner", owner));
    TRY(keep_secret(platform, folder, "endorsement", endorsement));
    TRY(folder.keep(birth.enrolment));
    TRY(folder.keep(platform.approvals()));
    TRY(write_objects(disk, keys, platform.digest()));
    const std::uint64_t anchor = TRY(IndexCounter(platform, IndexId::anchor).value());
    TRY(folder.keep(Pinned{order.authority, keys.front().public_area, anchor}));

    TRY(take_ownership(platform, folder, owned, order.escrow));
    return birth;
}

Status require_new(const std::string& tcti, BusOptions bus) {
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    const Ownership owned = TRY(read_ownership(*context));
    if (owned.is_any()) return already_owned();
    return {};
}

Result<PlatformState> measure_platform(const std::string& tcti, std::vector<std::uint8_t> pcrs, BusOptions bus) {
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    return read_platform(*context, std::move(pcrs));
}

}  // namespace tpm

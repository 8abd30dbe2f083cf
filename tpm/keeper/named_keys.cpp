// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/named_keys.h"

#include "tpm/esys_memory.h"
#include "tpm/keeper/key_making.h"
#include "tpm/keeper/travel_wrap.h"
#include "tpm/names.h"
#include "tpm/provision_objects.h"

namespace tpm {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using ports::KeyFacts;

Status NamedKeys::require_free(const std::string& name) const {
    if (!is_key_name(name)) return Failure{Fault::usage_invalid, "a key's name: 1 to 40 of a-z, 0-9 and -"};
    if (m_folder.has(name)) return Failure{Fault::output_exists, name};
    return {};
}

Result<KeyRecord> NamedKeys::reserved(const std::string& name) {
    const KeyCounters::Reserved counter = TRY(m_counters.reserve());
    KeyRecord out;
    out.name = name;
    out.counter = counter.handle;
    out.value = counter.value;
    return out;
}

Result<KeyRecord> NamedKeys::living(const std::string& name) {
    KeyRecord record = TRY(m_folder.read(name));
    const bool is_living = TRY(m_counters.is_alive(record));
    if (!is_living) return Failure{Fault::key_missing, name + " was destroyed"};
    return record;
}

Result<KeyFacts> NamedKeys::facts_of(const KeyRecord& record) {
    ReadShape shape = TRY(record.shape());
    KeyFacts out;
    out.name = record.name;
    out.algorithm = shape.algorithm;
    out.public_key = std::move(shape.public_key);
    out.is_born_here = record.is_born_here;
    out.is_fixed = record.is_fixed();
    const bool is_living = TRY(m_counters.is_alive(record));
    out.is_destroyed = !is_living;
    out.quorum = record.quorum;
    return out;
}

Result<std::vector<KeyFacts>> NamedKeys::keys() {
    const auto turn = m_platform.context().take_turn();
    const std::vector<KeyRecord> records = TRY(m_folder.all());
    std::vector<KeyFacts> out;
    for (const KeyRecord& record : records) {
        KeyFacts facts = TRY(facts_of(record));
        // The TPM's word that public area and key belong together, and the policy's for the quorum.
        if (!facts.is_destroyed) {
            TRY(NamedKey::of(m_platform, m_counters, record));
            TRY(load_key(m_platform, record));
        }
        out.push_back(std::move(facts));
    }
    return out;
}

Result<KeyFacts> NamedKeys::settle(KeyRecord& record, const TPM2B_PRIVATE& blob) {
    TRY(keep_blob(m_platform, record, blob));
    TRY(NamedKey::of(m_platform, m_counters, record));
    TRY(load_key(m_platform, record));  // as every later use will, before anybody relies on it
    TRY(m_folder.keep(record));
    TRY(m_counters.settle());
    return facts_of(record);
}

Result<KeyFacts> NamedKeys::create(const std::string& name, ports::KeyAlgorithm algorithm, const std::optional<ports::Quorum>& quorum) {
    const auto turn = m_platform.context().take_turn();
    TRY(require_free(name));
    if (quorum) TRY(MovableKeyPolicy::of(m_platform.authority().name(), *quorum));
    KeyRecord record = TRY(reserved(name));
    record.quorum = quorum;
    record.is_born_here = true;
    const base::Digest policy = TRY(policy_of(m_platform, record));
    const MadeBlob made = TRY(create_blob(m_platform.sessions(), key_shape(algorithm, quorum ? KeyOrigin::movable : KeyOrigin::born, policy)));
    record.public_area = made.public_area;
    return settle(record, made.blob);
}

Result<KeyFacts> NamedKeys::import(const std::string& name, const ports::PrivateKey& key) {
    const auto turn = m_platform.context().take_turn();
    TRY(require_free(name));
    TRY(key_area(key.public_key, KeyOrigin::foreign, {}));  // refused before a counter is spent
    KeyRecord record = TRY(reserved(name));
    const base::Digest policy = TRY(policy_of(m_platform, record));
    const TPM2B_PUBLIC area = TRY(key_area(key.public_key, KeyOrigin::foreign, policy));
    const TPMT_PUBLIC storage = TRY(public_area_from(m_storage_key_area));
    const OuterWrap wrap = TRY(wrap_for_storage_key(key, area.publicArea, storage));
    record.public_area = marshalled(area.publicArea);
    const TPM2B_PRIVATE blob = TRY(import_blob(m_platform.sessions(), area, wrap.duplicate, wrap.seed));
    return settle(record, blob);
}

Result<KeyFacts> NamedKeys::accept(const std::string& name, const ports::Duplicate& duplicate) {
    const auto turn = m_platform.context().take_turn();
    TRY(require_free(name));
    TPM2B_PUBLIC area{};
    area.publicArea = TRY(public_area_from(duplicate.public_area));
    KeyRecord record;
    record.name = name;
    record.public_area = duplicate.public_area;
    record.quorum = duplicate.quorum;
    // Of another authority's fleet it would be of no use here, and its quorum not what it says.
    if (!record.quorum || !record.shape() || !NamedKey::of(m_platform, m_counters, record))
        return Failure{Fault::key_file_mismatch, "the key's policy is not of this fleet and this quorum"};
    const KeyCounters::Reserved counter = TRY(m_counters.reserve());
    record.counter = counter.handle;
    record.value = counter.value;
    const TPM2B_PRIVATE blob = TRY(import_blob(m_platform.sessions(), area, duplicate.duplicate, duplicate.seed));
    return settle(record, blob);
}

Result<base::Bytes> NamedKeys::public_key_of(const ports::Duplicate& duplicate) const {
    const TPMT_PUBLIC area = TRY(public_area_from(duplicate.public_area));
    ReadShape shape = TRY(read_shape(area));
    return std::move(shape.public_key);
}

Status NamedKeys::destroy(const std::string& name) {
    const auto turn = m_platform.context().take_turn();
    if (name.empty()) return evict_birth_key();
    KeyRecord record = TRY(m_folder.read(name));
    if (record.blob.empty()) return {};
    m_door.lock();
    TRY(m_counters.end(record));
    record.blob.clear();
    record.blob_key.clear();
    return m_folder.keep(record);
}

Status NamedKeys::guard(const std::string& name) {
    const auto turn = m_platform.context().take_turn();
    if (name.empty()) {
        m_door.put(nullptr);
        return {};
    }
    KeyRecord record = TRY(living(name));
    std::shared_ptr<NamedKey> key = TRY(NamedKey::of(m_platform, m_counters, std::move(record)));
    m_door.put(std::move(key));
    return {};
}

Result<ports::KeyKeeper::Certified> NamedKeys::certify(const std::string& name, base::ByteView binding) {
    const auto turn = m_platform.context().take_turn();
    if (name.empty()) return certify_birth_key(binding);
    const KeyRecord record = TRY(living(name));
    const Slot key = TRY(load_key(m_platform, record));
    CertifiedStatement statement = TRY(certify_loaded(m_platform, key.handle(), binding));
    Certified out{record.public_area, std::move(statement.attested), std::move(statement.signature), m_platform.sessions().storage_key_name(), 0, 0};
    if (!record.quorum) {  // a key that may leave has its counter in front of its blob, not in its policy
        out.counter = record.counter;
        out.counter_value = record.value;
    }
    return out;
}

Result<ports::ReleaseRequest> NamedKeys::begin_release(const std::string& name, const ports::KeyDestination& destination) {
    const auto turn = m_platform.context().take_turn();
    m_release.reset();
    KeyRecord record = TRY(living(name));
    m_release = TRY(KeyRelease::begin(m_platform, std::move(record), destination, m_clock.boot_ms()));
    return m_release->request();
}

Status NamedKeys::approve_release(std::size_t index, base::ByteView signature) {
    const auto turn = m_platform.context().take_turn();
    if (m_release == nullptr || m_clock.boot_ms() - m_release->since_ms() >= release_max_ms) {
        m_release.reset();
        return Failure{Fault::export_refused, "nothing was asked for, or too long ago"};
    }
    return m_release->approve(index, signature);
}

std::size_t NamedKeys::approvals() const { return m_release == nullptr ? 0 : m_release->approvals(); }

Result<std::unique_ptr<KeyRelease>> NamedKeys::ending_release() {
    std::unique_ptr<KeyRelease> release = std::move(m_release);
    if (release == nullptr || m_clock.boot_ms() - release->since_ms() >= release_max_ms)
        return Failure{Fault::export_refused, "nothing was asked for, or too long ago"};
    return release;
}

Result<ports::Duplicate> NamedKeys::finish_duplicate() {
    const auto turn = m_platform.context().take_turn();
    const std::unique_ptr<KeyRelease> release = TRY(ending_release());
    return release->to_device();
}

Result<ports::PrivateKey> NamedKeys::finish_export() {
    const auto turn = m_platform.context().take_turn();
    const std::unique_ptr<KeyRelease> release = TRY(ending_release());
    return release->to_clear();
}

void NamedKeys::abandon_release() {
    const auto turn = m_platform.context().take_turn();
    m_release.reset();
}

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/release.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"


namespace keys {

using audit::Event;
using audit::LeafDraft;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using staff::Duty;

Result<std::size_t> custodian_of(const ports::Quorum& quorum, const base::Digest& digest, base::ByteView signature) {
    for (std::size_t i = 0; i < quorum.custodians.size(); ++i)
        if (crypto::verify_signature(quorum.custodians[i], ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest, signature)) return i;
    return Failure{Fault::export_refused, "the approval is by none of the key's custodians, or for another request"};
}

Release::~Release() {
    if (m_is_open) abandon(Fault::ceremony_interrupted);
}

Result<ports::ReleaseRequest> Release::begin(const staff::Actor& who, const std::string& name, const ports::KeyDestination& destination,
                                             const std::string& purpose, base::ByteView approval_key) {
    TRY(m_life.check(who, Duty::begin_release));
    if (m_is_open) abandon(Fault::ceremony_interrupted);
    const KeyView view = TRY(m_life.find(name));
    if (view.standing == Standing::destroyed) return Failure{Fault::key_missing, name + " was destroyed"};
    if (!view.facts.quorum) return m_life.refused(who, {Fault::export_refused, name + " was not made to leave; no approval can change that"});
    // Nobody could tell who asks from who approves.
    if (who.is_proven() && approval_key.empty())
        return m_life.refused(who, {Fault::role_refused, "your token shows no key that it approves with; it must, for nobody approves what they asked for"});
    const ports::ReleaseRequest request = TRY(m_life.keeper().begin_release(name, destination));
    LeafDraft leaf = leaf_about_key(Event::key_release_intended, view.facts);
    leaf.fields["destination"] = purpose;
    leaf.fields["command"] = base::to_hex(request.command);
    leaf.fields["person"] = who.id();
    if (const Status written = m_life.record(leaf); !written) {
        m_life.keeper().abandon_release();
        return written.failure();
    }
    m_facts = view.facts;
    m_quorum = *view.facts.quorum;
    m_purpose = purpose;
    m_who = who.id();
    m_approval_key = base::to_bytes(approval_key);
    m_command = request.command;
    m_approved_by.clear();
    m_is_open = true;
    return request;
}

Status Release::approve(std::size_t index, base::ByteView signature) {
    if (!m_is_open) return Failure{Fault::export_refused, "nothing was asked for"};
    if (index >= m_quorum.custodians.size()) return Failure{Fault::export_refused, "no such custodian"};
    if (m_quorum.custodians[index] == m_approval_key) return Failure{Fault::role_refused, "who asks for a key does not approve its release"};
    TRY(m_life.keeper().approve_release(index, signature));
    m_approved_by.push_back(m_quorum.custodians[index]);
    LeafDraft leaf = app::leaf_about(Event::key_release_approved);
    leaf.fields["key"] = base::to_hex(crypto::sha256(m_facts.public_key));
    leaf.fields["command"] = base::to_hex(m_command);
    leaf.fields["person"] = base::to_hex(crypto::sha256(m_quorum.custodians[index])).substr(0, 16);
    leaf.fields["custodian"] = static_cast<std::int64_t>(index);
    return m_life.record(leaf);
}

Status Release::ended(const base::Digest* file) {
    m_is_open = false;
    LeafDraft leaf = leaf_about_key(Event::key_released, m_facts);
    leaf.fields["destination"] = m_purpose;
    leaf.fields["command"] = base::to_hex(m_command);
    leaf.fields["person"] = m_who;
    if (file != nullptr) leaf.fields["file"] = base::to_hex(*file);
    return m_life.record(leaf);
}

Status Release::to_file(const Write& write) {
    if (!m_is_open) return Failure{Fault::export_refused, "nothing was asked for"};
    base::Digest kept{};
    const auto leave = [&]() -> Status {
        const ports::PrivateKey key = TRY(m_life.keeper().finish_export());
        kept = TRY(write(key));
        return {};
    };
    if (const Status left = leave(); !left) {
        abandon(left.fault());
        return left;
    }
    return ended(&kept);
}

Result<ports::Duplicate> Release::to_device() {
    if (!m_is_open) return Failure{Fault::export_refused, "nothing was asked for"};
    auto duplicate = m_life.keeper().finish_duplicate();
    if (!duplicate) {
        abandon(duplicate.fault());
        return duplicate.failure();
    }
    TRY(ended(nullptr));
    return duplicate;
}

void Release::abandon(Fault why) {
    if (!m_is_open) return;
    m_is_open = false;
    m_life.keeper().abandon_release();
    LeafDraft leaf = app::leaf_about(Event::key_release_abandoned);
    leaf.fields["key"] = base::to_hex(crypto::sha256(m_facts.public_key));
    leaf.fields["fault"] = base::row_of(why).code;
    // The intent is in the log already; the device's own trouble is told by who has it.
    if (const Status written = m_life.record(leaf); !written) m_life.device().tell_service(written.failure());
}

}  // namespace keys

// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_release.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"
#include "tpm/keeper/release_terms.h"
#include "tpm/keeper/travel_wrap.h"
#include "tpm/names.h"
#include "tpm/templates.h"

#include <algorithm>

namespace tpm {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Result<std::unique_ptr<KeyRelease>> KeyRelease::begin(PlatformPolicy& platform, KeyRecord record,
                                                      const ports::KeyDestination& destination, std::int64_t now_ms) {
    if (!record.quorum) return Failure{Fault::export_refused, record.name + " was not made to leave"};
    MovableKeyPolicy policy = TRY(MovableKeyPolicy::of(platform.authority().name(), *record.quorum));
    std::unique_ptr<KeyRelease> out(new KeyRelease(platform, std::move(record), std::move(policy)));
    out->m_symmetric = release_wrap(destination);
    if (!destination.storage_key_area.empty()) {
        out->m_parent.emplace();
        out->m_parent->publicArea = TRY(storage_key_from(destination.storage_key_area));
    }
    Slot session = TRY(platform.sessions().salted_policy());
    ESYS_CONTEXT* const esys = TRY(platform.context().esys());
    TPM2B_NONCE* raw = nullptr;
    TRY(platform.context().check(Esys_TRSess_GetNonceTPM(esys, session.handle(), &raw), Errand::other, "Esys_TRSess_GetNonceTPM"));
    const EsysMemory<TPM2B_NONCE> nonce(raw);
    out->m_request.nonce = base::to_bytes(view(*nonce));
    out->m_request.key_area = out->m_record.public_area;
    out->m_request.authority = platform.authority().name();
    const ports::ReleaseTerms terms =
        TRY(release_terms(out->m_request.key_area, out->m_request.authority, *out->m_record.quorum, destination, out->m_request.nonce));
    out->m_request.command = terms.command;
    out->m_request.digest = terms.digest;
    out->m_since_ms = now_ms;
    TRY(out->set_down(std::move(session)));
    return out;
}

KeyRelease::~KeyRelease() {
    const auto turn = m_platform.context().take_turn();
    // Taken up, it ends with its slot; left saved, it would fill the TPM's table of sessions.
    if (m_session) static_cast<void>(static_cast<bool>(take_up()));
}

Status KeyRelease::set_down(Slot session) {
    Context& context = m_platform.context();
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPMS_CONTEXT* raw = nullptr;
    TRY(context.check(Esys_ContextSave(esys, session.handle(), &raw), Errand::other, "Esys_ContextSave"));
    const SecretEsysMemory<TPMS_CONTEXT> saved(raw);
    m_session = *saved;
    m_generation = context.generation();
    session.let_go();
    return {};
}

Result<Slot> KeyRelease::take_up() {
    Context& context = m_platform.context();
    ESYS_CONTEXT* const esys = TRY(context.esys());
    if (!m_session || m_generation != context.generation()) return Failure{Fault::export_refused, "the TPM has forgotten the request"};
    ESYS_TR loaded = ESYS_TR_NONE;
    const TSS2_RC rc = Esys_ContextLoad(esys, &*m_session, &loaded);
    base::wipe(&*m_session, sizeof *m_session);
    m_session.reset();
    TRY(context.check(rc, Errand::key_release, "Esys_ContextLoad"));
    return Slot(context, loaded);
}

Status KeyRelease::approve(std::size_t index, ByteView signature) {
    const auto same = [&](const Approved& one) { return one.index == index; };
    if (index >= m_policy.custodians().size() || std::any_of(m_approvals.begin(), m_approvals.end(), same))
        return Failure{Fault::export_refused, "nobody's approval, or one that was given already"};
    const auto parsed = signature_from_der(signature);
    if (!parsed) return Failure{Fault::export_refused, "a malformed signature"};
    Context& context = m_platform.context();
    const Slot key = TRY(m_policy.custodians()[index].load(context, Errand::key_release));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_DIGEST digest{};
    fill(digest, m_request.digest);
    TPMT_TK_VERIFIED* raw = nullptr;
    TRY(context.check(Esys_VerifySignature(esys, key.handle(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &digest, &*parsed, &raw),
                      Errand::key_release, "Esys_VerifySignature"));
    const EsysMemory<TPMT_TK_VERIFIED> ticket(raw);
    m_approvals.push_back({index, *parsed});
    std::sort(m_approvals.begin(), m_approvals.end(), [](const Approved& a, const Approved& b) { return a.index < b.index; });
    return {};
}

// Whether they are enough is for the TPM to say: without a branch that fits, its PolicyOR refuses.
Status KeyRelease::assert_quorum(ESYS_TR session) {
    Context& context = m_platform.context();
    TRY(assert_command(context, session, TPM2_CC_Duplicate));
    TPM2B_NONCE nonce{};
    fill(nonce, m_request.nonce);
    TPM2B_DIGEST command{};
    fill(command, m_request.command);
    const TPM2B_NONCE no_reference{};
    std::vector<std::size_t> heard;
    for (const Approved& approved : m_approvals) {
        if (heard.size() == m_record.quorum->needed) break;
        const Slot key = TRY(m_policy.custodians()[approved.index].load(context, Errand::key_release));
        ESYS_CONTEXT* const esys = TRY(context.esys());
        TRY(context.check(Esys_PolicySigned(esys, key.handle(), session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &nonce, &command,
                                            &no_reference, 0, &approved.signature, nullptr, nullptr),
                          Errand::key_release, "Esys_PolicySigned"));
        heard.push_back(approved.index);
    }
    return assert_way_up(context, session, m_policy.way_up(m_policy.branch_of(heard).value_or(1)), Errand::key_release);
}

Result<KeyRelease::Parted> KeyRelease::duplicate() {
    Context& context = m_platform.context();
    const Slot key = TRY(load_key(m_platform, m_record));  // before the session: three slots
    const Slot session = TRY(take_up());
    TRY(assert_quorum(session.handle()));
    std::optional<Slot> parent;
    if (m_parent) {
        ESYS_CONTEXT* const esys = TRY(context.esys());
        ESYS_TR loaded = ESYS_TR_NONE;
        TRY(context.check(Esys_LoadExternal(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, nullptr, &*m_parent, ESYS_TR_RH_OWNER, &loaded),
                          Errand::key_release, "Esys_LoadExternal"));
        parent.emplace(context, loaded);
    }
    // The session's key encrypts the first parameter of the answer: the key of the inner wrap.
    TRY(m_platform.sessions().set_protection(session.handle(), Protect::response));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPM2B_DATA no_key{};
    TPM2B_DATA* raw_key = nullptr;
    TPM2B_PRIVATE* raw_duplicate = nullptr;
    TPM2B_ENCRYPTED_SECRET* raw_seed = nullptr;
    TRY(context.check(Esys_Duplicate(esys, key.handle(), parent ? parent->handle() : ESYS_TR_RH_NULL, session.handle(), ESYS_TR_NONE,
                                     ESYS_TR_NONE, &no_key, &m_symmetric, &raw_key, &raw_duplicate, &raw_seed),
                      Errand::key_release, "Esys_Duplicate"));
    const SecretEsysMemory<TPM2B_DATA> inner_key(raw_key);
    const SecretEsysMemory<TPM2B_PRIVATE> wrapped(raw_duplicate);
    const EsysMemory<TPM2B_ENCRYPTED_SECRET> seed(raw_seed);
    Parted out;
    out.symmetric_key = base::SecretBytes(view(*inner_key));
    out.duplicate = base::to_bytes(view(*wrapped));
    out.seed.assign(seed->secret, seed->secret + std::min<std::size_t>(seed->size, sizeof seed->secret));
    return out;
}

Result<ports::Duplicate> KeyRelease::to_device() {
    if (!m_parent) return Failure{Fault::usage_invalid, "the custodians were asked for another destination"};
    Parted parted = TRY(duplicate());
    return ports::Duplicate{m_record.name, m_record.public_area, std::move(parted.duplicate), std::move(parted.seed), m_record.quorum};
}

Result<ports::PrivateKey> KeyRelease::to_clear() {
    if (m_parent) return Failure{Fault::usage_invalid, "the custodians were asked for another destination"};
    const Parted parted = TRY(duplicate());
    const TPMT_PUBLIC area = TRY(public_area_from(m_record.public_area));
    ReadShape shape = TRY(m_record.shape());
    ports::PrivateKey out;
    out.secret = TRY(unwrap_inner(parted.symmetric_key, parted.duplicate, area));
    out.algorithm = shape.algorithm;
    out.public_key = std::move(shape.public_key);
    return out;
}

}  // namespace tpm

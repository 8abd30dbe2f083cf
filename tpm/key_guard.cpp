// SPDX-License-Identifier: Apache-2.0
#include "tpm/key_guard.h"

#include "tpm/pin_index.h"
#include "tpm/signing_approval.h"
#include "tpm/signing_key.h"

namespace tpm {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

PinDoor::PinDoor(PlatformPolicy& platform, HierarchySecrets& secrets, TpmFolder& folder, Bytes authority,
                 std::shared_ptr<DoorKey> birth, const base::Clock& clock)
    : m_platform(platform), m_secrets(secrets), m_folder(folder), m_authority(std::move(authority)), m_clock(clock),
      m_serial(platform, IndexId::serial), m_birth(std::move(birth)), m_behind(m_birth), m_key(*this) {}

void PinDoor::put(std::shared_ptr<DoorKey> key) {
    const auto turn = m_platform.context().take_turn();
    lock();
    m_behind = key == nullptr ? m_birth : std::move(key);
}

Status PinDoor::install(const base::Pin& code, std::uint32_t tries_left) {
    if (code.length() == 0) return Failure{Fault::pin_malformed, "an empty code"};
    const auto turn = m_platform.context().take_turn();
    lock();
    const Status defined = define_with_owner(code, tries_left);
    // ESYS keeps what authorised a command beside the session it was computed with.
    m_platform.sessions().forget_hmac();
    return defined;
}

Status PinDoor::define_with_owner(const base::Pin& code, std::uint32_t tries_left) {
    const LentAuth owner = TRY(m_secrets.lend_owner());
    return define_pin(m_platform.sessions(), code.reveal(), tries_left);
}

Status PinDoor::unlock(const base::Pin& code) {
    const auto turn = m_platform.context().take_turn();
    if (m_is_open || is_stale()) lock();
    if (!m_session) TRY(approach());
    const Status presented = present_pin(m_platform.sessions(), m_session->handle(), code.reveal());
    m_platform.sessions().forget_hmac();  // its key in memory ends with the code
    TRY(presented);
    if (const Status stands = m_behind->after_code(m_session->handle()); !stands) {
        lock();
        return stands;
    }
    m_is_open = true;
    return {};
}

Result<std::uint32_t> PinDoor::tries_left() {
    const auto turn = m_platform.context().take_turn();
    return pin_tries_left(m_platform.sessions());
}

void PinDoor::lock() {
    const auto turn = m_platform.context().take_turn();
    m_is_open = false;
    m_session.reset();
}

bool PinDoor::is_stale() const {
    return m_session && (!m_session->is_alive() || m_clock.boot_ms() - m_session_since_ms >= open_max_ms);
}

Status PinDoor::approach() {
    const Approval approval = TRY(m_folder.approval());
    Slot session = TRY(m_platform.sessions().salted_policy());
    TRY(assert_approval(m_platform, session.handle(), approval, m_authority));
    TRY(m_behind->before_code(session.handle(), approval));
    m_session = std::move(session);
    m_session_since_ms = m_clock.boot_ms();
    return {};
}

Result<Bytes> PinDoor::GuardedKey::sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                        base::ByteView digest) {
    const auto turn = m_door.m_platform.context().take_turn();
    TRY(require_fits(algorithm(), scheme, hash, digest));
    return m_door.sign_once(scheme, hash, digest);
}

Result<Bytes> PinDoor::sign_once(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest) {
    TRY(m_platform.context().esys());  // notices a connection that broke since unlock()
    if (is_stale()) lock();
    if (!m_is_open) return Failure{Fault::tpm_auth_refused, "the door is closed"};
    auto signature = spend_and_sign(scheme, hash, digest);
    lock();
    return signature;
}

Result<Bytes> PinDoor::spend_and_sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest) {
    const LoadedKey key = TRY(m_behind->load());
    // The serial is spent before the signature exists: a cut in between wastes a
    // number, the other order would give two signatures one number.
    TRY(m_serial.increment());
    TRY(m_platform.sessions().set_protection(m_session->handle(), Protect::command));
    return sign_by(m_platform.context(), key.handle, m_session->handle(), ESYS_TR_NONE, scheme, hash, digest);
}

}  // namespace tpm

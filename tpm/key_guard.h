// SPDX-License-Identifier: Apache-2.0
// The door in front of the document signing key: one salted policy session that has
// been through the Approval and then through the person's code. Wrong codes are tried
// again in the same session, so a retry costs one command and uses no key.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/ports/key_guard.h"
#include "tpm/counter.h"
#include "tpm/door_key.h"
#include "tpm/hierarchy_secrets.h"

#include <memory>
#include <optional>

namespace tpm {

class PinDoor final : public ports::KeyGuard {
public:
    static constexpr std::int64_t open_max_ms = 120'000;

    PinDoor(PlatformPolicy& platform, HierarchySecrets& secrets, TpmFolder& folder, base::Bytes authority,
            std::shared_ptr<DoorKey> birth, const base::Clock& clock);
    PinDoor(const PinDoor&) = delete;
    PinDoor& operator=(const PinDoor&) = delete;

    base::Status install(const base::Pin& code, std::uint32_t tries_left) override;
    base::Status unlock(const base::Pin& code) override;
    base::Result<std::uint32_t> tries_left() override;
    void lock() override;
    ports::SigningKey& key() override { return m_key; }

    // Another key behind the door, which closes; none means the one from birth. key() stays
    // the same object: its algorithm and public key follow.
    void put(std::shared_ptr<DoorKey> key);
    const DoorKey& behind() const { return *m_behind; }
    const DoorKey& birth() const { return *m_birth; }

private:
    class GuardedKey final : public ports::SigningKey {
    public:
        explicit GuardedKey(PinDoor& door) : m_door(door) {}
        ports::KeyAlgorithm algorithm() const override { return m_door.m_behind->algorithm(); }
        const base::Bytes& public_key() const override { return m_door.m_behind->public_key(); }
        base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                       base::ByteView digest) override;

    private:
        PinDoor& m_door;
    };

    bool is_stale() const;
    base::Status define_with_owner(const base::Pin& code, std::uint32_t tries_left);
    // A session that stands just before the code.
    base::Status approach();
    base::Result<base::Bytes> sign_once(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest);
    base::Result<base::Bytes> spend_and_sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest);

    PlatformPolicy& m_platform;
    HierarchySecrets& m_secrets;
    TpmFolder& m_folder;
    base::Bytes m_authority;
    const base::Clock& m_clock;
    IndexCounter m_serial;
    std::shared_ptr<DoorKey> m_birth;
    std::shared_ptr<DoorKey> m_behind;
    GuardedKey m_key;
    std::optional<Slot> m_session;
    std::int64_t m_session_since_ms = 0;
    bool m_is_open = false;
};

}  // namespace tpm

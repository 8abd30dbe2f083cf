// SPDX-License-Identifier: Apache-2.0
// The door in front of the document signing key: one salted policy session that has
// been through the Approval and then through the person's code. Wrong codes are tried
// again in the same session, so a retry costs one command and uses no key.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/ports/key_guard.h"
#include "tpm/counter.h"
#include "tpm/hierarchy_secrets.h"

#include <optional>

namespace tpm {

class PinDoor final : public ports::KeyGuard {
public:
    static constexpr std::int64_t open_max_ms = 120'000;

    PinDoor(PlatformPolicy& platform, HierarchySecrets& secrets, TpmFolder& folder, base::Bytes authority,
            base::Bytes public_key, const base::Clock& clock);
    PinDoor(const PinDoor&) = delete;
    PinDoor& operator=(const PinDoor&) = delete;

    base::Status install(const base::Pin& code, std::uint32_t tries_left) override;
    base::Status unlock(const base::Pin& code) override;
    base::Result<std::uint32_t> tries_left() override;
    void lock() override;
    ports::SigningKey& key() override { return m_key; }

private:
    class GuardedKey final : public ports::SigningKey {
    public:
        GuardedKey(PinDoor& door, base::Bytes public_key) : m_door(door), m_public_key(std::move(public_key)) {}
        ports::KeyAlgorithm algorithm() const override { return ports::KeyAlgorithm::ecdsa_p256; }
        const base::Bytes& public_key() const override { return m_public_key; }
        base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                       base::ByteView digest) override;

    private:
        PinDoor& m_door;
        base::Bytes m_public_key;
    };

    bool is_stale() const;
    base::Status define_with_owner(const base::Pin& code, std::uint32_t tries_left);
    // A session that stands just before the code.
    base::Status approach();
    base::Result<base::Bytes> sign_once(base::ByteView digest);

    PlatformPolicy& m_platform;
    HierarchySecrets& m_secrets;
    TpmFolder& m_folder;
    base::Bytes m_authority;
    const base::Clock& m_clock;
    IndexCounter m_serial;
    GuardedKey m_key;
    std::optional<Slot> m_session;
    std::int64_t m_session_since_ms = 0;
    bool m_is_open = false;
};

}  // namespace tpm

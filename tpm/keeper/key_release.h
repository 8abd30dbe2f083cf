// SPDX-License-Identifier: Apache-2.0
// One release of a key that may go: the TPM's session for it, the custodians' signatures,
// and TPM2_Duplicate. The session is kept outside the TPM's slots (TPM2_ContextSave) while
// people look for their tokens.
#pragma once

#include "tpm/keeper/named_key.h"

namespace tpm {

class KeyRelease {
public:
    // Faults: export_refused (no policy lets it go), usage_invalid (the destination is no
    // storage key of TCG's shape), tpm_*.
    static base::Result<std::unique_ptr<KeyRelease>> begin(PlatformPolicy& platform, KeyRecord record,
                                                           const ports::KeyDestination& destination, std::int64_t now_ms);
    ~KeyRelease();
    KeyRelease(const KeyRelease&) = delete;
    KeyRelease& operator=(const KeyRelease&) = delete;

    const ports::ReleaseRequest& request() const { return m_request; }
    std::int64_t since_ms() const { return m_since_ms; }

    // The TPM checks the signature; a false one never gets as far as the session.
    base::Status approve(std::size_t index, base::ByteView signature);
    std::size_t approvals() const { return m_approvals.size(); }

    // Ends the release, whatever comes of it.
    base::Result<ports::Duplicate> to_device();
    base::Result<ports::PrivateKey> to_clear();

private:
    struct Approved {
        std::size_t index;
        TPMT_SIGNATURE signature;
    };
    struct Parted {
        base::SecretBytes symmetric_key;
        base::Bytes duplicate, seed;
    };

    KeyRelease(PlatformPolicy& platform, KeyRecord record, MovableKeyPolicy policy)
        : m_platform(platform), m_record(std::move(record)), m_policy(std::move(policy)) {}
    base::Status set_down(Slot session);
    base::Result<Slot> take_up();
    base::Status assert_quorum(ESYS_TR session);
    base::Result<Parted> duplicate();

    PlatformPolicy& m_platform;
    KeyRecord m_record;
    MovableKeyPolicy m_policy;
    std::optional<TPM2B_PUBLIC> m_parent;  // none: in the clear
    TPMT_SYM_DEF_OBJECT m_symmetric{};
    ports::ReleaseRequest m_request;
    std::int64_t m_since_ms = 0;
    std::vector<Approved> m_approvals;  // ascending
    std::optional<TPMS_CONTEXT> m_session;
    std::uint64_t m_generation = 0;
};

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
// A key leaves: asked for by one, approved by its custodians each with their own token,
// counted by the security chip. One release at a time; what was asked for and did not
// happen is in the log, too.
//
//   Release release(life);
//   ports::ReleaseRequest request = TRY(release.begin(officer, "portable-1", {}, "file"));
//   TRY(release.approve(0, signature));     // over request.digest, by a custodian's token
//   TRY(release.approve(2, signature_of_other));
//   TRY(release.to_file(write));            // or to_device
#pragma once

#include "appliance/keys/key_life.h"

#include <functional>

namespace keys {

class Release {
public:
    explicit Release(KeyLife& life) : m_life(life) {}
    // What is not finished is abandoned, and the log says so.
    ~Release();
    Release(const Release&) = delete;
    Release& operator=(const Release&) = delete;

    // `purpose`: "file" or the name of the device it goes to, for the log ([A-Za-z0-9._:-]{1,64}).
    // `approval_key`: DER, of who asks: it does not approve, too. Who showed a token has one.
    // Faults: role_refused (also: no such key), key_missing, export_refused (nothing lets this key go).
    base::Result<ports::ReleaseRequest> begin(const staff::Actor& who, const std::string& name, const ports::KeyDestination& destination,
                                              const std::string& purpose, base::ByteView approval_key = {});

    KeyLife& life() { return m_life; }
    const ports::Quorum& quorum() const { return m_quorum; }
    std::size_t approvals() const { return m_life.keeper().approvals(); }
    // The public keys of those who did, DER.
    const std::vector<base::Bytes>& approved_by() const { return m_approved_by; }
    bool is_complete() const { return approvals() >= m_quorum.needed; }

    // `signature`: DER, over the request's digest, by the custodian at `index`: nothing else
    // proves a custodian, and the chip checks it. Faults: role_refused (the same person asked
    // for it), export_refused.
    base::Status approve(std::size_t index, base::ByteView signature);

    // The key in the clear is handed to `write`, which protects it, keeps it, and returns
    // the digest of what it kept; nothing of it is left when this returns.
    using Write = std::function<base::Result<base::Digest>(const ports::PrivateKey&)>;
    base::Status to_file(const Write& write);
    // What only the destination's chip opens.
    base::Result<ports::Duplicate> to_device();

    // Faults: none; there is nothing to lose.
    void abandon(base::Fault why);

private:
    base::Status ended(const base::Digest* file);

    KeyLife& m_life;
    ports::KeyFacts m_facts;
    ports::Quorum m_quorum;
    std::string m_purpose, m_who;
    base::Bytes m_approval_key;
    std::vector<base::Bytes> m_approved_by;
    base::Digest m_command{};
    bool m_is_open = false;
};

// Whose signature over this digest it is. Fault: export_refused (none of the custodians').
base::Result<std::size_t> custodian_of(const ports::Quorum& quorum, const base::Digest& digest, base::ByteView signature);

}  // namespace keys

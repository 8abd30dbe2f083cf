// SPDX-License-Identifier: Apache-2.0
// A TPM (swtpm) driven by other people's tools, and keys that it certifies.
#pragma once

#include "sync/receiver/enrolment_request.h"
#include "tests/unit/sync/bench.h"

namespace sync_test {

// swtpm on a free pair of loopback ports, for one test program.
class SoftTpm {
public:
    SoftTpm();
    ~SoftTpm();
    SoftTpm(const SoftTpm&) = delete;
    SoftTpm& operator=(const SoftTpm&) = delete;
    bool is_up() const { return m_pid != 0; }
    // Runs a tpm2-tools command line in the folder.
    Ran tool(const std::string& command) const;
    base::Bytes file(const std::string& name) const { return read_file(folder / name); }
    // An attestation key (ak.pub) that stays at its handle, and a parent for others.
    bool make_attestation_key() const;
    TemporaryFolder folder;

private:
    void start(int port);
    pid_t m_pid = 0;
    int m_port = 0;
};

// Of a TPM2B_PUBLIC file, the TPMT_PUBLIC inside.
base::Bytes inner(const base::Bytes& sized);

// A key of these attributes and this policy, certified by the attestation key for
// the binding.
std::optional<receiver::CertifiedKey> certify_new_key(const SoftTpm& tpm, const std::string& attributes, base::ByteView policy,
                                                      const base::Digest& binding);

}  // namespace sync_test

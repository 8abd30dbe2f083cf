// SPDX-License-Identifier: Apache-2.0
// `tpm/` on the device's disk: what was pinned at provisioning, the authority's
// approvals, and sealed blobs. Nothing in it is secret; whoever changes it gets
// refusals from the TPM.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/json.h"
#include "tpm/approval.h"
#include "tpm/enrolment.h"

#include <string>
#include <vector>

namespace tpm {

// device.json
struct Pinned {
    base::Bytes authority;         // DER SubjectPublicKeyInfo
    base::Bytes storage_key_area;  // TPMT_PUBLIC
    std::uint64_t anchor_at_birth = 0;  // where the anchor counter began
};

class TpmFolder {
public:
    explicit TpmFolder(base::Disk& disk) : m_disk(disk) {}

    // Fault: tpm_not_provisioned when there is none.
    base::Result<Pinned> pinned() const;
    base::Status keep(const Pinned& pinned);

    base::Result<std::vector<PlatformApproval>> platform_approvals() const;
    base::Status keep(const std::vector<PlatformApproval>& approvals);

    // Fault: lease_expired when none was ever kept.
    base::Result<Approval> approval() const;
    base::Status keep(const Approval& approval);
    base::Status forget_approval() { return m_disk.remove("tpm/approval.json"); }

    base::Result<Enrolment> enrolment() const;
    base::Status keep(const Enrolment& enrolment);

    // `name` as in "owner", "endorsement".
    base::Result<base::Bytes> sealed(std::string_view name) const;
    base::Status keep_sealed(std::string_view name, base::ByteView blob);

private:
    base::Result<base::Json> read(std::string_view name) const;
    base::Status write(std::string_view name, const base::Json& json);
    base::Disk& m_disk;
};

}  // namespace tpm

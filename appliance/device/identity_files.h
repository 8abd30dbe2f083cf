// SPDX-License-Identifier: Apache-2.0
// Who a device is, as files under `device/`: written once at provisioning, read at
// every start.
#pragma once

#include "appliance/app/device.h"
#include "appliance/base/disk.h"

namespace device {

struct IdentityFiles {
    app::Identity identity;
    std::string log_origin;
    crypto::Certificate tls_certificate;
    std::vector<crypto::Certificate> tls_chain;  // issuers, without the root
    crypto::Certificate parcel_certificate;
    crypto::Certificate archive;
};

// Faults: configuration_invalid (naming the file), certificate_*, disk_not_found (not
// provisioned yet).
base::Result<IdentityFiles> read_identity(const base::Disk& disk);

// What provisioning knows before the platform answered.
struct Birthright {
    base::DeviceId device;
    std::string place;
    std::string log_origin;
    std::string log_vkey;
};
base::Status write_birthright(base::Disk& disk, const Birthright& birthright);
base::Result<Birthright> read_birthright(const base::Disk& disk);

}  // namespace device

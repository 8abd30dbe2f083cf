// SPDX-License-Identifier: Apache-2.0
// Files laid down in a folder, which is usually that of a stick.
#pragma once

#include "appliance/host/descriptor.h"
#include "appliance/ports/delivery.h"

namespace host {

class FolderDelivery final : public ports::Delivery {
public:
    // Fault: disk_not_found.
    static base::Result<FolderDelivery> open(const std::string& folder);

    // The room is looked at before the first byte; the file is synced and read back, from the
    // medium where the file system allows it, before it gets its name.
    base::Result<ports::ReadBack> put(const std::string& name, base::ByteView content) override;

private:
    explicit FolderDelivery(Descriptor folder) : m_folder(std::move(folder)) {}
    base::Status write_part(const std::string& part, base::ByteView content) const;
    Descriptor m_folder;
};

}  // namespace host

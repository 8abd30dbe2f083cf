// SPDX-License-Identifier: Apache-2.0
// The kiosk's end of the two folders.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/ports/mailbox.h"

namespace exchange {

class FolderMailbox final : public ports::Mailbox {
public:
    // The disk's root is the state folder; it must outlive the mailbox.
    explicit FolderMailbox(base::Disk& disk) : m_disk(disk) {}

    base::Status post(std::string_view name, base::ByteView content) override;
    bool still_holds(std::string_view name) const override;
    base::Result<std::vector<std::string>> arrivals() override;
    base::Result<base::Bytes> fetch(std::string_view name) override;
    base::Status discard(std::string_view name) override;

private:
    base::Disk& m_disk;
};

}  // namespace exchange

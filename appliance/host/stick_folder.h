// SPDX-License-Identifier: Apache-2.0
// A stick as a folder of the system: mounted when it is in, absent or empty otherwise.
// The folder is opened anew for every question, so that pulling the stick is noticed.
#pragma once

#include "appliance/ports/exchange_folder.h"

namespace host {

class StickFolder final : public ports::ExchangeFolder {
public:
    // Where sticks are mounted; empty: this device has no place for one.
    explicit StickFolder(std::string folder) : m_folder(std::move(folder)) {}

    base::Result<std::vector<File>> files() override;
    base::Result<base::Bytes> read(const std::string& name, std::size_t limit) override;
    base::Status write(const std::string& name, base::ByteView content) override;
    base::Status write_folder(const std::string& name, const std::vector<Named>& files) override;

private:
    std::string m_folder;
};

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
// Somebody else's SFTP server, for stories in which files are handed on: OpenSSH's, without
// privileges, in a folder of its own that goes when the server does.
#pragma once

#include "appliance/base/result.h"
#include "appliance/host/child_process.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace emulator {

class ExchangeServer {
public:
    // On a free port of this machine. Faults: program_missing, program_failed, disk_failed.
    static base::Result<std::unique_ptr<ExchangeServer>> start();
    ~ExchangeServer();
    ExchangeServer(const ExchangeServer&) = delete;
    ExchangeServer& operator=(const ExchangeServer&) = delete;

    // What its administrator would tell by telephone, under the words that a story has for it:
    // SFTP (the address), SFTP-HOST-KEY (SHA256:...), SFTP-KEY-FILE (signs in), SFTP-FOLDER.
    const std::vector<std::pair<std::string, std::string>>& words() const { return m_words; }

private:
    explicit ExchangeServer(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    base::Result<std::string> shell(const std::string& line) const;
    base::Status listen();

    std::filesystem::path m_folder;
    std::unique_ptr<host::ChildProcess> m_process;
    std::vector<std::pair<std::string, std::string>> m_words;
};

}  // namespace emulator

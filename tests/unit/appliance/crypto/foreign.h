// SPDX-License-Identifier: Apache-2.0
// The `openssl` command as a second opinion, in a directory of its own.
#pragma once

#include "appliance/base/bytes.h"

#include <filesystem>
#include <string>

namespace crypto_test {

class Foreign {
public:
    Foreign();
    ~Foreign();
    Foreign(const Foreign&) = delete;
    Foreign& operator=(const Foreign&) = delete;

    void write(const std::string& name, base::ByteView content) const;
    void write(const std::string& name, const std::string& content) const;
    base::Bytes read(const std::string& name) const;

    struct Answer {
        int status = -1;
        std::string output;  // standard output and error
    };
    // A shell line, run inside the directory.
    Answer run(const std::string& line) const;

private:
    std::filesystem::path m_directory;
};

}  // namespace crypto_test

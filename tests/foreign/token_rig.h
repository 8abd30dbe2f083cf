// SPDX-License-Identifier: Apache-2.0
// Debian's pcscd and libccid in front of a virtual token, in a /run of their own.
#pragma once

#include "tests/stories/commands.h"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace foreign {

// pcscd has one place for its socket. Moves this process into a mount namespace where
// that place is empty; a machine that allows no namespaces, but where we are root and no
// pcscd runs, will do too. Otherwise what is missing, in words; empty when all is well.
std::string make_room_for_pcscd();

class TokenRig {
public:
    // `token_options`: of inkseal-virtual-token.
    explicit TokenRig(const std::vector<std::string>& token_options = {});
    ~TokenRig();
    TokenRig(const TokenRig&) = delete;
    TokenRig& operator=(const TokenRig&) = delete;

    // A command of a shell, in the rig's folder; ends after half a minute.
    stories::Said run(const std::string& command) const;
    // An order to the token (emulator/token_desk.h).
    stories::Said order(const std::string& json) const;
    const std::filesystem::path& folder() const { return m_folder; }

    // A certificate for the public key in NAME.pem, as NAME.crt.
    void certify(const std::string& name) const;

private:
    pid_t start(std::vector<std::string> words, const std::vector<std::string>& environment, const std::string& log) const;
    void end(pid_t process) const;

    std::filesystem::path m_folder;
    pid_t m_token = -1, m_pcscd = -1;
};

}  // namespace foreign

// SPDX-License-Identifier: Apache-2.0
// Where our other programs are. They are installed side by side.
#pragma once

#include "appliance/base/result.h"

#include <string>
#include <string_view>

namespace host {

class ProgramFolder {
public:
    explicit ProgramFolder(std::string folder) : m_folder(std::move(folder)) {}
    // The folder of the running program. Faults: program_missing.
    static base::Result<ProgramFolder> beside_this_program();

    // The full path. Faults: program_missing.
    base::Result<std::string> find(std::string_view name) const;

private:
    std::string m_folder;
};

}  // namespace host

// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/program_folder.h"

#include <array>
#include <climits>
#include <unistd.h>

namespace host {

base::Result<ProgramFolder> ProgramFolder::beside_this_program() {
    std::array<char, PATH_MAX> path{};
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    const std::string_view text(path.data(), length < 0 ? 0 : static_cast<std::size_t>(length));
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) return base::Failure{base::Fault::program_missing, "/proc/self/exe"};
    return ProgramFolder(std::string(text.substr(0, slash)));
}

base::Result<std::string> ProgramFolder::find(std::string_view name) const {
    std::string path = m_folder + "/" + std::string(name);
    if (access(path.c_str(), X_OK) != 0) return base::Failure{base::Fault::program_missing, path};
    return path;
}

}  // namespace host

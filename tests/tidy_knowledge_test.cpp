// SPDX-License-Identifier: Apache-2.0
// Who may know whom, executed. ARCHITECTURE.md gives the picture.
#include "tests/tidy_sources.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <utility>

namespace {

namespace fs = std::filesystem;
using namespace tidy;

const std::vector<std::string> domain = {"appliance/app", "appliance/audit", "appliance/base", "appliance/ceremony", "appliance/crypto",
                                         "appliance/documents", "appliance/ports", "appliance/vault"};

std::vector<std::string> domain_and(std::vector<std::string> more) {
    more.insert(more.end(), domain.begin(), domain.end());
    return more;
}

// Which folders of the house a folder may include from, besides itself. Nothing else
// knows anything of anyone; tests know everything, and nobody knows tests. The row
// "appliance" is that of the main files.
const std::map<std::string, std::vector<std::string>> knowledge = {
    {"appliance/base", {}},
    {"appliance/ports", {"appliance/base"}},
    {"appliance/crypto", {"appliance/base", "appliance/ports"}},
    {"appliance/documents", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"appliance/vault", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"appliance/audit", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"appliance/ceremony", {"appliance/base"}},
    {"appliance/host", {"appliance/base", "appliance/ports", "appliance/documents"}},
    {"appliance/app",
     {"appliance/base", "appliance/ports", "appliance/crypto", "appliance/documents", "appliance/vault", "appliance/audit",
      "appliance/ceremony"}},
    {"appliance/keys", domain_and({"appliance/staff"})},
    {"appliance/admin", domain_and({"appliance/evidence", "appliance/keys", "appliance/runbook", "appliance/staff"})},
    {"appliance/staff", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"appliance/runbook", {"appliance/base", "appliance/crypto", "appliance/audit", "appliance/staff"}},
    {"appliance/evidence", domain_and({"appliance/keys", "appliance/runbook", "appliance/staff"})},
    {"appliance/provisioning", {"appliance/base", "appliance/ports", "appliance/crypto", "appliance/audit", "appliance/staff"}},
    {"tpm", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"usb", {"appliance/base", "appliance/ports", "appliance/crypto"}},
    {"ui", {"appliance/base", "appliance/ports", "appliance/app", "appliance/admin"}},
    {"sync", {"appliance/base", "appliance/ports", "appliance/crypto", "appliance/documents", "appliance/audit", "appliance/vault",
              "appliance/host", "appliance/staff"}},
    {"image/verify", {"appliance/base"}},
    {"appliance/device", domain_and({"appliance/host", "appliance/keys", "appliance/staff", "sync", "tpm", "appliance/provisioning"})},
    {"appliance/kiosk", {"appliance/base", "appliance/admin", "appliance/app", "appliance/ceremony", "appliance/device", "sync", "ui"}},
    {"appliance/cli", domain_and({"appliance/device", "appliance/host", "appliance/keys", "appliance/staff", "usb", "appliance/provisioning", "appliance/evidence", "appliance/runbook", "sync"})},
    {"appliance", domain_and({"appliance/cli", "appliance/device", "appliance/host", "appliance/kiosk", "sync", "ui", "usb"})},
    {"emulator", domain_and({"appliance/device", "appliance/host", "appliance/kiosk", "appliance/provisioning", "appliance/staff", "emulator/token", "emulator/usb_stand_in", "sync", "tpm", "ui", "usb", "appliance/cli"})},
    {"emulator/token", {"appliance/base", "emulator/usb_stand_in"}},
    {"emulator/usb_stand_in", {}},
    {"tests", {}},
};

// Foreign headers, by how their names begin, and who may know them besides tests. A
// library is met in one place, so that it can be left at one place.
const std::map<std::string, std::vector<std::string>> foreign = {
    {"CLI/", {"appliance/cli", "emulator", "sync"}},
    {"SDL", {"ui"}},
    {"archive", {"sync"}},
    {"boost/", {"sync"}},
    {"cairo", {"ui", "appliance", "emulator"}},
    {"curl/", {"sync"}},
    {"fontconfig/", {"ui", "appliance"}},
    {"fribidi", {"appliance/documents"}},
    {"hb", {"appliance/documents"}},
    {"imgui", {"ui"}},
    {"libssh/", {"sync"}},
    {"libusb", {"emulator/usb_stand_in", "usb"}},
    {"linux/", {"appliance/host", "image/verify"}},
    {"mbedtls/", {"emulator/token", "image/verify"}},
    {"nlohmann/", {"appliance/base"}},
    {"openssl/", {"appliance/crypto", "appliance/audit", "appliance/documents", "sync"}},
    {"pango/", {"ui", "emulator"}},
    {"png", {"ui"}},
    {"poppler", {"appliance"}},
    {"psa/", {"image/verify"}},
    {"qpdf/", {"appliance/documents", "emulator"}},
    {"qrencode", {"ui"}},
    {"seccomp", {"appliance/host"}},
    {"spdlog/", {"sync"}},
    {"sqlite3", {"appliance/vault", "sync"}},
    {"toml++/", {"appliance/provisioning"}},
    {"tss2/", {"tpm"}},
    {"zlib", {"appliance/documents"}},
    // Of the operating system: the network.
    {"arpa/", {"tpm", "emulator"}},
    {"netinet/", {"tpm", "emulator"}},
};

// C and POSIX headers that anybody may use.
const std::vector<std::string> common = {"dirent.h", "emmintrin.h", "fcntl.h", "gnu/libc-version.h", "malloc.h", "poll.h", "pwd.h", "sched.h", "signal.h",
                                         "spawn.h", "sys/", "termios.h", "unistd.h"};

std::string folder_of(const std::string& path) {
    std::string best;
    for (const auto& [folder, known] : knowledge)
        if (is_inside(path, folder) && folder.size() > best.size()) best = folder;
    return best;
}

bool holds(const std::vector<std::string>& list, const std::string& item) { return std::find(list.begin(), list.end(), item) != list.end(); }

struct Include {
    std::string place, folder, target;
};

std::vector<Include> includes_like(const char* pattern) {
    const std::regex include(pattern);
    std::vector<Include> found;
    for (const Source& source : sources())
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            std::smatch match;
            if (begins_with(source.lines[i], "#") && std::regex_search(source.lines[i], match, include))
                found.push_back({place(source, i), folder_of(source.path), match[1]});
        }
    return found;
}

}  // namespace

TEST(Tidy, KnowledgePointsInOneDirection) {
    for (const auto& [place, folder, target] : includes_like("^#\\s*include \"([^\"]+)\"")) {
        EXPECT_TRUE(target.find('/') != std::string::npos) << place << ": includes are written from the root";
        const std::string other = folder_of(target);
        EXPECT_FALSE(other.empty()) << place << ": nobody knows where " << target << " belongs";
        if (folder == "tests" || folder == other) continue;
        EXPECT_TRUE(holds(knowledge.at(folder), other)) << place << ": " << folder << " may not know " << other;
    }
}

TEST(Tidy, ForeignLibrariesAreKnownWhereTheTableSays) {
    std::set<std::pair<std::string, std::string>> used;
    for (const auto& [place, folder, target] : includes_like("^#\\s*include <([^>]+)>")) {
        if (folder == "tests") continue;
        const bool is_standard = target.find_first_of("./") == std::string::npos;
        const auto begins = [&name = target](const std::string& beginning) { return begins_with(name, beginning); };
        if (is_standard || std::any_of(common.begin(), common.end(), begins)) continue;
        const auto row = std::find_if(foreign.begin(), foreign.end(), [&](const auto& one) { return begins(one.first); });
        if (row == foreign.end()) {
            ADD_FAILURE() << place << ": <" << target << "> is in no row; which library, and who may know it?";
            continue;
        }
        EXPECT_TRUE(holds(row->second, folder)) << place << ": " << folder << " may not know <" << target << ">";
        used.emplace(row->first, folder);
    }
    for (const auto& [beginning, folders] : foreign)
        for (const std::string& folder : folders) {
            EXPECT_TRUE(used.contains({beginning, folder})) << folder << " does not include <" << beginning << "...>: remove it from the row";
        }
}

TEST(Tidy, KnowledgeHasARowForEveryFileAndAFolderForEveryRow) {
    for (const Source& source : sources()) EXPECT_FALSE(folder_of(source.path).empty()) << source.path << " is in no row";
    for (const auto& [folder, known] : knowledge) {
        EXPECT_TRUE(fs::is_directory(fs::path(SOURCE_DIR) / folder)) << folder << " is gone: remove its row";
        for (const std::string& other : known) EXPECT_TRUE(knowledge.contains(other)) << folder << " knows " << other << ", which has no row";
    }
}

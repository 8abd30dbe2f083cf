// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/crypto/foreign.h"

#include "appliance/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <sys/wait.h>

namespace crypto_test {

Foreign::Foreign() {
    std::string name = std::filesystem::temp_directory_path() / "inkseal-crypto-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    m_directory = name;
}

Foreign::~Foreign() {
    std::error_code ignored;
    std::filesystem::remove_all(m_directory, ignored);
}

void Foreign::write(const std::string& name, base::ByteView content) const {
    std::ofstream file(m_directory / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    CHECK(file.good());
}

void Foreign::write(const std::string& name, const std::string& content) const { write(name, base::as_bytes(content)); }

base::Bytes Foreign::read(const std::string& name) const {
    std::ifstream file(m_directory / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Foreign::Answer Foreign::run(const std::string& line) const {
    const std::string whole = "cd " + m_directory.string() + " && { " + line + " ; } 2>&1";
    std::FILE* pipe = popen(whole.c_str(), "r");
    CHECK(pipe != nullptr);
    Answer answer;
    char part[4096];
    for (std::size_t size = 0; (size = std::fread(part, 1, sizeof part, pipe)) > 0;) answer.output.append(part, size);
    const int status = pclose(pipe);
    answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
}

}  // namespace crypto_test

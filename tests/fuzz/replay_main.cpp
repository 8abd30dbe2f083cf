// SPDX-License-Identifier: Apache-2.0
// NAME_replay CORPUS: every input that once taught a fuzzer something, again, in every build.
// NAME_replay --pack FOLDER CORPUS: makes one file of a folder of inputs; each is four bytes
// of length, big-endian, and so many bytes, in the order of their names.
#include "appliance/base/reader.h"
#include "tests/fuzz/input.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

namespace {

base::Bytes content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    CHECK(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

int pack(const char* folder, const char* corpus) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    base::Bytes all;
    for (const auto& path : paths) {
        const base::Bytes input = content_of(path);
        base::append_number(all, input.size(), 4);
        base::append(all, input);
    }
    std::ofstream(corpus, std::ios::binary).write(reinterpret_cast<const char*>(all.data()), static_cast<std::streamsize>(all.size()));
    std::printf("%zu inputs, %zu bytes\n", paths.size(), all.size());
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count == 4 && std::string_view(words[1]) == "--pack") return pack(words[2], words[3]);
    CHECK(count == 2);
    const base::Bytes corpus = content_of(words[1]);
    base::Reader reader(corpus);
    std::size_t played = 0;
    for (; !reader.is_finished(); ++played) {
        const std::uint32_t size = reader.take_u32();
        const base::ByteView input = reader.take(size);
        CHECK(!reader.is_failed());
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu inputs\n", played);
    return played > 0 ? 0 : 1;
}

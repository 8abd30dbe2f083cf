// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/stick_files.h"

#include <algorithm>
#include <span>

namespace admin {
namespace {

using Seeks = StickScreen::Seeks;

constexpr std::string_view key_endings[] = {".pfx", ".p12", ".pem", ".der", ".p8", ".key"};
constexpr std::string_view certificate_endings[] = {".pem", ".crt", ".cer", ".der"};
// Nothing that a device signed for another one is one of these.
constexpr std::string_view other_endings[] = {".pfx", ".p12", ".pem", ".der", ".p8", ".key", ".crt", ".cer", ".csr", ".json", ".p7s", ".pdf", ".password"};
constexpr std::uint64_t message_size_max = 64U << 10U;

bool ends_with_one_of(const std::string& name, std::span<const std::string_view> endings) {
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return small.ends_with(ending); });
}

bool could_be(const ports::ExchangeFolder::File& file, Seeks seeks) {
    if (seeks == Seeks::key) return ends_with_one_of(file.name, key_endings);
    if (seeks == Seeks::evidence) return true;
    if (seeks == Seeks::certificate) return ends_with_one_of(file.name, certificate_endings);
    return file.size <= message_size_max && !ends_with_one_of(file.name, other_endings);
}

}  // namespace

StickScreen look_for(ports::ExchangeFolder& stick, Seeks seeks, const std::string& key) {
    StickScreen screen;
    screen.seeks = seeks;
    screen.for_key = key;
    const auto files = stick.files();
    screen.has_stick = static_cast<bool>(files);
    if (!files) return screen;
    for (const ports::ExchangeFolder::File& file : *files)
        if (could_be(file, seeks) && screen.files.size() < StickScreen::files_max) screen.files.push_back({file.name, file.size});
    return screen;
}

base::Result<std::string> free_file_name(ports::ExchangeFolder& stick, const std::string& stem, const std::string& ending) {
    const std::vector<ports::ExchangeFolder::File> files = TRY(stick.files());
    std::string name = stem + ending;
    const auto is_taken = [&] { return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.name == name; }); };
    for (int number = 2; is_taken(); ++number) name = stem + "-" + std::to_string(number) + ending;
    return name;
}

}  // namespace admin

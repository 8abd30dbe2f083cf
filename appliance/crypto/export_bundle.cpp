// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/export_bundle.h"

#include "appliance/crypto/digest.h"

#include <algorithm>
#include <set>

namespace crypto {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::string_view manifest_ending = ".manifest.json";
constexpr std::string_view signature_ending = ".manifest.p7s";

}  // namespace

base::Status refuse_file(const NamedFile& file) { return Failure{Fault::message_invalid, file.first + " is no part of a signed export"}; }

Result<std::vector<VerifiedExport>> check_exports(const std::vector<NamedFile>& files, const TrustStore& trust, std::int64_t now_ms,
                                                  const JudgeFile& other) {
    std::vector<VerifiedExport> exports;
    std::set<std::string> spoken_for;
    for (const auto& [name, json] : files) {
        if (!name.ends_with(manifest_ending)) continue;
        const std::string stem = name.substr(0, name.size() - manifest_ending.size());
        const ExportManifest manifest = TRY(read_manifest(json));
        const auto signature = std::find_if(files.begin(), files.end(), [&](const NamedFile& file) { return file.first == stem + std::string(signature_ending); });
        const auto content = std::find_if(files.begin(), files.end(), [&](const NamedFile& file) { return sha256(file.second) == manifest.file_sha256; });
        if (signature == files.end()) return Failure{Fault::message_invalid, name + " comes without " + stem + std::string(signature_ending)};
        if (content == files.end()) return Failure{Fault::key_file_tampered, "the file that " + name + " describes is not among these"};
        VerifiedExport verified = TRY(verify_export(json, signature->second, content->second, trust, now_ms));
        exports.push_back(std::move(verified));
        spoken_for.insert({name, signature->first, content->first});
    }
    for (const NamedFile& file : files)
        if (!spoken_for.contains(file.first)) TRY(other(file));
    return exports;
}

}  // namespace crypto

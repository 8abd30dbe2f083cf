// SPDX-License-Identifier: Apache-2.0
// inkseal-archive: opens parcels, checks everything again, and keeps the finished files.
#include "appliance/crypto/software_key.h"
#include "appliance/host/document_program.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "sync/archive/keeper.h"
#include "sync/receiver/folder_blob_store.h"
#include "sync/receiver/sqlite_index_store.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sys/stat.h>

namespace {

using base::Bytes;
using base::Result;

struct Options {
    std::string platform;
    std::string results;
    std::string key;
    std::string programs;
};

Result<base::SecretBytes> read_secret(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Failure{base::Fault::key_missing, path};
    Bytes bytes(std::istreambuf_iterator<char>(file), {});
    base::SecretBytes secret{base::ByteView(bytes)};
    base::wipe(bytes.data(), bytes.size());
    return secret;
}

Result<archive::Tally> run(const Options& options) {
    std::error_code error;
    std::filesystem::create_directories(options.results, error);
    const host::SystemClock clock;
    const host::PosixDisk platform = TRY(host::PosixDisk::open(options.platform));
    host::PosixDisk results = TRY(host::PosixDisk::open(options.results));
    const auto index = TRY(receiver::SqliteIndexStore::open(options.platform + "/receiver.db"));
    receiver::FolderBlobStore blobs(options.platform);
    const Bytes pem = TRY(platform.read("public/archive.pem"));
    const std::vector<crypto::Certificate> certificates = TRY(crypto::Certificate::all_from_pem(pem));
    const base::SecretBytes secret = TRY(read_secret(options.key));
    const auto key = TRY(crypto::SoftwareAgreementKey::from_pem(secret));
    const host::ProgramFolder programs =
        options.programs.empty() ? TRY(host::ProgramFolder::beside_this_program()) : host::ProgramFolder(options.programs);
    host::DocumentProgram reader(programs, host::default_profile());
    const archive::Shelves shelves{*index, blobs, platform, results};
    return archive::finish_all(shelves, certificates.front(), *key, reader, clock);
}

}  // namespace

int main(int argc, char** argv) {
    umask(077);
    CLI::App app{"Opens the parcels that the receiver stored, checks everything again, raises PDFs to B-T, keeps the "
                 "files. Exit status: 0 all finished or waiting, 1 trouble, 3 something was refused."};
    Options options;
    app.add_option("--platform", options.platform, "the receiver's folder")->required();
    app.add_option("--results", options.results, "where the finished files go")->required();
    app.add_option("--key", options.key, "the archive's private key; PLATFORM/archive/archive.key when left out");
    app.add_option("--programs", options.programs, "folder of inkseal-document; beside this program when left out");
    CLI11_PARSE(app, argc, argv);
    if (options.key.empty()) options.key = options.platform + "/archive/archive.key";
    const auto tally = run(options);
    if (!tally) {
        const base::FaultRow& row = base::row_of(tally.fault());
        std::cerr << "inkseal-archive: " << row.sentence << " (" << row.name << ": " << tally.failure().detail << ")\n";
        return 1;
    }
    std::cout << "finished " << tally->finished << ", before " << tally->before << ", waiting " << tally->waiting
              << ", refused " << tally->refused << std::endl;
    if (tally->refused != 0) std::cerr << "inkseal-archive: see " << options.results << "/refused\n";
    return tally->refused == 0 ? 0 : 3;
}

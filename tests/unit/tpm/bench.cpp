// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace bench {

namespace fs = std::filesystem;
using base::Bytes;
using base::Fault;
using base::Result;
using base::Status;

Result<Bytes> MemoryDisk::read(std::string_view path) const {
    const auto found = files.find(std::string(path));
    if (found == files.end()) return Fault::disk_not_found;
    return found->second;
}

Result<std::vector<std::string>> MemoryDisk::list(std::string_view folder) const {
    const std::string beginning = std::string(folder) + "/";
    std::vector<std::string> names;
    for (const auto& [path, content] : files)
        if (path.starts_with(beginning) && path.find('/', beginning.size()) == std::string::npos) names.push_back(path.substr(beginning.size()));
    return names;
}

Status MemoryDisk::write_atomically(std::string_view path, base::ByteView content) {
    files[std::string(path)] = base::to_bytes(content);
    return {};
}

Status MemoryDisk::remove(std::string_view path) {
    files.erase(std::string(path));
    return {};
}

ScratchFolder::ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "inkseal-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    m_path = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

const fs::path& factory() {
    static const ScratchFolder folder;
    static const bool made = [] {
        const Status done = emulator::manufacture_tpm(folder.path());
        if (!done) std::fprintf(stderr, "no TPM could be made: %s\n", done.failure().detail.c_str());
        return static_cast<bool>(done);
    }();
    if (!made) std::abort();
    return folder.path();
}

namespace {

void copy_state(const fs::path& from, const fs::path& to) {
    for (const auto& entry : fs::directory_iterator(from))
        if (entry.path().extension() == ".permall") fs::copy(entry.path(), to / entry.path().filename());
}

}  // namespace

void copy_new_chip(const fs::path& folder) { copy_state(factory(), folder); }

crypto::SoftwareKey& authority() {
    static const auto key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    return *key;
}

crypto::SoftwareKey& stranger() {
    static const auto key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    return *key;
}

tpm::PlatformApproval approve(const tpm::PlatformState& state, crypto::SoftwareKey& key) {
    tpm::PlatformApproval out{state, {}};
    tpm::sign_approval(out, key).value();
    return out;
}

base::Pin pin_of(std::string_view digits) {
    base::Pin out;
    for (const char digit : digits) out.push(digit);
    return out;
}

NewDevice::NewDevice() {
    copy_new_chip(folder.path());
    power_on();
}

void NewDevice::power_on() { chip = emulator::Swtpm::start(folder.path()).value(); }

void NewDevice::take_new_seeds() {
    int status = 0;
    const std::string said = output_of("TPM2TOOLS_TCTI='" + chip->tcti() + "' tpm2_clear -c p", &status);
    EXPECT_EQ(status, 0) << said;
}

Result<tpm::Birth> NewDevice::provision(tpm::BusOptions bus, bool resumes) {
    const auto state = tpm::measure_platform(chip->tcti(), pcrs);
    if (!state) return state.failure();
    tpm::ProvisionOrder order;
    order.authority = authority().public_key();
    order.platforms.push_back(approve(*state));
    order.escrow = [this](std::string_view, const base::SecretBytes& lockout) {
        escrowed = lockout.clone();
        return base::Status();
    };
    order.resumes = resumes;
    return tpm::provision(chip->tcti(), disk, order, bus);
}

namespace {

struct Master {
    ScratchFolder folder;
    MemoryDisk disk;
};

const Master& master() {
    static const std::unique_ptr<Master> made = [] {
        auto out = std::make_unique<Master>();
        NewDevice device;
        device.provision().value();
        device.chip->stop();
        copy_state(device.folder.path(), out->folder.path());
        out->disk.files = device.disk.files;
        return out;
    }();
    return *made;
}

}  // namespace

Device::Device(tpm::BusOptions bus) {
    copy_state(master().folder.path(), folder.path());
    disk.files = master().disk.files;
    power_on();
    open(bus).value();
    approve_signing().value();
}

void Device::power_on() { chip = emulator::Swtpm::start(folder.path()).value(); }

Status Device::open(tpm::BusOptions bus) {
    tpm.reset();
    auto opened = tpm::DeviceTpm::open(chip->tcti(), disk, clock, bus);
    if (!opened) return opened.failure();
    tpm = std::move(*opened);
    return {};
}

Status Device::approve_signing(const tpm::ApprovalReach& reach) {
    auto approval = tpm->propose_approval(reach);
    if (!approval) return approval.failure();
    tpm::sign_approval(*approval, authority()).value();
    return tpm->install_approval(*approval);
}

std::string Device::ask(const std::string& command) {
    tpm.reset();
    int status = 0;
    std::string out = output_of("TPM2TOOLS_TCTI='" + chip->tcti() + "' " + command, &status);
    EXPECT_EQ(status, 0) << command << "\n" << out;
    open().value();
    return out;
}

std::string output_of(const std::string& command, int* status) {
    std::string out;
    std::FILE* const pipe = ::popen(("{ " + command + " ; } 2>&1").c_str(), "r");
    if (pipe == nullptr) return out;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), got);
    const int ended = ::pclose(pipe);
    if (status != nullptr) *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    return out;
}

bool openssl_accepts(base::ByteView public_key, const base::Digest& digest, base::ByteView signature) {
    return openssl_accepts(public_key, digest, signature, {"digest:sha256"});
}

bool openssl_accepts(base::ByteView public_key, base::ByteView digest, base::ByteView signature, const std::vector<std::string>& options) {
    const ScratchFolder folder;
    const auto write = [&](const char* name, base::ByteView bytes) {
        std::ofstream file(folder.path() / name, std::ios::binary);
        file << base::as_text(bytes);
    };
    write("key", public_key);
    write("digest", digest);
    write("signature", signature);
    std::string command = "cd " + folder.path().string() + " && openssl pkeyutl -verify -pubin -keyform DER -inkey key -in digest -sigfile signature";
    for (const std::string& option : options) command += " -pkeyopt " + option;
    int status = -1;
    output_of(command, &status);
    return status == 0;
}

bool Recorder::has_seen(base::ByteView needle) const {
    return std::search(all.begin(), all.end(), needle.begin(), needle.end()) != all.end();
}

}  // namespace bench

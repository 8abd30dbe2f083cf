// SPDX-License-Identifier: Apache-2.0
// What the tests of tpm/ stand on: real swtpm processes in folders of their own, an
// authority with a software key, and other people's programs to ask.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/crypto/software_key.h"
#include "emulator/swtpm.h"
#include "tpm/device_tpm.h"
#include "tpm/provision.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bench {

class MemoryDisk final : public base::Disk {
public:
    base::Result<base::Bytes> read(std::string_view path) const override;
    bool exists(std::string_view path) const override { return files.contains(std::string(path)); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override;
    base::Status write_atomically(std::string_view path, base::ByteView content) override;
    base::Status remove(std::string_view path) override;
    base::Result<std::uint64_t> free_bytes() const override { return 1U << 30U; }

    std::map<std::string, base::Bytes> files;
};

struct ManualClock final : base::Clock {
    std::int64_t wall_ms() const override { return now_ms; }
    std::int64_t boot_ms() const override { return now_ms; }
    std::int64_t now_ms = 1'000;
};

// A folder under the system's temporary one, gone with this.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

// A chip fresh from the factory: a copy of one that was manufactured once per run.
void copy_new_chip(const std::filesystem::path& folder);
// The factory's folder, with the CA.
const std::filesystem::path& factory();

// The registers that the tests' approvals are about; 16 can be extended and reset.
inline const std::vector<std::uint8_t> pcrs = {7, 11, 16};

crypto::SoftwareKey& authority();
crypto::SoftwareKey& stranger();
tpm::PlatformApproval approve(const tpm::PlatformState& state, crypto::SoftwareKey& key = authority());
base::Pin pin_of(std::string_view digits);

// A chip, switched on, with a disk; not provisioned.
struct NewDevice {
    ScratchFolder folder;
    MemoryDisk disk;
    ManualClock clock;
    std::unique_ptr<emulator::Swtpm> chip;

    NewDevice();
    void power_on();
    // Copies of one factory chip share their seeds; after this it is a chip of its own.
    void take_new_seeds();
    base::Result<tpm::Birth> provision(tpm::BusOptions bus = {}, bool resumes = false);
    // What went into escrow last; nothing before.
    base::SecretBytes escrowed;
};

// The same, provisioned (a copy of one that was provisioned once per run), with an
// approval that reaches far, opened.
struct Device {
    ScratchFolder folder;
    MemoryDisk disk;
    ManualClock clock;
    std::unique_ptr<emulator::Swtpm> chip;
    std::unique_ptr<tpm::DeviceTpm> tpm;

    explicit Device(tpm::BusOptions bus = {});
    void power_on();
    base::Status open(tpm::BusOptions bus = {});
    // Proposes, signs and installs an approval.
    base::Status approve_signing(const tpm::ApprovalReach& reach = {3'600'000, 1'000, 1'000});
    // Runs `command` with tpm2-tools pointed at this chip; ours is closed meanwhile.
    std::string ask(const std::string& command);
};

// Standard output and error of a shell command; `status` gets the exit status.
std::string output_of(const std::string& command, int* status = nullptr);

// openssl pkeyutl's verdict. `public_key` is DER SubjectPublicKeyInfo.
bool openssl_accepts(base::ByteView public_key, const base::Digest& digest, base::ByteView signature);

// The same for any key: `options` are pkeyutl's, each after its own -pkeyopt.
bool openssl_accepts(base::ByteView public_key, base::ByteView digest, base::ByteView signature, const std::vector<std::string>& options);

// Keeps everything that crosses the bus.
struct Recorder final : tpm::BusTap {
    void command(base::ByteView bytes) override { base::append(all, bytes); }
    void response(base::Bytes& bytes) override { base::append(all, bytes); }
    bool has_seen(base::ByteView needle) const;
    base::Bytes all;
};

// For EXPECT_EQ: the fault, or nothing on success.
template <typename T>
std::optional<base::Fault> fault_in(const base::Result<T>& result) {
    return result ? std::nullopt : std::optional(result.fault());
}

template <typename T>
std::string why(const base::Result<T>& result) {
    return result ? "success" : std::string(base::row_of(result.fault()).name) + ": " + result.failure().detail;
}

}  // namespace bench

// SPDX-License-Identifier: Apache-2.0
// The fuzzer is the TPM: whatever it answers to a device that is opened, used, renewed or
// provisioned. It has none of the chip's secrets, so nothing it says may pass for a
// signature, a key or a statement.
//
// An input is answers: two bytes of length, then so many bytes. The device whose public
// records are in seeds/tpm-device.json was made by a real chip; seeds/tpm-conversation holds
// what that chip answered.
#include "appliance/base/json.h"
#include "appliance/base/reader.h"
#include "appliance/crypto/software_key.h"
#include "tests/fuzz/input.h"
#include "tpm/device_tpm.h"
#include "tpm/provision.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>

namespace {

using base::Bytes;
using base::ByteView;

struct MemoryDisk final : base::Disk {
    base::Result<Bytes> read(std::string_view path) const override {
        const auto found = files.find(std::string(path));
        if (found == files.end()) return base::Fault::disk_not_found;
        return found->second;
    }
    bool exists(std::string_view path) const override { return files.contains(std::string(path)); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override {
        std::vector<std::string> names;
        const std::string start = std::string(folder) + "/";
        for (const auto& [path, content] : files)
            if (path.starts_with(start) && path.find('/', start.size()) == std::string::npos) names.push_back(path.substr(start.size()));
        return names;
    }
    base::Status write_atomically(std::string_view path, ByteView content) override {
        files[std::string(path)] = base::to_bytes(content);
        return {};
    }
    base::Status remove(std::string_view path) override {
        files.erase(std::string(path));
        return {};
    }
    base::Result<std::uint64_t> free_bytes() const override { return 1U << 30U; }
    std::map<std::string, Bytes> files;
};

struct StillClock final : base::Clock {
    std::int64_t wall_ms() const override { return 1'795'000'000'000; }
    std::int64_t boot_ms() const override { return 1'000; }
};

// A chip's socket. Each command gets the next answer; when there is none the line goes dead.
class Chip {
public:
    Chip() : m_path(std::filesystem::temp_directory_path() / ("tpm_fuzz." + std::to_string(getpid()))) {
        ::unlink(m_path.c_str());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, m_path.data(), m_path.size());
        m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        CHECK(::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::listen(m_listener, 8) == 0);
        std::thread([this] { serve(); }).detach();
    }
    std::string tcti() const { return "swtpm:path=" + m_path; }
    void answer_from(ByteView input) {
        const std::lock_guard lock(m_mutex);
        m_input = base::to_bytes(input);
        m_at = 0;
    }

private:
    void serve() {
        while (true) {
            const int line = ::accept(m_listener, nullptr, nullptr);
            if (line < 0) continue;
            std::uint8_t command[4096];
            while (::read(line, command, sizeof command) > 0) {
                const Bytes answer = next();
                if (answer.empty() || ::send(line, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
            }
            ::close(line);
        }
    }
    Bytes next() {
        const std::lock_guard lock(m_mutex);
        if (m_input.size() < m_at + 2) return {};
        const std::size_t size = std::min<std::size_t>(static_cast<std::size_t>(m_input[m_at] << 8U | m_input[m_at + 1]), m_input.size() - m_at - 2);
        const auto begin = m_input.begin() + static_cast<std::ptrdiff_t>(m_at + 2);
        Bytes answer(begin, begin + static_cast<std::ptrdiff_t>(size));
        m_at += 2 + size;
        // The size in its head mostly right, or nothing but the head would ever be read.
        if (answer.size() >= 10 && (answer[2] & 0x80U) == 0)
            for (std::size_t i = 0; i < 4; ++i) answer[2 + i] = static_cast<std::uint8_t>(answer.size() >> (24 - 8 * i) & 0xffU);
        return answer;
    }

    std::string m_path;
    int m_listener = -1;
    std::mutex m_mutex;
    Bytes m_input;
    std::size_t m_at = 0;
};

MemoryDisk device_disk() {
    MemoryDisk disk;
    std::ifstream file(std::string(SEEDS_DIR) + "/tpm-device.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const base::Json json = *base::parse_json(text);
    for (const auto& [path, content] : *json.as_object()) CHECK(base::from_base64(*content.as_text(), disk.files[path]));
    return disk;
}

base::Pin code() {
    base::Pin out;
    for (const char digit : {'2', '4', '6', '8'}) out.push(digit);
    return out;
}

void live(tpm::DeviceTpm& device, crypto::SoftwareKey& other) {
    const base::Digest digest{1};
    ports::KeyGuard& guard = device.key_guard();
    (void)guard.install(code(), 3);
    CHECK(!guard.unlock(code()));
    CHECK(!guard.key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest));
    CHECK(!device.log_key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest));
    CHECK(!device.attestor().attest_serial(digest));
    CHECK(!device.attestor().attest_time(digest));
    CHECK(!device.serial().increment());
    ports::KeyKeeper& keeper = device.keeper();
    CHECK(!keeper.create("made", ports::KeyAlgorithm::ecdsa_p256, std::nullopt));
    CHECK(!keeper.import("came", {ports::KeyAlgorithm::ecdsa_p256, base::SecretBytes(32), other.public_key()}));
    (void)keeper.keys();
    (void)keeper.allowance();
    if (keeper.begin_release("goes", {})) (void)keeper.finish_duplicate();
    if (auto proposal = device.propose_approval({1000, 1, 1})) {
        CHECK(tpm::sign_approval(*proposal, other));
        CHECK(!device.install_approval(*proposal));
    }
    (void)device.shut_down();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Chip chip;
    static const MemoryDisk made = device_disk();
    static const auto other = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    if (size == 0) return 0;
    chip.answer_from({data + 1, size - 1});
    tpm::BusOptions bus;
    bus.response_timeout_ms = bus.greeting_timeout_ms = 200;
    bus.busy_patience_ms = 0;
    const StillClock clock;
    if (data[0] % 4 == 0) {
        MemoryDisk empty;
        tpm::ProvisionOrder order;
        order.authority = other->public_key();
        order.escrow = [](std::string_view, const base::SecretBytes&) { return base::Status(); };
        if (const auto state = tpm::measure_platform(chip.tcti(), {7, 11, 16}, bus)) {
            tpm::PlatformApproval approval{*state, {}};
            CHECK(tpm::sign_approval(approval, *other));
            order.platforms.push_back(std::move(approval));
        }
        CHECK(!tpm::provision(chip.tcti(), empty, order, bus));
        return 0;
    }
    MemoryDisk disk = made;
    const auto device = tpm::DeviceTpm::open(chip.tcti(), disk, clock, bus);
    if (device) live(**device, *other);
    return 0;
}

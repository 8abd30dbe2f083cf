// SPDX-License-Identifier: Apache-2.0
// A platform and a device of the tests: the product's own parts on a memory disk, a
// temporary folder and software keys, joined by a transport that fails when told to.
#pragma once

#include "appliance/audit/log.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/posix_disk.h"
#include "sync/courier_run.h"
#include "sync/parcel.h"
#include "sync/receiver/folder_blob_store.h"
#include "sync/receiver/service.h"
#include "sync/receiver/sqlite_index_store.h"

#include <filesystem>
#include <functional>
#include <map>

namespace sync_test {

inline constexpr std::int64_t now_ms = 1'795'344'005'000;  // 2026-11-22T10:40:05Z

struct HandClock final : base::Clock {
    std::int64_t wall = now_ms;
    std::int64_t boot = 5'000;
    std::int64_t wall_ms() const override { return wall; }
    std::int64_t boot_ms() const override { return boot; }
};

// Under /dev/shm where there is one, so that thousands of fsyncs cost nothing.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string path() const { return m_path; }
    std::string operator/(std::string_view name) const { return m_path + "/" + std::string(name); }

private:
    std::string m_path;
};

struct MemoryDisk final : base::Disk {
    std::map<std::string, base::Bytes, std::less<>> files;

    base::Result<base::Bytes> read(std::string_view path) const override;
    bool exists(std::string_view path) const override { return files.contains(path); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override;
    base::Status write_atomically(std::string_view path, base::ByteView content) override;
    base::Status remove(std::string_view path) override;
    base::Result<std::uint64_t> free_bytes() const override { return std::uint64_t{1} << 40U; }
};

struct MemoryLeaves final : ports::LeafStore, ports::LeafWriter {
    std::vector<base::Bytes> entries;
    base::Result<std::uint64_t> leaf_count() override { return std::uint64_t{entries.size()}; }
    base::Result<std::vector<base::Bytes>> leaves(std::uint64_t first, std::uint64_t count_max) override;
    std::uint64_t next_leaf() const override { return entries.size(); }
    base::Result<std::uint64_t> append_leaf(base::ByteView entry) override;
};

// The platform, in this process.
struct Town {
    explicit Town(bool is_test = true);
    receiver::Desk desk() { return {*platform, *index, *blobs, *disk, clock, {}}; }
    std::string code() { return *receiver::make_enrolment_code(desk(), "", 86'400'000); }
    std::vector<receiver::AlarmRow> alarms(const std::string& device) { return *index->alarms(base::DeviceId(device)); }

    TemporaryFolder folder;
    HandClock clock;
    std::optional<host::PosixDisk> disk;
    std::optional<receiver::Platform> platform;
    std::unique_ptr<receiver::SqliteIndexStore> index;
    std::unique_ptr<receiver::FolderBlobStore> blobs;
    std::optional<receiver::Service> service;
};

// A device with its keys in memory.
struct Device {
    explicit Device(std::string name = "harbour-otter-41");

    // The letter of README.md, "Enrolment", without a TPM.
    base::Json letter(const std::string& code);
    // Takes what the platform answered.
    void install(base::ByteView answer, const audit::NoteKey& witness);
    void enrol(Town& town);
    exchange::CourierPapers papers() const;

    // Grows the log and publishes a checkpoint.
    void grow_log(std::uint64_t entries);
    // A sealed statement (no PDF in it) of about `size` bytes in the outbox; its manifest.
    exchange::ClearManifest post(std::uint64_t sequence, std::size_t size = 1000, bool has_seal = true);
    std::string inbox(std::string_view name) const;
    bool has(std::string_view path) const { return disk.exists(path); }

    base::DeviceId id;
    std::string origin;
    HandClock clock;
    MemoryDisk disk;
    MemoryLeaves leaves;
    std::shared_ptr<crypto::SoftwareKey> signing_key, tls_key, log_key;
    std::shared_ptr<crypto::SoftwareAgreementKey> parcel_key;
    std::optional<audit::AuditLog> log;
    std::vector<crypto::Certificate> signing, tls, parcel, archive, root;
    std::optional<audit::NoteKey> witness;
};

// From the courier to the handlers, without a socket.
struct Wire final : exchange::Transport {
    explicit Wire(Town& town, const Device& device) : m_town(town), m_device(device) {}
    base::Result<exchange::HttpResponse> exchange(const exchange::HttpRequest& request) override;

    // Called before the platform sees the request; an answer or a fault replaces the platform's.
    std::function<std::optional<base::Result<exchange::HttpResponse>>(const exchange::HttpRequest&)> before;
    // Called with the platform's answer; may change it or lose it.
    std::function<base::Result<exchange::HttpResponse>(const exchange::HttpRequest&, exchange::HttpResponse)> after;
    std::vector<std::string> asked;  // "METHOD path"
    std::uint64_t sent_bytes = 0;    // of bodies

private:
    Town& m_town;
    const Device& m_device;
};

exchange::HttpRequest request_of(std::string method, std::string path, const Device& device, base::Bytes body = {},
                                 exchange::HttpFields fields = {});
std::string text_of(const exchange::HttpResponse& response);

struct Ran {
    int status = -1;
    std::string output;  // both streams
};
Ran run(const std::string& command);
void write_file(const std::string& path, base::ByteView content);
base::Bytes read_file(const std::string& path);

}  // namespace sync_test

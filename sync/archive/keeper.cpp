// SPDX-License-Identifier: Apache-2.0
#include "sync/archive/keeper.h"

#include "appliance/base/json.h"
#include "sync/names.h"

#include <algorithm>
#include <array>

namespace archive {
namespace {

using base::Bytes;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::string_view complete_name = "complete";
constexpr std::array<std::string_view, 9> trust_names{"root.pem",       "issuing.pem", "receipt.pem", "tsa.pem",
                                                      "work-order.pem", "archive.pem", "root.crl",    "issuing.crl",
                                                      "approval.pem"};

struct TrustFiles {
    std::vector<ArchivedFile> files;
    crypto::TrustStore store;
    audit::NoteKey witness;
};

Result<TrustFiles> read_trust(const base::Disk& platform) {
    TrustFiles trust;
    std::vector<std::pair<std::string, Bytes>> usable;
    for (std::string_view name : trust_names) {
        Bytes content = TRY(platform.read("public/" + std::string(name)));
        if (name != "approval.pem") usable.emplace_back(name, content);
        trust.files.push_back({"trust/" + std::string(name), std::move(content)});
    }
    trust.store = TRY(crypto::TrustStore::from_files(usable));
    const Bytes vkey = TRY(platform.read("public/witness.vkey"));
    std::string_view text = base::as_text(vkey);
    if (text.ends_with('\n')) text.remove_suffix(1);
    trust.witness = TRY(audit::parse_vkey(text));
    return trust;
}

Result<std::vector<Bytes>> read_entries(receiver::IndexStore& index, const receiver::LogRow& row) {
    std::vector<Bytes> all;
    while (all.size() < row.tip.size) {
        std::vector<Bytes> part = TRY(index.entries(row.tip.origin, all.size(), 4096));
        if (part.empty()) break;
        all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
    }
    return all;
}

Result<DeviceLog> read_log(receiver::IndexStore& index, const std::string& origin, const audit::NoteKey& witness) {
    const auto row = TRY(index.log(origin));
    if (!row || row->tip.size == 0) return base::Failure{Fault::record_missing, "no checkpoint yet"};
    const audit::NoteKey key = TRY(audit::parse_vkey(row->vkey));
    const std::vector<Bytes> entries = TRY(read_entries(index, *row));
    return DeviceLog::open(row->note, key, witness, entries);
}

// A device that was enrolled again has a log of each life.
struct DeviceLogs {
    std::vector<DeviceLog> readable;
    std::optional<base::Failure> trouble;  // with one that is not
};

Result<DeviceLogs> read_logs(receiver::IndexStore& index, const base::DeviceId& device, const audit::NoteKey& witness) {
    DeviceLogs logs;
    for (const std::string& origin : TRY(index.log_origins(device))) {
        auto log = read_log(index, origin, witness);
        if (log)
            logs.readable.push_back(std::move(*log));
        else if (log.fault() != Fault::record_missing)
            logs.trouble = log.failure();
    }
    return logs;
}

Result<Shelved> take_down(const Shelves& shelves, const base::DeviceId& device, std::uint64_t sequence) {
    const auto row = TRY(shelves.index.envelope(device, sequence));
    if (!row) return base::Failure{Fault::record_missing, "no such envelope"};
    const exchange::ClearManifest manifest = TRY(exchange::read_manifest(base::as_bytes(row->manifest)));
    Bytes ciphertext = TRY(shelves.blobs.read(device, manifest.parcel_sha256));
    return Shelved{device, sequence, base::to_bytes(row->manifest), std::move(ciphertext), row->receipt, row->timestamp};
}

Status write_folder(base::Disk& results, const std::string& folder, const std::vector<ArchivedFile>& files) {
    for (const ArchivedFile& file : files) TRY(results.write_atomically(folder + file.name, file.content));
    return results.write_atomically(folder + std::string(complete_name), {});
}

Status note_refusal(base::Disk& results, const std::string& path, const base::Failure& failure, std::int64_t now_ms) {
    base::Json json;
    json.set("fault", base::row_of(failure.fault).name).set("detail", failure.detail).set("at_ms", now_ms);
    return results.write_atomically(path, base::as_bytes(base::canonical_json(json)));
}

}  // namespace

Result<Tally> finish_all(const Shelves& shelves, const crypto::Certificate& certificate, ports::AgreementKey& key,
                         documents::DocumentReader& reader, const base::Clock& clock) {
    const TrustFiles trust = TRY(read_trust(shelves.platform));
    Tally tally;
    for (const receiver::DeviceRow& device : TRY(shelves.index.devices())) {
        DeviceLogs logs = TRY(read_logs(shelves.index, device.device, trust.witness));
        for (const std::uint64_t sequence : TRY(shelves.index.sequences(device.device))) {
            const std::string folder = device.device.text + "/" + exchange::sequence_name(sequence, "/");
            const std::string refusal =
                "refused/" + device.device.text + "-" + exchange::sequence_name(sequence, ".json");
            if (shelves.results.exists(folder + std::string(complete_name))) {
                ++tally.before;
                continue;
            }
            const Workshop workshop{trust.store, certificate, key, reader, trust.witness, clock.wall_ms()};
            const auto shelved = take_down(shelves, device.device, sequence);
            auto files = !shelved ? Result<std::vector<ArchivedFile>>(shelved.failure())
                                  : finish_artifact(*shelved, logs.readable, workshop);
            if (!files && files.fault() == Fault::record_missing && logs.trouble) files = *logs.trouble;
            if (files) {
                files->insert(files->end(), trust.files.begin(), trust.files.end());
                TRY(write_folder(shelves.results, folder, *files));
                TRY(shelves.results.remove(refusal));
                ++tally.finished;
            } else if (files.fault() == Fault::record_missing) {
                ++tally.waiting;
            } else {
                TRY(note_refusal(shelves.results, refusal, files.failure(), clock.wall_ms()));
                ++tally.refused;
            }
        }
    }
    return tally;
}

}  // namespace archive

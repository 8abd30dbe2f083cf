// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/destruction.h"

#include "appliance/base/calendar.h"
#include "appliance/base/json.h"
#include "appliance/device/layout.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/shredder.h"
#include "appliance/host/state_lock.h"
#include "tpm/clearing.h"
#include "tpm/device_tpm.h"

#include <algorithm>

namespace device {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::string_view lock_file = ".lock";
// What leads to keys, before anything that was kept under them.
constexpr std::string_view keys_first[] = {"tpm", "device", "keys", "staff", "vault.db", "vault.db-wal", "vault.db-shm"};
constexpr std::string_view published_log = "log";

// What is public of the log, and the key that it is checked with: `inkseal audit verify
// --state STEM.log` reads the copy.
Status copy_log(const std::string& state, const base::Disk& disk, EndPapers& papers) {
    const std::string folder = state + "/" + std::string(published_log);
    for (const std::string& name : TRY(host::contents_of_folder(folder))) {
        if (name.substr(name.rfind('/') + 1).starts_with(".")) continue;  // a write that power cut off
        const auto content = disk.read(std::string(published_log) + "/" + name);
        if (!content && disk.list(std::string(published_log) + "/" + name)) continue;  // a folder
        if (!content) return content.failure();
        TRY(papers.disk.write_atomically(papers.log_folder() + std::string(published_log) + "/" + name, *content));
    }
    const base::Bytes key = TRY(disk.read(log_key_path));
    return papers.disk.write_atomically(papers.log_folder() + std::string(log_key_path), key);
}

// The chip refuses them from here on, even if it were never cleared.
Status end_keys(const std::string& tcti, base::Disk& disk, const base::Clock& clock) {
    const auto tpm = TRY(tpm::DeviceTpm::open(tcti, disk, clock));
    for (const ports::KeyFacts& key : TRY(tpm->keeper().keys()))
        if (!key.is_destroyed) TRY(tpm->keeper().destroy(key.name));
    TRY(tpm->keeper().destroy({}));
    TRY(tpm->approval_epoch().increment());
    TRY(tpm->epochs().advance());
    return tpm->shut_down();
}

Json numbers(const std::vector<std::uint32_t>& handles) {
    Json list{Json::Array{}};
    for (const std::uint32_t handle : handles) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(handle >> 24U), static_cast<std::uint8_t>(handle >> 16U),
                                      static_cast<std::uint8_t>(handle >> 8U), static_cast<std::uint8_t>(handle)};
        list.push("0x" + base::to_hex(bytes));
    }
    return list;
}

Status write_report(EndPapers& papers, const Ending& ending, const Emptiness& found, std::int64_t now_ms) {
    Json chip;
    chip.set("is_nobodys", found.is_chip_nobodys).set("persistent_objects", numbers(found.objects)).set("nv_indices", numbers(found.indices));
    chip.set("looked_at", "TPM2_GetCapability: which hierarchies have secrets; persistent handles from 0x81000000; NV indices from 0x01000000");
    Json files{Json::Array{}};
    for (const std::string& name : found.files) files.push(name);
    Json folder;
    folder.set("files", std::move(files)).set("looked_at", "every name in the state folder and below it");
    Json report;
    report.set("v", 1).set("kind", "verification of a destruction").set("device", ending.device).set("date", base::to_rfc3339(now_ms));
    report.set("certificate", base::to_hex(ending.certificate)).set("chip", std::move(chip)).set("state_folder", std::move(folder));
    report.set("is_empty", found.is_empty());
    report.set("signature", "none: the key that could sign this is among what was destroyed");
    return papers.disk.write_atomically(papers.report(), base::as_bytes(base::canonical_json(report)));
}

Result<Emptiness> look(const DestructionPlace& place) {
    Emptiness found;
    tpm::ChipContents chip = TRY(tpm::look_at_chip(place.tcti));
    found.is_chip_nobodys = chip.is_nobodys();
    found.objects = std::move(chip.objects);
    found.indices = std::move(chip.indices);
    for (std::string& name : TRY(host::contents_of_folder(place.state)))
        if (name != ending_path && name != lock_file && name != previous_checkpoint_path) found.files.push_back(std::move(name));
    return found;
}

// Until now the device could have been brought back; from here on it cannot.
Status begin_destroying(const DestructionPlace& place, host::PosixDisk& disk, EndPapers& papers, Ending& ending) {
    TRY(copy_log(place.state, disk, papers));
    ending.stage = Ending::Stage::destroying;
    return write_ending(disk, ending);
}

}  // namespace

Result<Emptiness> destroy(const DestructionPlace& place, const Escrowed& escrow, EndPapers& papers, const base::Clock& clock) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(place.state));
    const host::StateLock lock = TRY(host::StateLock::take(place.state));
    std::optional<Ending> ending = TRY(read_ending(disk));
    if (!ending) return Failure{Fault::event_refused, "nobody began to end this device"};
    if (escrow.chip != ending->chip) return Failure{Fault::tpm_storage_key_changed, "this escrow file is for another chip"};
    TRY(check_certificate(papers, *ending));
    if (ending->stage == Ending::Stage::certified) TRY(begin_destroying(place, disk, papers, *ending));

    if (!TRY(tpm::look_at_chip(place.tcti)).is_nobodys()) {
        // A chip that does not know the booted system lets nobody count; it can be cleared.
        const Status ended = end_keys(place.tcti, disk, clock);
        if (!ended && ended.fault() != Fault::platform_changed) return ended.failure();
        TRY(tpm::clear_chip(place.tcti, ending->chip, escrow.lockout_auth));
    }
    TRY(host::shred_folder(place.state, {std::begin(keys_first), std::end(keys_first)}, {ending_path, lock_file}));

    if (ending->begins_again) {
        const base::Bytes checkpoint = TRY(papers.disk.read(papers.log_folder() + "log/checkpoint"));
        TRY(disk.write_atomically(previous_checkpoint_path, checkpoint));
    }
    const Emptiness found = TRY(look(place));
    TRY(write_report(papers, *ending, found, clock.wall_ms()));
    TRY(disk.remove(ending_path));
    TRY(disk.remove(lock_file));
    return found;
}

}  // namespace device

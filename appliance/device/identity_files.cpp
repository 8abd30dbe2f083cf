// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/identity_files.h"

#include "appliance/crypto/digest.h"
#include "appliance/device/layout.h"

namespace device {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using crypto::Certificate;

Result<std::vector<Certificate>> read_chain(const base::Disk& disk, std::string_view path) {
    const auto read = disk.read(path);
    if (!read && read.fault() == Fault::disk_not_found)
        return Failure{Fault::configuration_invalid, std::string(path) + " is missing: provisioning was not finished"};
    const base::Bytes pem = TRY(read);
    auto chain = Certificate::all_from_pem(pem);
    if (!chain) return Failure{Fault::configuration_invalid, std::string(path) + ": " + chain.failure().detail};
    return chain;
}

// The issuers of a leaf as they travel with its signatures: without the root.
std::vector<Certificate> without_leaf_and_root(const std::vector<Certificate>& chain) {
    std::vector<Certificate> issuers;
    for (std::size_t i = 1; i < chain.size(); ++i)
        if (!chain[i].is_self_signed()) issuers.push_back(chain[i]);
    return issuers;
}

Result<audit::NoteKey> read_vkey(const base::Disk& disk, std::string_view path) {
    const base::Bytes text = TRY(disk.read(path));
    std::string_view line = base::as_text(text);
    while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    auto key = audit::parse_vkey(line);
    if (!key) return Failure{Fault::configuration_invalid, std::string(path) + ": " + key.failure().detail};
    return key;
}

// Written by enrolment since a name may be enrolled again.
Result<std::uint64_t> read_parcels_from(const base::Disk& disk) {
    const auto text = disk.read(parcels_from_path);
    if (!text && text.fault() == base::Fault::disk_not_found) return std::uint64_t{1};
    const base::Bytes bytes = TRY(text);
    const base::Json json = TRY(base::parse_json(base::as_text(bytes)));
    const std::int64_t* number = json.as_number();
    if (number == nullptr || *number < 1) return Failure{Fault::configuration_invalid, std::string(parcels_from_path)};
    return static_cast<std::uint64_t>(*number);
}

Result<std::optional<base::Digest>> read_previous_checkpoint(const base::Disk& disk) {
    const auto note = disk.read(previous_checkpoint_path);
    if (!note && note.fault() == Fault::disk_not_found) return std::optional<base::Digest>();
    if (!note) return note.failure();
    return std::optional(crypto::sha256(*note));
}

}  // namespace

base::Status write_birthright(base::Disk& disk, const Birthright& birthright) {
    base::Json json;
    json.set("v", 1).set("device", birthright.device.text).set("place", birthright.place);
    json.set("log_origin", birthright.log_origin);
    TRY(disk.write_atomically(log_key_path, base::as_bytes(birthright.log_vkey + "\n")));
    return disk.write_atomically(identity_path, base::as_bytes(base::canonical_json(json)));
}

Result<Birthright> read_birthright(const base::Disk& disk) {
    const auto written = disk.read(identity_path);
    if (!written && written.fault() == Fault::disk_not_found)
        return Failure{Fault::configuration_invalid, "there is no device in this folder; inkseal provision makes one"};
    const base::Bytes text = TRY(written);
    const auto json = base::parse_json(base::as_text(text));
    const auto device = json ? json->text("device") : json.failure();
    const auto place = json ? json->text("place") : json.failure();
    const auto log_origin = json ? json->text("log_origin") : json.failure();
    if (!device || !place || !log_origin) return Failure{Fault::configuration_invalid, std::string(identity_path) + " is damaged"};
    Birthright birthright{base::DeviceId(*device), *place, *log_origin, {}};
    birthright.log_vkey = std::string(base::as_text(TRY(disk.read(log_key_path))));
    while (!birthright.log_vkey.empty() && birthright.log_vkey.back() == '\n') birthright.log_vkey.pop_back();
    return birthright;
}

namespace {

// What the birth entry of the log will say of them, and compare_pins() compares.
Result<std::map<std::string, base::Digest>> read_pins(const base::Disk& disk) {
    std::map<std::string, base::Digest> pins;
    for (const auto& [name, path] : {std::pair{"platform", platform_root_path}, std::pair{"archive", archive_path}, std::pair{"notary", notary_path},
                                     std::pair{"witness", witness_path}}) {
        const base::Bytes content = TRY(disk.read(path));
        pins[name] = crypto::sha256(content);
    }
    return pins;
}

}  // namespace

Result<IdentityFiles> read_identity(const base::Disk& disk) {
    const Birthright birthright = TRY(read_birthright(disk));
    const std::vector<Certificate> signing = TRY(read_chain(disk, signing_chain_path));
    const std::vector<Certificate> tls = TRY(read_chain(disk, tls_chain_path));
    const std::vector<Certificate> parcel = TRY(read_chain(disk, parcel_chain_path));
    const std::vector<Certificate> roots = TRY(read_chain(disk, platform_root_path));
    const std::vector<Certificate> archive = TRY(read_chain(disk, archive_path));
    const std::vector<Certificate> notary = TRY(read_chain(disk, notary_path));

    // One platform made this device; a second root would be somebody else's way in.
    if (roots.size() != 1) return Failure{Fault::configuration_invalid, std::string(platform_root_path) + " holds more than the platform's root"};

    crypto::TrustStore trust;
    for (const Certificate& root : roots) trust.add_anchor(root);
    for (const Certificate& issuer : without_leaf_and_root(signing)) trust.add_intermediate(issuer);

    const audit::NoteKey log_key = TRY(read_vkey(disk, log_key_path));
    const audit::NoteKey witness = TRY(read_vkey(disk, witness_path));
    const std::uint64_t parcels_from = TRY(read_parcels_from(disk));
    std::map<std::string, base::Digest> pins = TRY(read_pins(disk));
    const std::optional<base::Digest> previous_checkpoint = TRY(read_previous_checkpoint(disk));
    return IdentityFiles{
        .identity = {.device = birthright.device,
                     .place = birthright.place,
                     .signing_certificate = signing.front(),
                     .signing_chain = without_leaf_and_root(signing),
                     .trust = std::move(trust),
                     .log_key = log_key,
                     .witnesses = {witness},
                     .notary = notary.front(),
                     .is_test = crypto::is_test(roots),
                     .parcels_from = parcels_from,
                     .previous_checkpoint = previous_checkpoint,
                     .pins = std::move(pins)},
        .log_origin = birthright.log_origin,
        .tls_certificate = tls.front(),
        .tls_chain = without_leaf_and_root(tls),
        .parcel_certificate = parcel.front(),
        .archive = archive.front()};
}

}  // namespace device

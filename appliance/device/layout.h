// SPDX-License-Identifier: Apache-2.0
// Where a device keeps what, inside its state folder. `tpm/`, `log/`, `blobs/`,
// `outbox/`, `inbox/` and `courier/` belong to the modules of those names.
#pragma once

#include <string_view>

namespace device {

inline constexpr std::string_view identity_path = "device/identity.json";
inline constexpr std::string_view objects_path = "device/objects.json";
inline constexpr std::string_view signing_chain_path = "device/signing.pem";   // leaf first
inline constexpr std::string_view tls_chain_path = "device/tls.pem";
inline constexpr std::string_view parcel_chain_path = "device/parcel.pem";
inline constexpr std::string_view platform_root_path = "device/platform.pem";  // the pinned root
inline constexpr std::string_view archive_path = "device/archive.pem";
inline constexpr std::string_view notary_path = "device/notary.pem";
inline constexpr std::string_view witness_path = "device/witness.vkey";
inline constexpr std::string_view log_key_path = "device/log.vkey";
inline constexpr std::string_view parcels_from_path = "device/parcels_from";  // the first parcel's number; 1 when absent
inline constexpr std::string_view begun_path = "device/begun.json";            // there while provisioning has begun and not ended
inline constexpr std::string_view bundle_path = "device/bundle.p7m";           // the last one that was taken
inline constexpr std::string_view bundle_pending_path = "device/bundle.pending";  // came with provisioning, to be taken at its end
inline constexpr std::string_view running_path = "device/running";             // there while a kiosk runs
inline constexpr std::string_view ending_path = "ending.json";                // there while a device's life is being ended
// After a factory reset: the last checkpoint of the log before, which the new one begins with.
inline constexpr std::string_view previous_checkpoint_path = "previous_checkpoint";

inline constexpr std::string_view courier_root_path = "courier/platform.pem";
inline constexpr std::string_view courier_chain_path = "courier/tls.pem";
inline constexpr std::string_view courier_witness_path = "courier/witness.vkey";
inline constexpr std::string_view tls_sign_socket = "courier/tls-sign";

inline constexpr std::string_view vault_database = "vault.db";

}  // namespace device

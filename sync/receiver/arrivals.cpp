// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/arrivals.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_bundle.h"
#include "appliance/crypto/message.h"
#include "sync/arrival_letter.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace receiver {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using crypto::NamedFile;

constexpr std::uintmax_t file_size_max = 1U << 20U;

constexpr std::size_t travelling_key_max = 256U << 10U;

Status check_sender(const Desk& desk, const std::string& device, const crypto::Certificate& signer) {
    const auto row = TRY(desk.index.device(base::DeviceId(device)));
    if (!row || row->revoked_ms != 0) return Failure{Fault::server_refused, device + " is not enrolled here, or revoked"};
    if (std::find(row->serials.begin(), row->serials.end(), signer.serial_hex()) == row->serials.end())
        return Failure{Fault::server_refused, "the certificate that signed it is revoked"};
    return {};
}

// A key on its way from chip to chip (appliance/keys/release_files.h): nobody but the other
// chip can open it, so what is judged here is who sends it.
Status check_travelling_key(const Desk& desk, const NamedFile& file) {
    if (!file.first.ends_with(".key") || file.second.size() > travelling_key_max) return crypto::refuse_file(file);
    const crypto::VerifiedMessage opened =
        TRY(crypto::verify_message(file.second, desk.platform.trust(), crypto::Purpose::tls_client, desk.clock.wall_ms()));
    const base::Json json = TRY(base::parse_json(base::as_text(opened.content), {.size_max = travelling_key_max, .depth_max = 6}));
    const std::string from = TRY(json.text("from"));
    if (TRY(json.text("kind")) != "travelling-key" || from != opened.signer.subject_common_name()) return crypto::refuse_file(file);
    return check_sender(desk, from, opened.signer);
}

}  // namespace

Result<Bytes> take_exports(const Desk& desk, const std::vector<NamedFile>& files) {
    const std::int64_t now_ms = desk.clock.wall_ms();
    const auto travelling = [&](const NamedFile& file) { return check_travelling_key(desk, file); };
    for (const crypto::VerifiedExport& one : TRY(crypto::check_exports(files, desk.platform.trust(), now_ms, travelling)))
        TRY(check_sender(desk, one.manifest.device, one.device));
    crypto::Arrival arrival{.files = {}, .received_ms = now_ms - now_ms % 1000, .by = std::string(crypto::platform_name)};
    arrival.files = TRY(crypto::describe_files(files));
    // Under what they hold: the same files twice are there once, others are beside them.
    const base::Digest whole = crypto::sha256(base::as_bytes(base::canonical_json(crypto::to_json(arrival.files))));
    for (const auto& [name, content] : files) TRY(desk.disk.write_atomically("arrivals/" + base::to_hex(whole).substr(0, 32) + "/" + name, content));
    return crypto::sign_arrival(arrival, desk.platform.receipt.signer());
}

Result<LetterAnswer> confirm_arrival(const Desk& desk, const DeviceRow&, const exchange::OpenedLetter& letter) {
    const exchange::ArrivalRequest request = TRY(exchange::arrival_request_from(letter.content));
    const Bytes confirmation = TRY(take_exports(desk, request.files));
    return LetterAnswer{exchange::arrival_answer(request.head, confirmation), {}};
}

Status receive_folder(const Desk& desk, const std::string& folder, const std::string& out) {
    std::error_code error;
    std::vector<NamedFile> files;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.is_regular_file(error)) continue;
        if (files.size() == crypto::transfer_files_max || entry.file_size(error) > file_size_max)
            return Failure{Fault::message_invalid, entry.path().string() + ": more than an export has"};
        std::ifstream in(entry.path(), std::ios::binary);
        files.emplace_back(entry.path().filename().string(), Bytes(std::istreambuf_iterator<char>(in), {}));
    }
    if (error) return Failure{Fault::disk_not_found, folder + ": " + error.message()};
    const Bytes confirmation = TRY(take_exports(desk, files));
    std::ofstream file(out, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(confirmation.data()), static_cast<std::streamsize>(confirmation.size()));
    file.close();
    if (!file) return Failure{Fault::disk_failed, out};
    return {};
}

}  // namespace receiver

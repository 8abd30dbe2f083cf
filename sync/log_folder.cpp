// SPDX-License-Identifier: Apache-2.0
#include "sync/log_folder.h"

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/tiles.h"
#include "appliance/base/reader.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Bytes;
using base::Fault;
using base::Result;

constexpr std::size_t proof_lines_max = 63;  // tlog-witness

base::Failure malformed(const char* what) { return {Fault::message_invalid, what}; }

Result<std::vector<Bytes>> read_bundle(const base::Disk& disk, std::uint64_t number, std::uint64_t log_size) {
    const std::uint64_t width = std::min(audit::tile_width, log_size - number * audit::tile_width);
    std::string path(audit::log_folder);
    // While a tile fills, its full form may already stand where we look for a part.
    if (const std::string full = path + audit::entries_path(number); width < audit::tile_width && disk.exists(full))
        return audit::decode_entries(TRY(disk.read(full)));
    return audit::decode_entries(TRY(disk.read(path + audit::entries_path(number, width))));
}

// The text up to the next line end, which is removed with it.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

}  // namespace

Result<std::optional<LogTip>> read_log_tip(const base::Disk& disk) {
    const std::string path = std::string(audit::log_folder) + "checkpoint";
    if (!disk.exists(path)) return std::optional<LogTip>();
    const Bytes bytes = TRY(disk.read(path));
    const audit::Note note = TRY(audit::parse_note(base::as_text(bytes)));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(note.text));
    return std::optional(LogTip{checkpoint.origin, checkpoint.size, std::string(base::as_text(bytes))});
}

Result<Bytes> checkpoint_request(base::Disk& disk, const LogTip& tip, std::uint64_t old_size) {
    if (old_size > tip.size) return base::Failure{Fault::log_conflict, "our log is shorter than what was cosigned"};
    std::string text = "old " + std::to_string(old_size) + "\n";
    if (old_size != 0 && old_size != tip.size) {
        audit::TiledTree tree(disk);
        TRY(tree.load(tip.size));
        const audit::MerkleProof proof = TRY(audit::consistency_proof(tree, old_size, tip.size));
        for (const base::Digest& hash : proof) text.append(base::to_base64(hash)).append("\n");
    }
    return base::to_bytes(text.append("\n").append(tip.note));
}

Result<CheckpointRequest> read_checkpoint_request(base::ByteView body) {
    std::string_view text = base::as_text(body);
    CheckpointRequest request;
    const auto first = take_line(text);
    constexpr std::string_view prefix = "old ";
    if (!first || !first->starts_with(prefix)) return malformed("old size line");
    const auto old_size = parse_decimal(first->substr(prefix.size()));
    if (!old_size) return malformed("old size");
    request.old_size = *old_size;
    for (;;) {
        const auto line = take_line(text);
        if (!line) return malformed("no blank line");
        if (line->empty()) break;
        Bytes hash;
        if (request.proof.size() == proof_lines_max || !base::from_base64(*line, hash) || hash.size() != 32)
            return malformed("proof line");
        std::copy(hash.begin(), hash.end(), request.proof.emplace_back().begin());
    }
    request.note = std::string(text);
    return request;
}

Result<Bytes> entries_body(const base::Disk& disk, std::uint64_t start, std::uint64_t end, std::uint64_t log_size) {
    Bytes body;
    std::uint64_t at = start;
    while (at < end && body.size() < entries_body_max) {
        const std::uint64_t number = at / audit::tile_width;
        const std::vector<Bytes> bundle = TRY(read_bundle(disk, number, log_size));
        for (std::uint64_t i = at % audit::tile_width; i < bundle.size() && at < end; ++i, ++at) {
            if (body.size() >= entries_body_max) break;
            base::append_number(body, bundle[i].size(), 2);
            base::append(body, bundle[i]);
        }
        if (at < end && body.size() < entries_body_max && at % audit::tile_width != 0)
            return base::Failure{Fault::audit_broken, "an entry bundle is too short"};
    }
    return body;
}

Result<std::vector<Bytes>> read_entries_body(base::ByteView body, std::size_t count_max) {
    base::Reader reader(body);
    std::vector<Bytes> entries;
    while (reader.left() != 0) {
        const std::uint16_t size = reader.take_u16();
        const base::ByteView entry = reader.take(size);
        if (reader.is_failed()) return malformed("an entry is cut short");
        if (entries.size() == count_max) return malformed("too many entries");
        entries.push_back(base::to_bytes(entry));
    }
    return entries;
}

}  // namespace exchange

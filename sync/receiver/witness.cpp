// SPDX-License-Identifier: Apache-2.0
// The witness of the devices' logs (C2SP tlog-witness): cosigns a checkpoint only when it
// grew from the one before, and keeps what shows that a log has two histories.
#include "sync/receiver/handlers.h"

#include "sync/log_folder.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Fault;

constexpr std::uint64_t bundle = 4096;  // entries hashed at a time
constexpr std::size_t entries_max = 65'536;  // of one request

void keep(const Desk& desk, const base::DeviceId& device, const char* kind, std::string detail, const HttpRequest& request) {
    (void)desk.index.add_alarm(device, {kind, std::move(detail), desk.clock.wall_ms()}, request.body);
}

HttpResponse tell_size(std::uint64_t size) {
    return answer(409, "text/x.tlog.size", base::to_bytes(std::to_string(size) + "\n"));
}

struct Cosigned {
    std::string note;
    std::string lines;  // ours alone
};

base::Result<Cosigned> cosign(const Desk& desk, const audit::Checkpoint& tip, std::string_view submitted) {
    audit::Note ours{audit::checkpoint_text(tip), {}};
    const auto seconds = static_cast<std::uint64_t>(desk.clock.wall_ms() / 1000);
    TRY(audit::cosign_note(ours, desk.platform.witness_name, desk.platform.witness, seconds));
    const std::string text = audit::note_text(ours);
    std::string lines = text.substr(ours.text.size() + 1);  // behind the blank line
    return Cosigned{std::string(submitted) + lines, lines};
}

// The whole tree from the entries: the cosigned root is what the device signed, so they
// are its entries exactly if they hash to it.
base::Result<bool> entries_match(const Desk& desk, const LogRow& log) {
    audit::Frontier frontier;
    while (frontier.size() < log.tip.size) {
        const std::uint64_t count = std::min(bundle, log.tip.size - frontier.size());
        const auto part = TRY(desk.index.entries(log.tip.origin, frontier.size(), count));
        if (part.empty()) return base::Failure{Fault::audit_broken, "entries are missing"};
        for (const base::Bytes& entry : part) frontier.append(audit::hash_leaf(entry));
    }
    return frontier.root() == log.tip.root;
}

}  // namespace

HttpResponse answer_checkpoint(const Desk& desk, const HttpRequest& request) {
    const auto asked = exchange::read_checkpoint_request(request.body);
    if (!asked) return refuse(400, Fault::message_invalid, asked.failure().detail);
    const auto note = audit::parse_note(asked->note);
    const auto tip = note ? audit::parse_checkpoint(note->text) : base::Result<audit::Checkpoint>(note.failure());
    if (!tip) return refuse(400, Fault::checkpoint_invalid, tip.failure().detail);
    const auto found = desk.index.log(tip->origin);
    if (!found) return refuse(found.failure());
    if (!found->has_value()) return refuse(404, Fault::checkpoint_invalid, "unknown origin");
    const LogRow& log = **found;
    if (log.device.text != request.device) return refuse(403, Fault::server_refused, "another device's log");
    const auto key = audit::parse_vkey(log.vkey);
    if (!key) return refuse(500, Fault::checkpoint_invalid);
    if (!audit::open_checkpoint(asked->note, *key)) return refuse(403, Fault::checkpoint_invalid, "no valid signature");
    // From here on the log's own key vouches for what we may have to keep as evidence.
    if (asked->old_size > tip->size) return refuse(400, Fault::checkpoint_invalid, "old size");
    if (tip->size < log.tip.size)
        keep(desk, log.device, "log_rollback",
             "cosigned " + std::to_string(log.tip.size) + ", offered " + std::to_string(tip->size), request);
    if (asked->old_size != log.tip.size) return tell_size(log.tip.size);
    if (tip->size == log.tip.size && log.tip.size != 0 && tip->root != log.tip.root) {
        keep(desk, log.device, "log_fork", "two roots at size " + std::to_string(tip->size), request);
        return refuse(409, Fault::log_conflict, "another root at this size");
    }
    const base::Digest old_root = log.tip.size == 0 ? audit::empty_root() : log.tip.root;
    if (!audit::verify_consistency(asked->old_size, old_root, tip->size, tip->root, asked->proof)) {
        keep(desk, log.device, "log_fork", "no consistency from " + std::to_string(log.tip.size), request);
        return refuse(422, Fault::proof_invalid, "not consistent with what was cosigned");
    }
    const auto cosigned = cosign(desk, *tip, asked->note);
    if (!cosigned) return refuse(cosigned.failure());
    const auto is_advanced = desk.index.advance_log(asked->old_size, *tip, cosigned->note);
    if (!is_advanced) return refuse(is_advanced.failure());
    if (!*is_advanced) {
        const auto again = desk.index.log(tip->origin);
        return again && again->has_value() ? tell_size((*again)->tip.size) : refuse(500, Fault::disk_failed);
    }
    return answer(200, "text/plain; charset=utf-8", base::to_bytes(cosigned->lines));
}

HttpResponse answer_entries(const Desk& desk, const HttpRequest& request, std::string_view path) {
    const auto start = exchange::parse_decimal(path);
    if (!start) return refuse(404, Fault::message_invalid, "no such place");
    const auto device = desk.index.device(base::DeviceId(request.device));
    if (!device || !device->has_value()) return refuse(403, Fault::server_refused);
    const std::string& origin = (*device)->log_origin;
    const auto log = desk.index.log(origin);
    if (!log || !log->has_value()) return refuse(500, Fault::disk_failed);
    const auto tell_next = [](int status, std::uint64_t next) {
        return answer_json(status, base::Json().set("next", static_cast<std::int64_t>(next)));
    };
    const auto entries = exchange::read_entries_body(request.body, entries_max);
    if (!entries || entries->empty()) return refuse(400, Fault::message_invalid, "entries");
    if (*start != (*log)->entries) return tell_next(409, (*log)->entries);
    const std::uint64_t next = *start + entries->size();
    if (next > (*log)->tip.size) return refuse(422, Fault::log_conflict, "beyond the cosigned checkpoint");
    const auto is_added = desk.index.add_entries(origin, *start, *entries);
    if (!is_added) return refuse(is_added.failure());
    const auto now = desk.index.log(origin);
    if (!now || !now->has_value()) return refuse(500, Fault::disk_failed);
    if (!*is_added) return tell_next(409, (*now)->entries);
    if ((*now)->entries != (*now)->tip.size) return tell_next(200, next);
    const auto is_match = entries_match(desk, **now);
    if (!is_match) return refuse(is_match.failure());
    if (*is_match) {
        if (const base::Status marked = desk.index.mark_checked(origin, (*now)->tip.size); !marked)
            return refuse(marked.failure());
        return tell_next(200, next);
    }
    keep(desk, (*now)->device, "log_entries", "entries that do not hash to the cosigned root", request);
    if (const base::Status dropped = desk.index.drop_unchecked(origin); !dropped) return refuse(dropped.failure());
    return refuse(422, Fault::log_conflict, "the entries do not hash to the cosigned root");
}

}  // namespace receiver

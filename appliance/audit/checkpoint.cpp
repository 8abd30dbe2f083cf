// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/checkpoint.h"

#include <algorithm>
#include <charconv>

namespace audit {
namespace {

base::Failure invalid(std::string why) { return {base::Fault::checkpoint_invalid, std::move(why)}; }

// The next line without its LF; false when there is none.
bool take_line(std::string_view& rest, std::string_view& line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return false;
    line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return !line.empty();
}

bool take_size(std::string_view text, std::uint64_t& size) {
    if (text.size() > 1 && text.front() == '0') return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    return error == std::errc{} && end == text.data() + text.size() && size >> 63U == 0;
}

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
    CHECK(!checkpoint.origin.empty() && checkpoint.origin.find('\n') == std::string::npos);
    return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + base::to_base64(checkpoint.root) + "\n";
}

base::Result<Checkpoint> parse_checkpoint(std::string_view text) {
    std::string_view origin;
    std::string_view size;
    std::string_view root;
    if (!take_line(text, origin) || !take_line(text, size) || !take_line(text, root)) return invalid("not three lines");
    if (!text.empty()) return invalid("extension lines");
    Checkpoint checkpoint{std::string(origin), 0, {}};
    base::Bytes hash;
    if (!take_size(size, checkpoint.size)) return invalid("size is not a number");
    if (!base::from_base64(root, hash) || hash.size() != checkpoint.root.size()) return invalid("root is not a hash");
    std::ranges::copy(hash, checkpoint.root.begin());
    return checkpoint;
}

base::Result<VerifiedCheckpoint> open_checkpoint(std::string_view note, const NoteKey& log_key,
                                                 const std::vector<NoteKey>& others) {
    const Note parsed = TRY(parse_note(note));
    std::vector<NoteKey> keys = others;
    keys.push_back(log_key);
    VerifiedCheckpoint verified;
    verified.signatures = TRY(verify_note(parsed, keys));
    const bool is_by_log = std::ranges::any_of(verified.signatures, [&](const VerifiedSignature& signature) {
        return signature.name == log_key.name && signature.type == log_key.type;
    });
    if (!is_by_log) return invalid("not signed by the log");
    verified.checkpoint = TRY(parse_checkpoint(parsed.text));
    if (verified.checkpoint.origin != log_key.name) return invalid("checkpoint of another log");
    return verified;
}

}  // namespace audit

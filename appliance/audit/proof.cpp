// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/proof.h"

#include <algorithm>
#include <charconv>

namespace audit {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::size_t hashes_max = 63;

base::Failure invalid(std::string why) { return {base::Fault::proof_invalid, std::move(why)}; }

base::Result<std::string_view> take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return invalid("proof is cut short");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

base::Result<std::uint64_t> read_index(std::string_view line) {
    constexpr std::string_view word = "index ";
    if (!line.starts_with(word)) return invalid("no index");
    line.remove_prefix(word.size());
    std::uint64_t index = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), index);
    if (error != std::errc{} || end != line.data() + line.size() || (line.size() > 1 && line.front() == '0'))
        return invalid("index is not a number");
    return index;
}

}  // namespace

std::string proof_text(const LogProof& proof) {
    std::string out = std::string(first_line) + "index " + std::to_string(proof.index) + "\n";
    for (const base::Digest& hash : proof.hashes) out += base::to_base64(hash) + "\n";
    return out + "\n" + proof.checkpoint;
}

base::Result<LogProof> parse_proof(std::string_view text) {
    if (text.size() > note_size_max) return invalid("proof too large");
    if (!text.starts_with(first_line)) return invalid("not a tlog-proof@v1");
    text.remove_prefix(first_line.size());
    std::string_view line = TRY(take_line(text));
    if (line.starts_with("extra ")) {
        base::Bytes extra;
        if (!base::from_base64(line.substr(6), extra)) return invalid("extra is not base64");
        line = TRY(take_line(text));
    }
    LogProof proof;
    proof.index = TRY(read_index(line));
    for (line = TRY(take_line(text)); !line.empty(); line = TRY(take_line(text))) {
        base::Bytes hash;
        if (!base::from_base64(line, hash) || hash.size() != 32) return invalid("not a hash");
        if (proof.hashes.size() == hashes_max) return invalid("too many hashes");
        std::ranges::copy(hash, proof.hashes.emplace_back().begin());
    }
    proof.checkpoint = text;
    return proof;
}

base::Result<VerifiedCheckpoint> verify_proof(const LogProof& proof, base::ByteView entry, const NoteKey& log_key,
                                              const std::vector<NoteKey>& others) {
    auto verified = open_checkpoint(proof.checkpoint, log_key, others);
    if (!verified) return verified;
    const Checkpoint& checkpoint = verified->checkpoint;
    TRY(verify_inclusion(hash_leaf(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root));
    return verified;
}

}  // namespace audit

// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/chain.h"

#include "appliance/crypto/digest.h"

#include <algorithm>

namespace runbook {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Status Chain::append(base::Json entry) {
    entry.set("prev", base::to_hex(head));
    const std::string line = base::canonical_json(entry);
    if (lines >= chain_lines_max || text.size() + line.size() + 1 > chain_size_max) return Failure{Fault::disk_full, "this journal has its greatest length"};
    text += line + "\n";
    head = crypto::sha256(base::as_bytes(line));
    ++lines;
    return {};
}

Result<ReadChain> read_chain(std::string_view text) {
    if (text.size() > chain_size_max) return Failure{Fault::message_invalid, "longer than a journal can be"};
    ReadChain read;
    while (!text.empty()) {
        const Failure wrong{Fault::message_invalid, "line " + std::to_string(read.chain.lines + 1) + " of the journal is not what was written"};
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return wrong;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        const auto parsed = base::parse_json(line);
        if (!parsed || !parsed->is_object()) return wrong;
        const auto prev = parsed->text("prev");
        if (!prev || *prev != base::to_hex(read.chain.head)) return wrong;
        const std::size_t before = read.chain.text.size();
        TRY(read.chain.append(*parsed));
        // What we would have written for it.
        if (std::string_view(read.chain.text).substr(before) != std::string(line) + "\n") return wrong;
        read.entries.push_back(*parsed);
    }
    return read;
}

Status has_exactly(const base::Json& entry, std::initializer_list<std::string_view> names) {
    const auto* members = entry.as_object();
    if (members == nullptr) return Failure{Fault::message_invalid, "no object"};
    std::size_t found = members->count("prev");
    for (const std::string_view name : names) {
        if (!members->contains(name)) return Failure{Fault::message_invalid, "without " + std::string(name)};
        ++found;
    }
    if (found != members->size()) return Failure{Fault::message_invalid, "with members that nobody knows"};
    return {};
}

Result<base::Digest> read_digest(const base::Json& entry, std::string_view name) {
    const std::string text = TRY(entry.text(name));
    base::Bytes bytes;
    if (!base::from_hex(text, bytes) || bytes.size() != 32 || base::to_hex(bytes) != text)
        return Failure{Fault::message_invalid, std::string(name) + " is no digest"};
    base::Digest digest{};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

}  // namespace runbook

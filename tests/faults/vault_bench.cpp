// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/vault_bench.h"

namespace faults {
namespace {

std::string brief(const base::Bytes& bytes) {
    return std::to_string(bytes.size()) + ":" + base::to_hex(crypto::sha256(bytes)).substr(0, 16);
}

template <typename T>
std::string trouble(const base::Result<T>& result) {
    return "!" + std::string(base::row_of(result.fault()).name);
}

std::string describe_record(vault::Vault& vault, const vault::RecordHead& head) {
    std::string out = head.id.text + " " + std::to_string(head.sequence) + " " + std::string(name_of(head.type)) + " " +
                      std::string(name_of(head.state)) + " " + head.envelope.text + " " + head.about.text + " " +
                      std::to_string(head.wall_ms) + " " + (head.leaf ? std::to_string(*head.leaf) : "-") + " ";
    const auto record = vault.read(head.id);
    return out + (record ? brief(record->payload) : trouble(record)) + "\n";
}

}  // namespace

std::string describe(vault::Vault& vault) {
    std::string out = "epoch " + std::to_string(vault.epoch()) + "\n";
    for (int state = 1; state <= 7; ++state) {
        const auto heads = vault.heads(static_cast<vault::RecordState>(state));
        if (!heads) {
            out += trouble(heads) + "\n";
            continue;
        }
        for (const vault::RecordHead& head : *heads) out += describe_record(vault, head);
    }
    const auto leaves = vault.leaves(0, 1'000'000);
    if (!leaves) out += trouble(leaves);
    else
        for (const base::Bytes& leaf : *leaves) out += "leaf " + brief(leaf) + "\n";
    const auto outbox = vault.outbox();
    if (!outbox) out += trouble(outbox);
    else
        for (const vault::OutboxItem& item : *outbox) {
            const auto content = vault.outbox_content(item);
            out += "outbox " + std::to_string(item.sequence) + " " + item.name + " " + item.subject.text + " " +
                   (content ? brief(*content) : trouble(content)) + "\n";
        }
    for (std::int64_t number = 1;; ++number) {
        const auto intent = vault.intent(number);
        if (!intent && intent.fault() == base::Fault::record_missing) break;
        if (!intent) {
            out += trouble(intent) + "\n";
            break;
        }
        out += "intent " + std::to_string(number) + " " + intent->envelope.text + " " + intent->subject.text + " " +
               std::to_string(intent->leaf) + " " + (intent->end ? std::to_string(static_cast<int>(*intent->end)) : "open") +
               " " + (intent->end_leaf ? std::to_string(*intent->end_leaf) : "-") + "\n";
    }
    return out;
}

}  // namespace faults

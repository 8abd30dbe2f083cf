// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/serial_evidence.h"

#include "appliance/crypto/digest.h"

namespace audit {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t evidence_size_max = 16U << 20U;

Failure wrong(std::string why) { return {Fault::proof_invalid, std::move(why)}; }

Status check_one(SerialEvidence& out, ByteView evidence, ByteView entry, const std::vector<Leaf>& leaves, const CounterCheck& check) {
    const Leaf leaf = TRY(decode_leaf(entry));
    out.leaf = leaf.sequence;
    const base::Json json = TRY(base::parse_json(base::as_text(evidence), {.size_max = evidence_size_max, .depth_max = 16}));
    const base::Json* const counter = json.find("counter");
    if (counter == nullptr) return wrong("it holds no statement of the chip about a number");
    out.serial = static_cast<std::uint64_t>(TRY(counter->number("serial")));
    const Bytes value = TRY(json.base64("signature_value"));
    const base::Digest seal_id = crypto::sha256(value);
    Bytes key = TRY(json.hex("k_record"));
    const base::SecretBytes record_key{ByteView(key)};
    base::wipe(key.data(), key.size());
    if (leaf.event != Event::signature_made) return wrong("the entry beside it is not of a signature");
    if (leaf.sequence >= leaves.size() || !(leaves[leaf.sequence] == leaf)) return wrong("the entry beside it is not the log's");
    const auto seal = leaf.fields.find("seal");
    if (seal == leaf.fields.end() || seal->second != base::Json(commitment_to(record_key, seal_id)))
        return wrong("the entry beside it is about another signature");
    const auto stated = leaf.fields.find("serial");
    if (stated == leaf.fields.end() || stated->second != base::Json(static_cast<std::int64_t>(out.serial)))
        return wrong("the log gives that signature another number");
    const Bytes attested = TRY(counter->base64("attested"));
    const Bytes signature = TRY(counter->base64("signature"));
    const std::uint64_t certified = TRY(check(attested, signature, seal_id));
    if (certified != out.serial) return wrong("the chip certified number " + std::to_string(certified));
    return {};
}

}  // namespace

SerialEvidence read_serial_evidence(std::string where, ByteView evidence, ByteView leaf, const std::vector<Leaf>& leaves,
                                    const CounterCheck& check) {
    SerialEvidence out;
    out.where = std::move(where);
    if (const Status checked = check_one(out, evidence, leaf, leaves, check); !checked) out.trouble = checked.failure();
    return out;
}

Result<std::vector<SerialEvidence>> read_serial_folder(const base::Disk& disk, const std::string& folder, const std::vector<Leaf>& leaves,
                                                       const CounterCheck& check) {
    std::vector<SerialEvidence> out;
    for (const std::string& name : TRY(disk.list(folder))) {
        const std::string path = (folder.empty() ? "" : folder + "/") + name + "/";
        auto evidence = disk.read(path + "evidence.json");
        const auto leaf = disk.read(path + "leaf.json");
        if (!evidence || !leaf) continue;
        out.push_back(read_serial_evidence(name, *evidence, *leaf, leaves, check));
        base::wipe(evidence->data(), evidence->size());
    }
    return out;
}

}  // namespace audit

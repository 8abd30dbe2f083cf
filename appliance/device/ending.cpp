// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/ending.h"

#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/device/layout.h"

#include <algorithm>

namespace device {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

Result<std::optional<Ending>> read_ending(const base::Disk& state) {
    const auto text = state.read(ending_path);
    if (!text && text.fault() == Fault::disk_not_found) return std::optional<Ending>();
    if (!text) return text.failure();
    const Json json = TRY(base::parse_json(base::as_text(*text)));
    Ending ending;
    const std::string stage = TRY(json.text("stage"));
    if (stage != "certified" && stage != "destroying") return Failure{Fault::message_invalid, std::string(ending_path)};
    ending.stage = stage == "certified" ? Ending::Stage::certified : Ending::Stage::destroying;
    ending.device = TRY(json.text("device"));
    ending.chip = TRY(json.text("chip"));
    ending.person = TRY(json.text("person"));
    ending.begins_again = TRY(json.flag("begins_again"));
    const Bytes digest = TRY(json.hex("certificate"));
    if (digest.size() != ending.certificate.size()) return Failure{Fault::message_invalid, std::string(ending_path)};
    std::copy(digest.begin(), digest.end(), ending.certificate.begin());
    return std::optional(std::move(ending));
}

base::Status write_ending(base::Disk& state, const Ending& ending) {
    Json json;
    json.set("v", 1).set("stage", ending.stage == Ending::Stage::certified ? "certified" : "destroying");
    json.set("device", ending.device).set("chip", ending.chip).set("person", ending.person);
    json.set("certificate", base::to_hex(ending.certificate)).set("begins_again", ending.begins_again);
    return state.write_atomically(ending_path, base::as_bytes(base::canonical_json(json)));
}

base::Status check_certificate(const EndPapers& papers, const Ending& ending) {
    const auto statement = papers.disk.read(papers.certificate());
    if (statement && crypto::sha256(*statement) == ending.certificate && papers.disk.exists(papers.signature())) return {};
    return Failure{Fault::record_missing, "the certificate of destruction that this device signed is not at " + papers.certificate() +
                                              "; nothing goes before it is there"};
}

}  // namespace device

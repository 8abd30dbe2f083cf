// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/key_letters.h"

#include "appliance/ports/key_keeper.h"
#include "sync/certificate_letter.h"
#include "sync/letter_desk.h"

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

std::string asked_path(const std::string& name) { return "keys/" + name + ".asked"; }

Result<exchange::LetterHead> what_was_asked(const base::Disk& disk, const std::string& name) {
    const auto text = disk.read(asked_path(name));
    if (!text && text.fault() == Fault::disk_not_found) return Failure{Fault::record_missing, "no certificate was asked for: inkseal keys request " + name};
    const Bytes bytes = TRY(text);
    const Json json = TRY(base::parse_json(base::as_text(bytes)));
    return exchange::head_of(json);
}

}  // namespace

bool has_asked_for_certificate(OpenDevice& device, const std::string& name) { return device.parts().disk.exists(asked_path(name)); }

Result<Bytes> ask_for_certificate(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name) {
    const app::Device& parts = device.parts();
    const keys::KeyView view = TRY(life.find(name));
    exchange::LetterDesk& desk = device.letters();
    exchange::CertificateRequest request;
    request.head = desk.begin(exchange::certificate_request_kind);
    request.key = name;
    request.csr = TRY(life.request(who, name));
    request.replaces = parts.identity.signing_certificate.serial_hex();
    if (view.facts.is_born_here) {
        ports::KeyKeeper::Certified word = TRY(device.keeper().certify(keys::hardware_name(name), exchange::certificate_binding(request.head.request)));
        exchange::KeyPolicy policy{std::move(word.storage_key_name), word.counter, word.counter_value, 0, {}};
        if (view.facts.quorum) {
            policy.needed = view.facts.quorum->needed;
            policy.custodians = view.facts.quorum->custodians;
        }
        request.statement = exchange::KeyStatement{std::move(word.public_area), std::move(word.attested), std::move(word.signature), std::move(policy)};
    }
    // First what was asked, then the letter: an answer that nobody remembers asking for is worth nothing.
    TRY(parts.disk.write_atomically(asked_path(name), base::as_bytes(base::canonical_json(exchange::letter_with(request.head)))));
    TRY(desk.post(exchange::to_json(request)));
    return parts.disk.read("outbox/" + exchange::letter_file(request.head, exchange::letter_ending));
}

Result<keys::KeyView> take_certificate(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                       const std::optional<Bytes>& answer) {
    const app::Device& parts = device.parts();
    const exchange::LetterHead head = TRY(what_was_asked(parts.disk, name));
    const keys::KeyView view = TRY(life.find(name));
    exchange::LetterDesk& desk = device.letters();
    std::optional<Bytes> came = answer;
    if (!came) came = TRY(desk.answer(head));
    if (!came) return Failure{Fault::record_missing, "the platform's answer is not here yet; run the courier, or give it as a file"};
    const exchange::CertificateAnswer opened =
        TRY(exchange::open_certificate_answer(*came, head, view.facts.public_key, parts.identity.trust, parts.clock.wall_ms()));
    keys::KeyView installed = TRY(life.install_certificate(who, name, opened.chain));
    TRY(desk.put_away(head));
    TRY(parts.disk.remove(asked_path(name)));
    return installed;
}

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/key_registration.h"

#include "sync/letter_desk.h"
#include "sync/registration.h"

#include <algorithm>

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using crypto::Certificate;

constexpr std::size_t chain_max = 8;

// What was asked, kept until the answer is here: the letter's head, and the chain.
std::string asked_path(const std::string& name) { return "keys/" + name + ".registering"; }

struct Asked {
    exchange::LetterHead head;
    std::vector<Certificate> chain;
};

Json to_json(const Asked& asked) {
    Json json, chain{Json::Array{}};
    for (const Certificate& each : asked.chain) chain.push(base::to_base64(each.der()));
    return json.set("head", exchange::letter_with(asked.head)).set("chain", std::move(chain));
}

Result<Asked> what_was_asked(const base::Disk& disk, const std::string& name) {
    const auto text = disk.read(asked_path(name));
    if (!text && text.fault() == Fault::disk_not_found) return Failure{Fault::record_missing, "nothing was asked for: inkseal keys register " + name + " --certificate FILE"};
    const Bytes bytes = TRY(text);
    const Json json = TRY(base::parse_json(base::as_text(bytes)));
    const Json* const head = json.find("head");
    const Json::Array* const chain = TRY(json.array("chain"));
    if (head == nullptr || chain->empty() || chain->size() > chain_max) return Failure{Fault::configuration_invalid, asked_path(name)};
    Asked asked;
    asked.head = TRY(exchange::head_of(*head));
    for (const Json& each : *chain) {
        Bytes der;
        if (each.as_text() == nullptr || !base::from_base64(*each.as_text(), der)) return Failure{Fault::configuration_invalid, asked_path(name)};
        asked.chain.push_back(TRY(Certificate::from_der(der)));
    }
    return asked;
}

// What anybody can see before the key is used or a letter written.
Status check_fit(const Certificate& certificate, const keys::KeyView& view, std::int64_t now_ms) {
    if (certificate.public_key() != view.facts.public_key)
        return Failure{Fault::key_file_mismatch, "\"" + certificate.subject_common_name() + "\" is not for the key " + view.facts.name};
    if (now_ms > certificate.not_after_ms()) return Failure{Fault::certificate_expired, "\"" + certificate.subject_common_name() + "\""};
    if (now_ms < certificate.not_before_ms()) return Failure{Fault::certificate_not_yet_valid, "\"" + certificate.subject_common_name() + "\""};
    return {};
}

std::string without_blanks(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == ':'; }), text.end());
    return text;
}

Status compare(const std::string& told, const Certificate& certificate) {
    if (told.empty()) return {};
    Bytes digest;
    if (!base::from_hex(without_blanks(told), digest)) return Failure{Fault::usage_invalid, "a fingerprint is 64 hexadecimal digits"};
    const base::Digest own = certificate.fingerprint();
    if (base::equal_constant_time(digest, own)) return {};
    return Failure{Fault::key_file_mismatch, "the platform's fingerprint is another one; here it is " + exchange::spoken_fingerprint(own)};
}

}  // namespace

bool has_asked_for_registration(OpenDevice& device, const std::string& name) { return device.parts().disk.exists(asked_path(name)); }

Result<Bytes> ask_for_registration(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                   const std::vector<Certificate>& chain) {
    const app::Device& parts = device.parts();
    const keys::KeyView view = TRY(life.find(name));
    if (chain.empty() || chain.size() > chain_max) return Failure{Fault::certificate_invalid, "a chain of 1 to 8 certificates"};
    TRY(check_fit(chain.front(), view, parts.clock.wall_ms()));
    exchange::LetterDesk& desk = device.letters();
    exchange::RegistrationRequest request{.head = desk.begin(exchange::registration_request_kind), .key = name, .chain = chain, .proof = {}};
    request.proof = TRY(life.prove(who, name, chain, exchange::registration_proof(request.head, chain.front())));
    // First what was asked, then the letter: an answer that nobody remembers asking for is worth nothing.
    TRY(parts.disk.write_atomically(asked_path(name), base::as_bytes(base::canonical_json(to_json(Asked{request.head, chain})))));
    TRY(desk.post(exchange::to_json(request)));
    return parts.disk.read("outbox/" + exchange::letter_file(request.head, exchange::letter_ending));
}

Result<keys::KeyView> take_registration(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& name,
                                        const std::optional<Bytes>& answer, const std::string& fingerprint) {
    const app::Device& parts = device.parts();
    const Asked asked = TRY(what_was_asked(parts.disk, name));
    TRY(compare(fingerprint, asked.chain.front()));
    TRY(life.check(who, staff::Duty::install_certificate));
    exchange::LetterDesk& desk = device.letters();
    std::optional<Bytes> came = answer;
    if (!came) came = TRY(desk.answer(asked.head));
    if (!came) return Failure{Fault::record_missing, "the platform's answer is not here yet; run the courier, or give it as a file"};
    const Bytes signed_list = TRY(exchange::open_registration_answer(*came, asked.head, parts.identity.trust, parts.clock.wall_ms()));
    const exchange::RegistrationList list = TRY(exchange::open_registrations(signed_list, parts.identity.device, parts.identity.trust, parts.clock.wall_ms()));
    const base::Digest own = asked.chain.front().fingerprint();
    const bool is_named = std::any_of(list.registered.begin(), list.registered.end(), [&](const exchange::Registered& one) { return one.certificate == own; });
    if (!is_named) return Failure{Fault::receipt_mismatch, "the platform registered another certificate"};
    // The same answer again, after an interruption, brings the same list.
    const Status installed = device.take_registrations(signed_list);
    if (!installed && installed.fault() != Fault::server_conflict) return installed.failure();
    keys::KeyView view = TRY(life.install_certificate(who, name, asked.chain));
    TRY(life.note_registration(who, view));
    TRY(desk.put_away(asked.head));
    TRY(parts.disk.remove(asked_path(name)));
    return view;
}

}  // namespace device

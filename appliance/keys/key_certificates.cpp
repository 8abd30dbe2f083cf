// SPDX-License-Identifier: Apache-2.0
// A key's certificates: asked for, installed, put to use.
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/random.h"
#include "appliance/keys/key_life.h"

namespace keys {

using audit::Event;
using audit::LeafDraft;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using staff::Duty;

namespace {

// For one use of a key by the device itself: nobody knows it, and it is gone afterwards.
base::Pin passing_code() {
    base::Pin code;
    while (code.length() < base::Pin::length_max)
        for (const std::uint8_t byte : crypto::random_bytes(base::Pin::length_max))
            if (byte < 250 && code.length() < base::Pin::length_max) code.push(static_cast<char>('0' + byte % 10));
    return code;
}

}  // namespace

Status KeyLife::with_key(const std::string& name, const std::function<Status(ports::SigningKey&)>& work) {
    const std::string put_back_name = TRY(active());
    TRY(m_keeper.guard(hardware_name(name)));
    const auto use = [&]() -> Status {
        const base::Pin code = passing_code();
        TRY(m_device.guard.install(code, 1));
        TRY(m_device.guard.unlock(code));
        return work(m_device.guard.key());
    };
    const Status used = use();
    m_device.guard.lock();
    const Status put_back = m_keeper.guard(hardware_name(put_back_name));
    return used ? put_back : used;
}

Result<Bytes> KeyLife::request(const staff::Actor& who, const std::string& name) {
    return use_for(who, name, [this](ports::SigningKey& key) { return crypto::create_csr(key, m_device.identity.device.text); });
}

Result<Bytes> KeyLife::prove(const staff::Actor& who, const std::string& name, const std::vector<crypto::Certificate>& chain, std::string_view words) {
    if (chain.empty()) return Failure{Fault::certificate_invalid, "no certificate"};
    return use_for(who, name, [&](ports::SigningKey& key) { return crypto::sign_detached(base::as_bytes(words), {chain.front(), chain, key}); });
}

Status KeyLife::note_registration(const staff::Actor& who, const KeyView& view) {
    LeafDraft leaf = leaf_about_key(Event::key_registered, view.facts);
    leaf.fields["certificate"] = base::to_hex(view.chain.front().fingerprint());
    leaf.fields["person"] = who.id();
    return record(leaf);
}

// Once, for what the log then keeps the digest of.
Result<Bytes> KeyLife::use_for(const staff::Actor& who, const std::string& name, const std::function<Result<Bytes>(ports::SigningKey&)>& make) {
    TRY(check(who, Duty::request_certificate));
    const KeyView view = TRY(find(name));
    if (view.standing == Standing::destroyed) return Failure{Fault::key_missing, name + " was destroyed"};
    Bytes request;
    std::uint64_t serial = 0;
    const Status asked = with_key(name, [&](ports::SigningKey& key) -> Status {
        request = TRY(make(key));
        const ports::CounterStatement counter = TRY(m_device.attestor.attest_serial(crypto::sha256(request)));
        serial = counter.value;
        return {};
    });
    TRY(asked);
    LeafDraft leaf = leaf_about_key(Event::key_used_for_request, view.facts);
    leaf.fields["request"] = base::to_hex(crypto::sha256(request));
    leaf.fields["serial"] = static_cast<std::int64_t>(serial);
    leaf.fields["person"] = who.id();
    TRY(record(leaf));
    return request;
}

Result<KeyView> KeyLife::install_certificate(const staff::Actor& who, const std::string& name, const std::vector<crypto::Certificate>& chain) {
    TRY(check(who, Duty::install_certificate));
    const KeyView view = TRY(find(name));
    if (chain.empty()) return Failure{Fault::certificate_invalid, "no certificate"};
    if (chain.front().public_key() != view.facts.public_key)
        return Failure{Fault::key_file_mismatch, "\"" + chain.front().subject_common_name() + "\" is not for the key " + name};
    const std::int64_t now = m_device.clock.wall_ms();
    std::vector<crypto::Certificate> path = TRY(m_device.identity.document_trust().verify(chain.front(), crypto::Purpose::document_signing, now, chain));
    if (crypto::is_test(path) != m_device.identity.is_test)
        return Failure{Fault::certificate_is_test, "a certificate of a rehearsal and a real device do not mix"};
    if (m_device.identity.is_ended(chain.front())) return Failure{Fault::certificate_revoked, "its platform ended it"};
    KeyRecord entry = TRY(record_of(name));
    entry.chain = std::move(path);
    entry.certified_by = who.id();
    TRY(m_book.keep(entry));
    TRY(log_certificate(entry, view.facts, Logged::surely_not));
    return find(name);
}

Result<KeyView> KeyLife::activate(const staff::Actor& who, const std::string& name) {
    TRY(check(who, Duty::activate_key));
    const KeyView view = TRY(find(name));
    if (view.standing == Standing::active) return view;
    if (view.standing == Standing::destroyed) return Failure{Fault::key_missing, name + " was destroyed"};
    if (view.chain.empty()) return Failure{Fault::certificate_invalid, name + " has no certificate yet"};
    TRY(m_device.identity.document_trust().verify(view.chain.front(), crypto::Purpose::document_signing, m_device.clock.wall_ms(), view.chain));
    if (m_device.identity.is_ended(view.chain.front())) return Failure{Fault::certificate_revoked, "its platform ended it"};
    const std::string until_now = TRY(active());
    const KeyView before = TRY(find(until_now));
    const Activation activation{.name = name, .person = who.id(), .before = crypto::sha256(before.facts.public_key), .is_in_log = false};
    TRY(m_book.keep(activation));
    TRY(log_activation(activation, view, Logged::surely_not));
    return find(name);
}

}  // namespace keys

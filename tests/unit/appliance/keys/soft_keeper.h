// SPDX-License-Identifier: Apache-2.0
// Hardware that keeps keys, as a few numbers: what survives a power cut beside the disk.
// The door in front of the document key opens for whichever key was put behind it.
#pragma once

#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/random.h"
#include "appliance/ports/key_keeper.h"
#include "tests/unit/appliance/app/device_seats.h"

#include <algorithm>
#include <map>

namespace keys_test {

struct SoftKeeper final : ports::KeyKeeper {
    struct Held {
        ports::KeyFacts facts;
        std::shared_ptr<crypto::SoftwareKey> key;
    };

    explicit SoftKeeper(app_test::OpenDoor& the_door) : door(the_door), birth(the_door.watched.key) {
        held["birth"] = {{"birth", birth->algorithm(), birth->public_key(), true, true, false, std::nullopt}, birth};
    }

    base::Result<ports::Allowance> left = ports::Allowance{400, 86'400'000};
    base::Result<ports::Allowance> allowance() override { return left; }

    base::Result<std::vector<ports::KeyFacts>> keys() override {
        std::vector<ports::KeyFacts> all;
        for (const auto& [name, one] : held)
            if (name != "birth") all.push_back(one.facts);
        return all;
    }
    base::Result<ports::KeyFacts> birth_key() override {
        ports::KeyFacts facts = held["birth"].facts;
        facts.name.clear();
        return facts;
    }
    base::Result<ports::KeyFacts> create(const std::string& name, ports::KeyAlgorithm algorithm,
                                         const std::optional<ports::Quorum>& quorum) override {
        if (held.contains(name)) return base::Fault::output_exists;
        const auto key = *crypto::SoftwareKey::generate(algorithm);
        held[name] = {{name, algorithm, key->public_key(), true, !quorum, false, quorum}, key};
        on_change();
        return held[name].facts;
    }
    base::Result<ports::KeyFacts> import(const std::string& name, const ports::PrivateKey& key) override {
        if (held.contains(name)) return base::Fault::output_exists;
        held[name] = {{name, key.algorithm, key.public_key, false, false, false, std::nullopt}, nullptr};
        on_change();
        return held[name].facts;
    }
    // The area of a duplicate is the key itself here, as PEM.
    base::Result<ports::KeyFacts> accept(const std::string& name, const ports::Duplicate& duplicate) override {
        if (held.contains(name)) return base::Fault::output_exists;
        std::shared_ptr<crypto::SoftwareKey> key = TRY(crypto::SoftwareKey::from_pem(base::SecretBytes(duplicate.public_area)));
        held[name] = {{name, key->algorithm(), key->public_key(), false, false, false, duplicate.quorum}, key};
        on_change();
        return held[name].facts;
    }
    base::Result<base::Bytes> public_key_of(const ports::Duplicate& duplicate) const override {
        const std::shared_ptr<crypto::SoftwareKey> key = TRY(crypto::SoftwareKey::from_pem(base::SecretBytes(duplicate.public_area)));
        return key->public_key();
    }
    base::Status destroy(const std::string& called) override {
        const std::string name = called.empty() ? "birth" : called;
        if (!held.contains(name)) return base::Fault::key_missing;
        held[name].facts.is_destroyed = true;
        held[name].key.reset();
        on_change();
        return {};
    }
    base::Status guard(const std::string& name) override {
        const auto found = held.find(name.empty() ? "birth" : name);
        if (found == held.end() || found->second.facts.is_destroyed) return base::Fault::key_missing;
        door.watched.key = found->second.key;
        guarded = found->first;
        return {};
    }
    base::Result<Certified> certify(const std::string&, base::ByteView) override { return Certified{}; }

    base::Result<ports::ReleaseRequest> begin_release(const std::string& name, const ports::KeyDestination&) override {
        if (!held.contains(name)) return base::Fault::key_missing;
        if (!held[name].facts.quorum) return base::Fault::export_refused;
        releasing = name;
        approved.clear();
        request = {crypto::sha256(crypto::random_bytes(16)), crypto::sha256(base::as_bytes(name)), crypto::random_bytes(32), {}, {}};
        return request;
    }
    base::Status approve_release(std::size_t index, base::ByteView signature) override {
        const ports::Quorum& quorum = *held[releasing].facts.quorum;
        if (index >= quorum.custodians.size() || std::count(approved.begin(), approved.end(), index) != 0 ||
            !crypto::verify_signature(quorum.custodians[index], ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, request.digest, signature))
            return base::Fault::export_refused;
        approved.push_back(index);
        return {};
    }
    std::size_t approvals() const override { return approved.size(); }
    base::Status finish() {
        if (releasing.empty() || approved.size() < held[releasing].facts.quorum->needed) return base::Fault::export_refused;
        return {};
    }
    base::Result<ports::Duplicate> finish_duplicate() override {
        if (const auto done = finish(); !done) return done.failure();
        const base::SecretBytes pem = *held[releasing].key->to_pem();
        return ports::Duplicate{releasing, base::to_bytes(pem.reveal()), base::Bytes(10, 1), base::Bytes(10, 2), held[releasing].facts.quorum};
    }
    base::Result<ports::PrivateKey> finish_export() override {
        if (const auto done = finish(); !done) return done.failure();
        const base::SecretBytes pem = *held[releasing].key->to_pem();
        return std::move(crypto::read_key_file(pem.reveal(), std::nullopt, 0)->key);
    }
    void abandon_release() override { releasing.clear(); }
    const base::Bytes& storage_key_area() const override { return area; }

    std::function<void()> on_change = [] {};  // the hardware holds something else now, durably

    app_test::OpenDoor& door;
    std::shared_ptr<crypto::SoftwareKey> birth;
    std::map<std::string, Held> held;
    std::string guarded = "birth", releasing;
    ports::ReleaseRequest request;
    std::vector<std::size_t> approved;
    base::Bytes area;
};

}  // namespace keys_test

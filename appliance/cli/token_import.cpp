// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/token_import.h"

#include "appliance/app/journal.h"
#include "appliance/cli/files.h"
#include "appliance/cli/password_entry.h"
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/key_file.h"
#include "appliance/keys/key_life.h"

#include <functional>
#include <iostream>
#include <optional>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

std::size_t block_size(ports::KeyAlgorithm algorithm) {
    switch (algorithm) {
        case ports::KeyAlgorithm::ecdsa_p256: return 32;
        case ports::KeyAlgorithm::ecdsa_p384: return 48;
        case ports::KeyAlgorithm::rsa_2048: return 256;
        case ports::KeyAlgorithm::rsa_3072: return 384;
    }
    return 0;
}

// What the log says of it. Told by the token and the file, before the token is asked what it now does.
struct Imported {
    std::string serial;
    base::Digest key{}, file{};
    ports::KeyAlgorithm algorithm{};
};
using Note = std::function<base::Status(const Imported&)>;

Result<Json> import_and_try(const TokenChoice& choice, const TokenImport& import, TokenTable& table, const Note& note) {
    if (!import.knows_it_is_in_clear)
        return Failure{Fault::usage_invalid, "the private key crosses the USB cable in the clear, by an extension of the token's maker; "
                                             "say --over-usb-in-clear if nobody can listen there. inkseal keys import takes it into the chip without that"};
    const auto slot = usb::slot_by_name(import.slot);
    if (!slot) return Failure{Fault::usage_invalid, "slots are 9a, 9c, 9d and 9e"};
    const OpenToken token = TRY(table.choose(choice));
    const bool has_key = TRY(token.piv->metadata(*slot)).has_value() || TRY(token.piv->certificate(*slot)).has_value();
    if (has_key && !import.replaces) return Failure{Fault::output_exists, "slot " + import.slot + " has a key; --replace ends it for ever"};

    const base::Bytes file = TRY(read_file(import.file));
    std::optional<base::SecretBytes> password;
    if (!import.has_no_password) password = TRY(read_password(import.password_file, "Password of the key file: "));
    const host::SystemClock clock;
    const crypto::KeyFile opened = TRY(crypto::read_key_file(file, password, clock.wall_ms()));
    const base::SecretBytes management_key = TRY(read_management_key(choice.management_key_file));
    TRY(token.piv->authenticate(management_key));
    TRY(token.piv->import_in_clear_over_usb(*slot, opened.key));
    TRY(note({token.piv->serial(), crypto::sha256(opened.key.public_key), crypto::sha256(file), opened.key.algorithm}));
    if (!opened.chain.empty()) TRY(token.piv->put_certificate(*slot, opened.chain.front().der()));

    // What it enforces now is what it does now, not what was asked of it.
    TRY(token.piv->forget());
    const auto about = TRY(token.piv->metadata(*slot));
    if (about && !crypto::is_same_key(about->public_key, opened.key.public_key)) return Failure{Fault::key_file_mismatch, "the token holds another key in this slot"};
    const auto without_code = TRY(token.piv->sign_block(*slot, opened.key.algorithm, base::Bytes(block_size(opened.key.algorithm), 0)));
    Json json;
    json.set("slot", import.slot).set("algorithm", usb::name_of(opened.key.algorithm)).set("has_certificate", !opened.chain.empty());
    json.set("asks_for_the_code", !without_code.has_value());
    json.set("token_says_born_in_token", about ? Json(about->is_born_here) : Json());
    json.set("copies", "may exist: the file, every copy of it, and whoever listened on the USB cable; a token cannot say otherwise");
    return json.set("by", "an extension of the token's maker, not PIV");
}

// The officer's own token is let go of again: the one that gets the key may be in the next socket.
Result<staff::Actor> who_imports(const app::Device& device, keys::KeyLife& life, const StaffOptions& options) {
    const auto door = TRY(StaffDoor::open(device, options));
    const staff::Actor who = TRY(door->require(staff::Duty::import_key));
    TRY(life.check(who, staff::Duty::import_key));
    return who;
}

audit::LeafDraft leaf_about(const Imported& imported, const staff::Actor& who) {
    audit::LeafDraft leaf = app::leaf_about(audit::Event::key_into_token);
    leaf.fields["token"] = base::to_hex(crypto::sha256(base::as_bytes(imported.serial)));
    leaf.fields["key"] = base::to_hex(imported.key);
    leaf.fields["algorithm"] = keys::name_of(imported.algorithm);
    leaf.fields["file"] = base::to_hex(imported.file);
    leaf.fields["person"] = who.id();
    return leaf;
}

}  // namespace

Result<Json> import_into_token(const TokenChoice& choice, const TokenImport& import, TokenTable& table) {
    if (import.place.state.empty()) return import_and_try(choice, import, table, [](const Imported&) { return base::Status(); });
    std::optional<Json> told;
    const auto at_device = [&](device::OpenDevice& device) -> base::Status {
        keys::KeyLife life(device.parts(), device.keeper());
        TRY(life.open());
        const staff::Actor who = TRY(who_imports(device.parts(), life, import.staff));
        told = TRY(import_and_try(choice, import, table, [&](const Imported& imported) { return life.record(leaf_about(imported, who)); }));
        return {};
    };
    TRY(at_the_open_device(import.place, at_device));
    return *std::move(told);
}

}  // namespace cli

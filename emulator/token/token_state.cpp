// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/token_state.h"

#include "emulator/token/tlv.h"

#include "appliance/base/reader.h"

#include <charconv>

namespace token {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::string_view format = "inkseal-virtual-token-1";
constexpr std::uint32_t chuid = 0x5FC102;

Reference factory_reference(std::string_view digits) {
    Reference reference;
    reference.value = base::to_bytes(digits);
    reference.value.resize(8, 0xFF);
    return reference;
}

std::string hex_of(std::uint32_t number, std::size_t size) {
    base::Bytes bytes;
    base::append_number(bytes, number, size);
    return base::to_hex(bytes);
}

Json json_of(const Reference& reference) {
    return Json().set("value", base::to_hex(reference.value)).set("tries", int{reference.tries}).set("tries_max", int{reference.tries_max})
        .set("is_default", reference.is_default);
}

Json json_of(const StoredKey& stored) {
    return Json().set("algorithm", static_cast<int>(stored.key.algorithm)).set("secret", base::to_hex(stored.key.secret))
        .set("public", base::to_hex(stored.key.public_part)).set("is_imported", stored.is_imported)
        .set("pin_policy", static_cast<int>(stored.pin_policy)).set("touch_policy", int{stored.touch_policy});
}

Failure invalid(std::string what) { return {Fault::message_invalid, "token file: " + std::move(what)}; }

Result<std::uint8_t> small_number(const Json& json, std::string_view name, int max) {
    const std::int64_t number = TRY(json.number(name));
    if (number < 0 || number > max) return invalid(std::string(name));
    return static_cast<std::uint8_t>(number);
}

Result<const Json*> member(const Json& json, std::string_view name) {
    const Json* found = json.find(name);
    if (found == nullptr) return invalid(std::string(name));
    return found;
}

Result<Reference> reference_of(const Json& json) {
    Reference reference;
    reference.value = TRY(json.hex("value"));
    if (reference.value.size() != 8) return invalid("value");
    reference.tries_max = TRY(small_number(json, "tries_max", 15));
    reference.tries = TRY(small_number(json, "tries", reference.tries_max));
    reference.is_default = TRY(json.flag("is_default"));
    return reference;
}

Result<StoredKey> stored_key_of(const Json& json) {
    const auto algorithm = algorithm_of(TRY(small_number(json, "algorithm", 255)));
    if (!algorithm) return invalid("algorithm");
    StoredKey stored;
    stored.key.algorithm = *algorithm;
    stored.key.secret = TRY(json.hex("secret"));
    stored.key.public_part = TRY(json.hex("public"));
    const std::size_t size = field_size(*algorithm);
    const bool is_rsa = *algorithm == Algorithm::rsa_2048;
    if (stored.key.secret.size() != size || stored.key.public_part.size() != (is_rsa ? size : 1 + 2 * size)) return invalid("key");
    stored.is_imported = TRY(json.flag("is_imported"));
    const std::uint8_t policy = TRY(small_number(json, "pin_policy", 3));
    if (policy == 0) return invalid("pin_policy");
    stored.pin_policy = static_cast<PinPolicy>(policy);
    stored.touch_policy = TRY(small_number(json, "touch_policy", 3));
    return stored;
}

Result<ManagementKey> management_of(const Json& json) {
    const auto cipher = cipher_of(TRY(small_number(json, "cipher", 255)));
    if (!cipher) return invalid("cipher");
    ManagementKey management;
    management.cipher = *cipher;
    management.key = TRY(json.hex("key"));
    if (management.key.size() != key_size(*cipher)) return invalid("key");
    management.is_default = TRY(json.flag("is_default"));
    return management;
}

Result<std::uint32_t> number_of_hex(std::string_view text, std::uint32_t max) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (error != std::errc() || end != text.data() + text.size() || number > max) return invalid("number");
    return number;
}

}  // namespace

TokenState factory_state(const Birth& birth, Randomness& random) {
    TokenState state;
    state.birth = birth;
    state.pin = factory_reference("123456");
    state.puk = factory_reference("12345678");
    state.management.cipher = birth.management;
    for (std::size_t i = 0; i < key_size(birth.management); ++i) state.management.key.push_back(static_cast<std::uint8_t>(1 + i % 8));
    // SP 800-73-4 part 1, section 3.1.2. The FASC-N is the one for cards outside the
    // federal agencies: agency, system and credential of nines.
    base::Bytes value = tlv(0x30, base::Bytes{0xD4, 0xE7, 0x39, 0xDA, 0x73, 0x9C, 0xED, 0x39, 0xCE, 0x73, 0x9D, 0x83, 0x68, 0x58, 0x21,
                                              0x08, 0x42, 0x10, 0x84, 0x21, 0xC8, 0x42, 0x10, 0xC3, 0xEB});
    base::append(value, tlv(0x34, random.bytes(16)));
    base::append(value, tlv(0x35, base::as_bytes("20991231")));
    base::append(value, tlv(0x3E, base::ByteView()));
    base::append(value, tlv(0xFE, base::ByteView()));
    state.objects[chuid] = std::move(value);
    return state;
}

Json json_of(const TokenState& state) {
    Json keys = Json::Object(), objects = Json::Object();
    for (const auto& [slot, stored] : state.keys) keys.set(hex_of(slot, 1), json_of(stored));
    for (const auto& [tag, value] : state.objects) objects.set(hex_of(tag, 3), base::to_hex(value));
    Json management = Json().set("cipher", static_cast<int>(state.management.cipher)).set("key", base::to_hex(state.management.key))
                          .set("is_default", state.management.is_default);
    return Json().set("format", format).set("serial", std::int64_t{state.birth.serial}).set("name", state.birth.name)
        .set("born_with", static_cast<int>(state.birth.management)).set("pin", json_of(state.pin))
        .set("puk", json_of(state.puk)).set("management", std::move(management)).set("keys", std::move(keys)).set("objects", std::move(objects));
}

Result<TokenState> state_of(const Json& json) {
    const std::string said = TRY(json.text("format"));
    if (said != format) return invalid("format");
    TokenState state;
    const std::int64_t serial = TRY(json.number("serial"));
    if (serial < 0 || serial > 0xffffffffLL) return invalid("serial");
    state.birth.serial = static_cast<std::uint32_t>(serial);
    state.birth.name = TRY(json.text("name"));
    const auto born_with = cipher_of(TRY(small_number(json, "born_with", 255)));
    if (!born_with) return invalid("born_with");
    state.birth.management = *born_with;
    const Json* pin = TRY(member(json, "pin"));
    state.pin = TRY(reference_of(*pin));
    const Json* puk = TRY(member(json, "puk"));
    state.puk = TRY(reference_of(*puk));
    const Json* management = TRY(member(json, "management"));
    state.management = TRY(management_of(*management));
    const Json::Object* keys = TRY(json.object("keys"));
    for (const auto& [slot, key] : *keys) {
        const std::uint32_t number = TRY(number_of_hex(slot, 0xff));
        state.keys[static_cast<std::uint8_t>(number)] = TRY(stored_key_of(key));
    }
    const Json::Object* objects = TRY(json.object("objects"));
    for (const auto& [tag, value] : *objects) {
        const std::uint32_t number = TRY(number_of_hex(tag, 0xffffff));
        const std::string* hex = value.as_text();
        if (hex == nullptr || !base::from_hex(*hex, state.objects[number])) return invalid("object");
    }
    return state;
}

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
// What a token remembers without power, and how that is written: canonical JSON, one
// file. Nothing in it is secret in earnest: it is a bench's token.
//
//   {"format":"inkseal-virtual-token-1","serial":7,"name":"Nora","born_with":10,"pin":{"value":"3132..",
//    "tries":3,"tries_max":3,"is_default":true},"puk":{..},"management":{"cipher":10,
//    "key":"0102..","is_default":true},"keys":{"9a":{"algorithm":17,"secret":"..",
//    "public":"..","is_imported":false,"pin_policy":2,"touch_policy":1}},
//    "objects":{"5fc105":".."}}
#pragma once

#include "emulator/token/card_key.h"
#include "emulator/token/management_cipher.h"

#include "appliance/base/json.h"

#include <map>
#include <string>

namespace token {

// A PIN or PUK: 8 bytes, padded with FF (SP 800-73-4 part 2, section 2.4.3).
struct Reference {
    base::Bytes value;
    std::uint8_t tries = 3, tries_max = 3;
    bool is_default = true;
};

// The values that YubiKeys use in their commands.
enum class PinPolicy : std::uint8_t { never = 1, once = 2, always = 3 };

struct StoredKey {
    CardKey key;
    bool is_imported = false;
    PinPolicy pin_policy = PinPolicy::once;
    std::uint8_t touch_policy = 1;  // remembered and shown; nobody can touch a virtual token
};

struct ManagementKey {
    Cipher cipher = Cipher::aes_192;
    base::Bytes key;
    bool is_default = true;
};

// What is a token's own, whatever happens to it later.
struct Birth {
    std::uint32_t serial = 0;
    std::string name;                    // also the application's label; 1 to 32 ASCII characters
    Cipher management = Cipher::aes_192; // SP 800-78-4 ends 3DES; older programs know nothing else
};

struct TokenState {
    Birth birth;
    Reference pin, puk;
    ManagementKey management;
    std::map<std::uint8_t, StoredKey> keys;          // by slot
    std::map<std::uint32_t, base::Bytes> objects;    // by tag; the value inside 53
};

// As it leaves the factory: PIN 123456, PUK 12345678, management key 01 02 .. 08 as often
// as it fits, a CHUID with a random GUID, no keys.
TokenState factory_state(const Birth& birth, Randomness& random);

base::Json json_of(const TokenState& state);
// Faults: message_invalid.
base::Result<TokenState> state_of(const base::Json& json);

}  // namespace token

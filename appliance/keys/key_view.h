// SPDX-License-Identifier: Apache-2.0
// A key as it is shown: by `inkseal keys list`, on the screen, in reports. Facts are the
// hardware's; the words beside them say no more than the facts do.
#pragma once

#include "appliance/keys/key_record.h"
#include "appliance/ports/key_keeper.h"

namespace keys {

enum class Standing {
    no_certificate,   // made, and of no use yet
    ready,            // could be activated
    active,           // documents are signed with it
    expired,          // its certificate is over
    retired,          // another one took its place
    destroyed,
};
std::string_view name_of(Standing standing);

struct KeyView {
    ports::KeyFacts facts;
    Origin origin = Origin::born_here;
    std::int64_t since_ms = 0;
    std::vector<crypto::Certificate> chain;
    Standing standing = Standing::no_certificate;
    std::optional<std::int64_t> days_left;  // of the certificate
    // How often it may still be used, and until when by the wall clock. All keys share the
    // device's approval. Absent: nobody could tell, which is not the same as for ever.
    struct Uses {
        std::uint64_t left = 0;
        std::int64_t until_ms = 0;  // 0: no approval is in force
    };
    std::optional<Uses> uses;
};

// What may be said of where a key has been, in one sentence:
// "Born in this chip; no copy exists and none can be made."
std::string origin_sentence(const KeyView& view);
// What lets it sign, and what lets it go.
std::string policy_sentence(const KeyView& view);

// "May sign 400 more times, until 2026-11-30."
std::string uses_sentence(const KeyView& view);

// 60, 30 and 7 days before a certificate ends, and after; empty when there is time.
enum class Urgency { none, soon, near, now, over };
Urgency urgency_of(const KeyView& view);
std::string_view name_of(Urgency urgency);

// One object a key, canonical; `keys.json` is an array of them.
base::Json to_json(const KeyView& view);

}  // namespace keys

// SPDX-License-Identifier: Apache-2.0
// Rotation: every six to twelve months a new key takes the active one's place, with an
// overlap in which both are there. SP 800-57 part 1, 5.3.6 and 6.1: a private signature
// key is destroyed when its time is over; its certificates stay for ever.
//
//   active -> due -> a successor is made -> it has its certificate -> it was tried, and
//   signs -> the overlap is over -> the old private key is destroyed
//
// Where a rotation stands is on the disk before each step, so that whoever comes next
// goes on from there.
#pragma once

#include "appliance/keys/key_life.h"

namespace keys {

struct RotationPolicy {
    int months = 12;        // 6 to 12: how long a key signs
    int overlap_days = 14;  // 0 to 90: how long the old one is kept after the new one signs
    bool operator==(const RotationPolicy&) const = default;
};

enum class RotationStage {
    resting,           // nothing to do before `at_ms`
    due,               // a successor should be made
    wants_key,         // one was decided on and is not there yet
    wants_certificate, // the successor has none
    wants_trial,       // it has one, and signs nothing yet
    overlapping,       // it signs; the old key is kept until `at_ms`
    wants_end,         // the old key's time is over
};
std::string_view name_of(RotationStage stage);

struct RotationStanding {
    RotationStage stage = RotationStage::resting;
    RotationPolicy policy;
    std::string active;
    std::string retiring;   // of the rotation that is under way
    std::string successor;
    std::int64_t at_ms = 0; // when due, or the overlap's end; 0 otherwise
};

class Rotation {
public:
    // Outlives this.
    explicit Rotation(KeyLife& life) : m_life(life) {}

    // Faults: configuration_invalid (keys/rotation.json is damaged), and those of KeyLife::list.
    base::Result<RotationStanding> look();
    // A rotation whose beginning a power cut left out of the log gets its entry. KeyLife::open
    // asks for it; a damaged plan is look()'s to tell.
    base::Status make_up();
    // Fault: usage_invalid (outside of what is allowed; the detail says what is).
    base::Status set_policy(const staff::Actor& who, const RotationPolicy& policy);
    // Makes the successor, of the active key's algorithm; begun before, it is finished.
    // `name` may be empty: a new one with the month. Faults: usage_invalid (the active key
    // was made to be released: its custodians' consent is needed again, so make that one by
    // hand), plan_step_refused (another rotation is under way), and those of KeyLife::create.
    base::Result<KeyView> begin(const staff::Actor& who, const std::string& name);
    // From the next start on documents are signed with the successor.
    base::Result<KeyView> put_to_use(const staff::Actor& who);
    // Destroys the old private key. Fault: plan_step_refused (not before the overlap is over,
    // unless `is_urgent`: the key may be in wrong hands).
    base::Status finish(const staff::Actor& who, bool is_urgent);

private:
    struct Plan;
    base::Result<Plan> read();
    base::Status keep(const Plan& plan);
    base::Status log_beginning(Plan plan);
    base::Result<RotationStanding> standing_of(const Plan& plan);
    KeyLife& m_life;
};

}  // namespace keys

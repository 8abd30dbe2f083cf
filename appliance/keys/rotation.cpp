// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/rotation.h"

#include "appliance/app/journal.h"
#include "appliance/base/calendar.h"

#include <algorithm>

namespace keys {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using staff::Duty;

constexpr std::string_view plan_path = "keys/rotation-plan";
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t month_ms = 365 * day_ms / 12;  // a policy, not a calendar

bool is_allowed(const RotationPolicy& policy) {
    return policy.months >= 6 && policy.months <= 12 && policy.overlap_days >= 0 && policy.overlap_days <= 90;
}

const KeyView* find_in(const std::vector<KeyView>& views, const std::string& name) {
    const auto found = std::find_if(views.begin(), views.end(), [&](const KeyView& view) { return view.facts.name == name; });
    return found == views.end() ? nullptr : &*found;
}

// "seal-2026-11"; with a number when there was one.
std::string fresh_name(const std::vector<KeyView>& views, std::int64_t now_ms) {
    const std::string stem = "seal-" + base::to_rfc3339(now_ms).substr(0, 7);
    std::string name = stem;
    for (int number = 2; find_in(views, name) != nullptr; ++number) name = stem + "-" + std::to_string(number);
    return name;
}

}  // namespace

struct Rotation::Plan {
    RotationPolicy policy;
    std::string retiring, successor;   // empty: none is under way
    std::int64_t signs_since_ms = 0;   // the successor; 0: not yet
    std::string begun_by = {};         // while that has no entry yet
};

std::string_view name_of(RotationStage stage) {
    switch (stage) {
    case RotationStage::resting: return "resting";
    case RotationStage::due: return "due";
    case RotationStage::wants_key: return "wants-key";
    case RotationStage::wants_certificate: return "wants-certificate";
    case RotationStage::wants_trial: return "wants-trial";
    case RotationStage::overlapping: return "overlapping";
    case RotationStage::wants_end: return "wants-end";
    }
    return "";
}

Result<Rotation::Plan> Rotation::read() {
    const auto text = m_life.device().disk.read(plan_path);
    if (!text && text.fault() == Fault::disk_not_found) return Plan{};
    const base::Bytes bytes = TRY(text);
    const auto damaged = [](const std::string& why) { return Failure{Fault::configuration_invalid, std::string(plan_path) + ": " + why}; };
    const auto json = base::parse_json(base::as_text(bytes), {.size_max = 1024, .depth_max = 1});
    if (!json || !json->is_object()) return damaged("not one of version 1");
    const bool owes_entry = json->as_object()->contains("begun_by");
    if (json->as_object()->size() != (owes_entry ? 7 : 6)) return damaged("not one of version 1");
    const auto begun_by = owes_entry ? json->text("begun_by") : Result<std::string>(std::string());
    const auto version = json->number("v");
    const auto months = json->number("months");
    const auto overlap = json->number("overlap_days");
    const auto retiring = json->text("retiring");
    const auto successor = json->text("successor");
    const auto since = json->number("signs_since_ms");
    if (!version || *version != 1 || !months || !overlap || !retiring || !successor || !since || !begun_by) return damaged("a member is missing");
    if (*months < 6 || *months > 12 || *overlap < 0 || *overlap > 90) return damaged("outside of 6 to 12 months or 0 to 90 days");
    if (retiring->empty() != successor->empty()) return damaged("half a rotation");
    if (owes_entry && (begun_by->empty() || retiring->empty())) return damaged("nobody began it");
    return Plan{{static_cast<int>(*months), static_cast<int>(*overlap)}, *retiring, *successor, *since, *begun_by};
}

Status Rotation::keep(const Plan& plan) {
    Json json;
    json.set("v", 1).set("months", plan.policy.months).set("overlap_days", plan.policy.overlap_days);
    json.set("retiring", plan.retiring).set("successor", plan.successor).set("signs_since_ms", plan.signs_since_ms);
    if (!plan.begun_by.empty()) json.set("begun_by", plan.begun_by);
    return m_life.device().disk.write_atomically(plan_path, base::as_bytes(base::canonical_json(json)));
}

Result<RotationStanding> Rotation::standing_of(const Plan& plan) {
    const std::vector<KeyView> views = TRY(m_life.list());
    const std::int64_t now = m_life.device().clock.wall_ms();
    RotationStanding standing;
    standing.policy = plan.policy;
    standing.retiring = plan.retiring;
    standing.successor = plan.successor;
    const Activation activation = TRY(KeyBook(m_life.device().disk).activation());
    standing.active = activation.name;
    if (plan.successor.empty()) {
        const KeyView* signing = find_in(views, standing.active);
        if (signing == nullptr || signing->chain.empty()) return standing;
        // From when it began to sign, and never past its certificate.
        const crypto::Certificate& leaf = signing->chain.front();
        standing.at_ms = std::min(leaf.not_before_ms() + plan.policy.months * month_ms, leaf.not_after_ms());
        standing.stage = now >= standing.at_ms ? RotationStage::due : RotationStage::resting;
        return standing;
    }
    const KeyView* successor = find_in(views, plan.successor);
    if (successor == nullptr) {
        standing.stage = RotationStage::wants_key;
    } else if (successor->chain.empty()) {
        standing.stage = RotationStage::wants_certificate;
    } else if (plan.signs_since_ms == 0) {
        standing.stage = RotationStage::wants_trial;
    } else {
        standing.at_ms = plan.signs_since_ms + plan.policy.overlap_days * day_ms;
        standing.stage = now >= standing.at_ms ? RotationStage::wants_end : RotationStage::overlapping;
    }
    return standing;
}

Result<RotationStanding> Rotation::look() {
    Plan plan = TRY(read());
    if (plan.successor.empty()) return standing_of(plan);
    // Somebody may have done a step by hand, or the power was cut behind one.
    const std::vector<KeyView> views = TRY(m_life.list());
    const KeyView* retiring = find_in(views, plan.retiring);
    const KeyView* successor = find_in(views, plan.successor);
    const bool is_over = retiring == nullptr || retiring->standing == Standing::destroyed || (successor != nullptr && successor->standing == Standing::destroyed);
    const bool signs_unnoticed = successor != nullptr && successor->standing == Standing::active && plan.signs_since_ms == 0;
    if (is_over) plan = Plan{plan.policy, {}, {}, 0, {}};
    else if (signs_unnoticed) plan.signs_since_ms = m_life.device().clock.wall_ms();
    if (is_over || signs_unnoticed) TRY(keep(plan));
    return standing_of(plan);
}

Status Rotation::set_policy(const staff::Actor& who, const RotationPolicy& policy) {
    TRY(m_life.check(who, Duty::create_key));
    if (!is_allowed(policy)) return Failure{Fault::usage_invalid, "a key signs for 6 to 12 months, and overlaps for 0 to 90 days"};
    Plan plan = TRY(read());
    plan.policy = policy;
    return keep(plan);
}

Status Rotation::log_beginning(Plan plan) {
    audit::LeafDraft leaf = app::leaf_about(audit::Event::key_rotation_started);
    leaf.fields["name"] = plan.retiring;
    leaf.fields["successor"] = plan.successor;
    leaf.fields["person"] = plan.begun_by;
    TRY(m_life.record(leaf));
    plan.begun_by.clear();
    return keep(plan);
}

Status Rotation::make_up() {
    auto plan = read();
    if (!plan || plan->begun_by.empty()) return {};
    // No name is given twice, so neither is a pair of them: one entry at most speaks of both.
    const auto is_of_plan = [&](const audit::Leaf& leaf) {
        if (leaf.event != audit::Event::key_rotation_started) return false;
        const std::string *name = leaf.fields.at("name").as_text(), *successor = leaf.fields.at("successor").as_text();
        return name != nullptr && successor != nullptr && *name == plan->retiring && *successor == plan->successor;
    };
    const auto entry = TRY(m_life.newest(is_of_plan));
    if (!entry) return log_beginning(*plan);
    plan->begun_by.clear();
    return keep(*plan);
}

Result<KeyView> Rotation::begin(const staff::Actor& who, const std::string& name) {
    TRY(m_life.check(who, Duty::create_key));
    RotationStanding standing = TRY(look());
    Plan plan = TRY(read());
    const std::vector<KeyView> views = TRY(m_life.list());
    if (plan.successor.empty()) {
        plan.retiring = standing.active;
        plan.successor = name.empty() ? fresh_name(views, m_life.device().clock.wall_ms()) : name;
        if (find_in(views, plan.successor) != nullptr) return Failure{Fault::output_exists, "a key " + plan.successor};
        if (!is_key_name(plan.successor)) return Failure{Fault::usage_invalid, "a key's name: 1 to 40 of a-z, 0-9 and -"};
    } else if (standing.stage != RotationStage::wants_key || (!name.empty() && name != plan.successor)) {
        return m_life.refused(who, {Fault::plan_step_refused, plan.successor + " is to follow " + plan.retiring + " already"});
    }
    const KeyView* old = find_in(views, plan.retiring);
    if (old == nullptr) return Failure{Fault::key_missing, plan.retiring};
    if (old->facts.quorum) return m_life.refused(who, {Fault::usage_invalid, plan.retiring + " has custodians; make its successor with `keys create` and name them"});
    const bool is_new = standing.successor.empty();
    if (is_new) plan.begun_by = who.id();
    TRY(keep(plan));
    if (is_new) TRY(log_beginning(plan));
    return m_life.create(who, plan.successor, old->facts.algorithm, std::nullopt);
}

Result<KeyView> Rotation::put_to_use(const staff::Actor& who) {
    const RotationStanding standing = TRY(look());
    if (standing.stage != RotationStage::wants_trial)
        return m_life.refused(who, {Fault::plan_step_refused, "no successor waits to be put to use"});
    KeyView view = TRY(m_life.activate(who, standing.successor));
    Plan plan = TRY(read());
    plan.signs_since_ms = m_life.device().clock.wall_ms();
    TRY(keep(plan));
    return view;
}

Status Rotation::finish(const staff::Actor& who, bool is_urgent) {
    const RotationStanding standing = TRY(look());
    const bool may = standing.stage == RotationStage::wants_end || (is_urgent && standing.stage == RotationStage::overlapping);
    if (!may) {
        const std::string why = standing.stage == RotationStage::overlapping ? standing.retiring + " is kept until " + base::to_rfc3339(standing.at_ms)
                                                                            : "no key has been replaced";
        return m_life.refused(who, {Fault::plan_step_refused, why});
    }
    TRY(m_life.destroy(who, standing.retiring));
    return keep(Plan{standing.policy, {}, {}, 0, {}});
}

}  // namespace keys

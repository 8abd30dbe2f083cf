// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/house_policy.h"

#include "appliance/base/json.h"

namespace receiver {
namespace {

using base::Fault;
using base::Json;
using base::Result;

constexpr std::string_view policy_path = "policy.json";
constexpr std::int64_t number_max = 1'000'000;

base::Failure invalid(const std::string& name) { return {Fault::configuration_invalid, "policy.json: " + name}; }

base::Status take(HousePolicy& policy, const std::string& name, const Json& value) {
    if (const bool* flag = value.as_flag()) {
        if (name == "certifies_imported") return policy.certifies_imported = *flag, base::Status();
        if (name == "certifies_exportable") return policy.certifies_exportable = *flag, base::Status();
        return invalid(name);
    }
    const std::int64_t* number = value.as_number();
    if (number == nullptr || *number < 1 || *number > number_max) return invalid(name);
    const auto natural = static_cast<std::uint32_t>(*number);
    if (name == "custodians_needed_min") return policy.custodians_needed_min = natural, base::Status();
    if (name == "certificate_days") return policy.certificate_days = natural, base::Status();
    if (name == "lease_hours_max") return policy.lease_hours_max = natural, base::Status();
    if (name == "resets_max") return policy.resets_max = natural, base::Status();
    if (name == "signatures_max") return policy.signatures_max = natural, base::Status();
    return invalid(name);
}

}  // namespace

Result<HousePolicy> read_house_policy(const base::Disk& disk) {
    HousePolicy policy;
    if (!disk.exists(policy_path)) return policy;
    const base::Bytes text = TRY(disk.read(policy_path));
    const auto json = base::parse_json(base::as_text(text), {.size_max = 4096, .depth_max = 2});
    if (!json || json->as_object() == nullptr) return invalid("unreadable");
    for (const auto& [name, value] : *json->as_object()) TRY(take(policy, name, value));
    return policy;
}

}  // namespace receiver

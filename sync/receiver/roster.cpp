// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/roster.h"

#include "appliance/staff/roster.h"
#include "sync/statement.h"

namespace receiver {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t days_max = 400;
constexpr std::size_t people_size_max = 4U << 20U;

}  // namespace

Result<Bytes> make_roster(const Desk& desk, std::string_view people, const std::vector<std::string>& devices) {
    const Json asked = TRY(base::parse_json(people, {.size_max = people_size_max, .depth_max = 6}));
    const std::int64_t days = TRY(asked.number("days"));
    if (days < 1 || days > days_max) return Failure{Fault::message_invalid, "days: 1 to 400"};
    Json pack = asked;
    pack.as_object()->erase("days");
    const std::int64_t now_ms = desk.clock.wall_ms();
    pack.set("v", 1).set("kind", "roster").set("serial", 1).set("issued_ms", now_ms).set("expires_ms", now_ms + days * day_ms);
    if (pack.find("revoked") == nullptr) pack.set("revoked", Json(Json::Array{}));
    if (!devices.empty() && pack.find("devices") == nullptr) {
        Json named{Json::Array{}};
        for (const std::string& device : devices) named.push(device);
        pack.set("devices", std::move(named));
    }
    // Read as a device will; only a pack that can be read is given a number.
    TRY(staff::roster_from(pack));
    pack.set("serial", static_cast<std::int64_t>(TRY(desk.index.next_number("roster"))));
    const staff::Roster roster = TRY(staff::roster_from(pack));
    return exchange::sign_statement(staff::to_json(roster), desk.platform.work_order.signer());
}

}  // namespace receiver

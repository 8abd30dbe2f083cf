// SPDX-License-Identifier: Apache-2.0
#include "emulator/token_desk.h"

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using Clock = token::CcidDevice::Clock;
using std::chrono::milliseconds;

constexpr std::int64_t ms_max = 3'600'000;

Failure unknown(const std::string& what) { return {Fault::usage_invalid, "no such order: " + what}; }

Result<milliseconds> milliseconds_of(const Json& order) {
    const std::int64_t ms = TRY(order.number("ms"));
    if (ms < 0 || ms > ms_max) return Failure{Fault::usage_invalid, "ms"};
    return milliseconds(ms);
}

Status pull_at(token::CcidDevice& reader, const Json& order) {
    const std::int64_t command = TRY(order.number("command"));
    const std::string moment = TRY(order.text("moment"));
    if (command < 1 || (moment != "before_work" && moment != "before_answer")) return Failure{Fault::usage_invalid, "command, moment"};
    reader.pull_at(static_cast<std::uint64_t>(command), moment == "before_work" ? token::PullMoment::before_work : token::PullMoment::before_answer);
    return {};
}

Status obey_in_reader(token::CcidDevice& reader, const Json& order, const std::string& what) {
    if (what == "pull_at") return pull_at(reader, order);
    if (what == "go_on") reader.stall_until(Clock::time_point::min());
    else if (what == "stall" && order.find("ms") == nullptr) reader.stall_until(Clock::time_point::max());
    else if (what == "stall") reader.stall_until(Clock::now() + TRY(milliseconds_of(order)));
    else if (what == "slow") reader.slow_down(TRY(milliseconds_of(order)));
    else if (what == "take_card") reader.take_card_out();
    else if (what == "give_card") reader.put_card_in();
    else return unknown(what);
    return {};
}

}  // namespace

Result<std::unique_ptr<TokenDesk>> TokenDesk::open(base::Disk& disk, TokenPlace place) {
    std::unique_ptr<TokenDesk> desk(new TokenDesk(disk, std::move(place)));
    const auto applet = TRY(token::PivApplet::open(disk, desk->m_place.file, desk->m_place.birth));
    desk->m_place.birth = applet->state().birth;
    desk->m_place.description.serial = std::to_string(desk->m_place.birth.serial);
    desk->m_place.description.name = desk->m_place.birth.name;
    return desk;
}

Status TokenDesk::plug() {
    if (m_plugged) return {};
    auto applet = TRY(token::PivApplet::open(m_disk, m_place.file, m_place.birth));
    auto plugged = std::make_unique<Plugged>(std::move(applet), m_place.description.message_max);
    plugged->card.lie(m_lie);
    plugged->reader.spoil(m_defect);
    plugged->plug = TRY(token::UsbPlug::insert(m_place.bus, m_place.description, plugged->reader, m_address));
    m_address = plugged->plug->address();
    m_plugged = std::move(plugged);
    return {};
}

void TokenDesk::pull() {
    if (!m_plugged) return;
    m_commands += m_plugged->reader.commands_received();
    m_plugged->card.cut_power();
    m_plugged.reset();
    m_lie = token::Lie::none;
    m_defect = token::FrameDefect::none;
}

Json TokenDesk::status() const {
    const std::uint64_t commands = m_commands + (m_plugged ? m_plugged->reader.commands_received() : 0);
    return Json().set("is_plugged", is_plugged()).set("address", m_address).set("serial", std::int64_t{m_place.birth.serial})
        .set("name", m_place.birth.name).set("commands", static_cast<std::int64_t>(commands)).set("lie", token::name_of(m_lie))
        .set("defect", token::name_of(m_defect));
}

Status TokenDesk::misbehave(const Json& order, const std::string& what) {
    const std::string how = TRY(order.text("how"));
    if (what == "lie") {
        const auto lie = token::lie_named(how);
        if (!lie) return unknown(how);
        m_lie = *lie;
        if (m_plugged) m_plugged->card.lie(m_lie);
        return {};
    }
    const auto defect = token::defect_named(how);
    if (!defect) return unknown(how);
    m_defect = *defect;
    if (m_plugged) m_plugged->reader.spoil(m_defect);
    return {};
}

Result<Json> TokenDesk::obey(const Json& order) {
    const std::string what = TRY(order.text("op"));
    if (what == "plug") TRY(plug());
    else if (what == "pull") pull();
    else if (what == "lie" || what == "spoil") TRY(misbehave(order, what));
    else if (what != "status") {
        if (!m_plugged) return Failure{Fault::usage_invalid, "the token is out, or no such order: " + what};
        TRY(obey_in_reader(m_plugged->reader, order, what));
    }
    return status();
}

std::vector<int> TokenDesk::descriptors() const { return m_plugged ? m_plugged->plug->descriptors() : std::vector<int>{}; }

int TokenDesk::wait_ms() const { return m_plugged ? m_plugged->reader.wait_ms() : -1; }

void TokenDesk::tick() {
    if (!m_plugged) return;
    m_plugged->plug->tick();
    if (m_plugged->reader.is_pulled()) pull();
}

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/papers_intake.h"

#include "appliance/device/log_promises.h"
#include "appliance/device/registrations.h"
#include "appliance/keys/front_door.h"
#include "appliance/keys/revocations.h"
#include "sync/papers.h"

namespace device {
namespace {

using base::Fault;
using base::Status;

// Not the paper's fault: it stays for another look.
bool is_trouble_here(Fault fault) {
    return fault == Fault::disk_full || fault == Fault::disk_failed || fault == Fault::vault_unavailable || fault == Fault::vault_corrupt ||
           fault == Fault::audit_broken;
}

}  // namespace

Status PapersIntake::settle(std::string_view name, const base::Failure& why) {
    if (is_trouble_here(why.fault)) return why;
    // The same list may come twice: a cut between taking it and putting the paper away.
    if (why.fault != Fault::server_conflict) m_device.tell_service({why.fault, std::string(name) + ": " + why.detail});
    return m_device.mailbox.discard(name);
}

Status PapersIntake::take_list(std::string_view name) {
    const base::Bytes list = TRY(m_device.mailbox.fetch(name));
    if (const auto installed = keys::Revocations(m_device).install(list); !installed) return settle(name, installed.failure());
    TRY(m_identity.trust.renew_crl(list));
    return m_device.mailbox.discard(name);
}

Status PapersIntake::take_registrations() {
    const base::Bytes list = TRY(m_device.mailbox.fetch(exchange::registrations_name));
    if (const auto installed = Registrations(m_device, m_identity).install(list); !installed)
        return settle(exchange::registrations_name, installed.failure());
    return m_device.mailbox.discard(exchange::registrations_name);
}

Status PapersIntake::take_roster() {
    const base::Bytes pack = TRY(m_device.mailbox.fetch(exchange::roster_name));
    if (const auto installed = keys::FrontDoor(m_device).install(pack, {}); !installed) return settle(exchange::roster_name, installed.failure());
    return m_device.mailbox.discard(exchange::roster_name);
}

// What was taken away may be here again.
Status PapersIntake::look_again() {
    const PromisedLists promised = TRY(promised_lists(m_device.log));
    m_identity.lacks = lacking(promised, m_device.disk, m_identity, m_device.clock.wall_ms());
    return {};
}

Status PapersIntake::look() {
    bool has_roster = false, has_list = false;
    for (const std::string& name : TRY(m_device.mailbox.arrivals())) {
        has_list = has_list || exchange::is_paper_name(name);
        if (name == exchange::root_crl_name || name == exchange::issuing_crl_name) TRY(take_list(name));
        if (name == exchange::registrations_name) TRY(take_registrations());
        has_roster = has_roster || name == exchange::roster_name;
    }
    if (has_list && !m_identity.lacks.empty()) TRY(look_again());
    // After the lists: whoever signed the roster may be on one of them.
    return has_roster ? take_roster() : Status();
}

}  // namespace device

// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/key_shipment.h"

#include "sync/arrival_letter.h"
#include "sync/letter_desk.h"

namespace device {
namespace {

using base::Bytes;
using base::Result;
using base::Status;

std::string asked_path(const std::string& shipment) { return "keys/sent/" + shipment + ".asked"; }

Result<exchange::LetterHead> what_was_asked(const base::Disk& disk, const std::string& shipment) {
    const Bytes text = TRY(disk.read(asked_path(shipment)));
    const base::Json json = TRY(base::parse_json(base::as_text(text)));
    return exchange::head_of(json);
}

// In the inbox, for keys::Shipments::confirm, with what it is about.
struct CameBack {
    std::string shipment;
    Bytes confirmation;
};

Result<std::vector<CameBack>> confirmations_that_came(OpenDevice& device, keys::Shipments& shipments) {
    const app::Device& parts = device.parts();
    std::vector<CameBack> came;
    for (const keys::Shipment& shipment : TRY(shipments.all())) {
        if (!parts.disk.exists(asked_path(shipment.id))) continue;
        const exchange::LetterHead head = TRY(what_was_asked(parts.disk, shipment.id));
        const auto answer = TRY(device.letters().answer(head));
        if (!answer) continue;
        Bytes confirmation = TRY(exchange::open_arrival_answer(*answer, head, parts.identity.trust, parts.clock.wall_ms()));
        came.push_back({shipment.id, std::move(confirmation)});
    }
    return came;
}

Status put_away(OpenDevice& device, const CameBack& came) {
    base::Disk& disk = device.parts().disk;
    const exchange::LetterHead head = TRY(what_was_asked(disk, came.shipment));
    TRY(device.letters().put_away(head));
    return disk.remove(asked_path(came.shipment));
}

Status forget_sending(OpenDevice& device, const keys::Shipment& shipment) {
    base::Disk& disk = device.parts().disk;
    if (!disk.exists(asked_path(shipment.id))) return {};
    const exchange::LetterHead head = TRY(what_was_asked(disk, shipment.id));
    TRY(disk.remove("outbox/" + exchange::letter_file(head, exchange::letter_ending)));
    TRY(device.letters().put_away(head));
    return disk.remove(asked_path(shipment.id));
}

}  // namespace

Status send_to_platform(OpenDevice& device, const keys::Shipment& shipment, const std::vector<crypto::NamedFile>& files) {
    base::Disk& disk = device.parts().disk;
    exchange::LetterDesk& desk = device.letters();
    exchange::ArrivalRequest request{desk.begin(exchange::arrival_request_kind), files};
    // The same letter again after an interruption: the platform answers it once.
    if (disk.exists(asked_path(shipment.id))) request.head = TRY(what_was_asked(disk, shipment.id));
    const base::Json content = TRY(exchange::write_arrival_request(request));
    TRY(disk.write_atomically(asked_path(shipment.id), base::as_bytes(base::canonical_json(exchange::letter_with(request.head)))));
    return desk.post(content);
}

Result<keys::Shipment> give_up(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& shipment, const std::string& reason) {
    keys::Shipment given_up = TRY(keys::Shipments(life).abandon(who, shipment, reason));
    TRY(forget_sending(device, given_up));
    return given_up;
}

Result<std::vector<keys::Shipment>> take_confirmations(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who) {
    keys::Shipments shipments(life);
    const std::vector<CameBack> all = TRY(confirmations_that_came(device, shipments));
    if (all.empty()) return base::Failure{base::Fault::transfer_unconfirmed, "no confirmation came from the platform yet; run the courier, or give the file"};
    std::vector<keys::Shipment> arrived;
    for (const CameBack& one : all) {
        arrived.push_back(TRY(shipments.confirm(who, one.confirmation)));
        TRY(put_away(device, one));
    }
    return arrived;
}

}  // namespace device

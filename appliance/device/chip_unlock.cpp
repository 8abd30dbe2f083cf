// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/chip_unlock.h"

#include "appliance/app/journal.h"
#include "appliance/keys/key_life.h"

namespace device {

using base::Fault;
using base::Status;

Status unlock_chip(OpenDevice& device, const staff::Actor& officer, const Escrowed& escrow) {
    keys::KeyLife life(device.parts(), device.keeper());
    TRY(life.check(officer, staff::Duty::unlock_chip));
    if (const Status proven = device.prove_escrow(escrow); !proven) {
        base::Failure why = proven.failure();
        if (why.fault == Fault::tpm_auth_refused) why.detail = "this is not the chip's lockout authorisation; the chip takes no other for a day with power";
        if (why.fault == Fault::tpm_locked_out) why.detail = "a wrong lockout authorisation was given before; wait until the chip had power for a day";
        return life.refused(officer, std::move(why));
    }
    audit::LeafDraft leaf = app::leaf_about(audit::Event::chip_unlocked);
    leaf.fields["person"] = officer.id();
    return life.record(leaf);
}

}  // namespace device

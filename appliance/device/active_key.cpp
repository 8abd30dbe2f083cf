// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/active_key.h"

#include "appliance/keys/key_record.h"

namespace device {

base::Status take_up_active_key(base::Disk& disk, ports::KeyKeeper& keeper, app::Identity& identity) {
    const keys::KeyBook book(disk);
    const keys::Activation activation = TRY(book.activation());
    const std::string& name = activation.name;
    if (name == keys::birth_name) return {};
    const auto record = TRY(book.find(name));
    if (!record) return base::Failure{base::Fault::configuration_invalid, "keys/active names " + name + ", which is in no book"};
    if (record->chain.empty()) return base::Failure{base::Fault::certificate_invalid, name + " has no certificate"};
    TRY(keeper.guard(name));
    identity.signing_certificate = record->chain.front();
    identity.signing_chain.clear();
    for (std::size_t i = 1; i < record->chain.size(); ++i) {
        if (record->chain[i].is_self_signed()) continue;
        identity.signing_chain.push_back(record->chain[i]);
        identity.trust.add_intermediate(record->chain[i]);
    }
    return {};
}

}  // namespace device

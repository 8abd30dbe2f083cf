// SPDX-License-Identifier: Apache-2.0
// Of all that lies on a stick, what could be what somebody looks for; and names for what is
// written there, which never replace anything.
#pragma once

#include "appliance/admin/screen.h"
#include "appliance/ports/exchange_folder.h"

namespace admin {

StickScreen look_for(ports::ExchangeFolder& stick, StickScreen::Seeks seeks, const std::string& key = {});

// "ward-7.csr", and "ward-7-2.csr" while that is taken. Faults: those of ExchangeFolder::files.
base::Result<std::string> free_file_name(ports::ExchangeFolder& stick, const std::string& stem, const std::string& ending);

}  // namespace admin

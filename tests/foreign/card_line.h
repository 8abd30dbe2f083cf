// SPDX-License-Identifier: Apache-2.0
// Commands to a card through PC/SC (libpcsclite, which comes with pcscd), for what no tool
// sends: extended APDUs.
#pragma once

#include "appliance/base/bytes.h"

#include <string>

namespace foreign {

class CardLine {
public:
    CardLine();
    ~CardLine();
    CardLine(const CardLine&) = delete;
    CardLine& operator=(const CardLine&) = delete;

    // Empty, with a reason in trouble(), when nothing came back.
    base::Bytes transmit(base::ByteView apdu);
    const std::string& trouble() const { return m_trouble; }

private:
    bool went_well(const char* what, long result);

    void* m_library = nullptr;
    long m_context = 0, m_card = 0;
    std::string m_trouble;
};

}  // namespace foreign

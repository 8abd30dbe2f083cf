// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/usb_description.h"

#include "emulator/usb_stand_in/line.h"

#include "appliance/base/reader.h"

#include <algorithm>

namespace token {
namespace {

using base::Bytes;

constexpr std::uint8_t smart_card_class = 0x0B;
// Everything automatic, short and extended APDUs (CCID 1.1 table 5.1-1).
constexpr std::uint32_t features = 0x0004'00FE;

void little(Bytes& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xffU));
}

Bytes device_descriptor(const UsbDescription& description) {
    Bytes out{18, 0x01};
    little(out, 0x0200, 2);  // USB 2.0
    base::append(out, Bytes{0, 0, 0, usb_stand_in::packet_size});
    little(out, description.vendor, 2);
    little(out, description.product, 2);
    little(out, 0x0100, 2);  // release
    base::append(out, Bytes{1, 2, 3, 1});  // maker, product, serial; one configuration
    return out;
}

Bytes reader_descriptor(const UsbDescription& description) {
    Bytes out{54, 0x21};
    little(out, 0x0110, 2);     // CCID 1.10
    out.push_back(0);           // one slot
    out.push_back(0x07);        // 5 V, 3 V, 1.8 V
    little(out, 0x02, 4);       // T=1
    little(out, 4000, 4);       // default clock, kHz
    little(out, 4000, 4);
    out.push_back(0);
    little(out, 10752, 4);      // default rate, bit/s
    little(out, 10752, 4);
    out.push_back(0);
    little(out, 254, 4);        // IFSD
    little(out, 0, 4);          // no synchronous protocols
    little(out, 0, 4);          // no mechanics
    little(out, features, 4);
    little(out, description.message_max, 4);
    base::append(out, Bytes{0xFF, 0xFF});  // class of GET RESPONSE and ENVELOPE: the command's
    little(out, 0, 2);          // no display
    out.push_back(0);           // no key pad
    out.push_back(1);           // one command at a time
    return out;
}

Bytes endpoint(std::uint8_t address) {
    Bytes out{7, 0x05, address, 0x02};
    little(out, usb_stand_in::packet_size, 2);
    out.push_back(0);
    return out;
}

Bytes configuration(const UsbDescription& description) {
    Bytes parts{9, 0x04, 0, 0, 2, smart_card_class, 0, 0, 2};  // interface 0, two endpoints
    base::append(parts, reader_descriptor(description));
    base::append(parts, endpoint(usb_stand_in::bulk_out_endpoint));
    base::append(parts, endpoint(usb_stand_in::bulk_in_endpoint));
    Bytes out{9, 0x02};
    little(out, 9 + parts.size(), 2);
    base::append(out, Bytes{1, 1, 0, 0x80, 15});  // one interface, 30 mA
    base::append(out, parts);
    return out;
}

}  // namespace

Bytes descriptors_of(const UsbDescription& description) {
    Bytes out = device_descriptor(description);
    const Bytes configured = configuration(description);
    base::append_number(out, configured.size(), 2);
    base::append(out, configured);
    for (const std::string& text : {description.maker, description.name, description.serial}) {
        const std::size_t size = std::min<std::size_t>(text.size(), 126);
        base::append_number(out, size, 1);
        base::append(out, std::string_view(text).substr(0, size));
    }
    return out;
}

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/piv_applet.h"

#include "emulator/token/tlv.h"

#include "appliance/base/reader.h"

#include <algorithm>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

// SP 800-73-4 part 1, section 2.2: the application's identifier with its version.
constexpr std::array<std::uint8_t, 11> application{0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00};
constexpr std::size_t provider_size = 5;
constexpr std::array<std::uint8_t, 3> version{5, 4, 3};  // a YubiKey's, with the commands we have

}  // namespace

base::Result<std::unique_ptr<PivApplet>> PivApplet::open(base::Disk& disk, std::string path, const Birth& birth) {
    std::unique_ptr<PivApplet> out(new PivApplet(disk, std::move(path)));
    if (disk.exists(out->m_path)) {
        const Bytes content = TRY(disk.read(out->m_path));
        const base::Json json = TRY(base::parse_json(base::as_text(content)));
        out->m_state = TRY(state_of(json));
        return out;
    }
    const TokenState born = factory_state(birth, out->m_random);
    TRY(disk.write_atomically(out->m_path, base::as_bytes(base::canonical_json(json_of(born)))));
    out->m_state = born;
    return out;
}

bool PivApplet::store(TokenState next) {
    if (m_is_cut) return false;
    if (!m_disk.write_atomically(m_path, base::as_bytes(base::canonical_json(json_of(next))))) return false;
    m_state = std::move(next);
    return true;
}

Answer PivApplet::answer(const Command& command) {
    const bool was_fresh = m_session.is_pin_fresh;
    Answer said = dispatch(command);
    // SP 800-73-4 part 1, 3.2.2: for the digital signature key the PIN comes immediately before.
    if (was_fresh && command.ins != 0x20) m_session.is_pin_fresh = false;
    return said;
}

Answer PivApplet::dispatch(const Command& command) {
    if (command.cla != 0x00) return Word::unknown_class;
    if (command.ins == 0xA4) return select(command);
    if (!m_session.is_selected) return Word::unknown_instruction;
    switch (command.ins) {
        case 0x20: return verify(command);
        case 0x24: return change_reference(command);
        case 0x2C: return reset_retry_counter(command);
        case 0x47: return generate(command);
        case 0x87: return general_authenticate(command);
        case 0xCB: return get_data(command);
        case 0xDB: return put_data(command);
        case 0xF7: return metadata(command);
        case 0xF8: {
            Bytes serial;
            base::append_number(serial, m_state.birth.serial, 4);
            return serial;
        }
        case 0xFA: return set_tries(command);
        case 0xFB: return reset(command);
        case 0xFD: return base::to_bytes(version);
        case 0xFE: return import_key(command);
        case 0xFF: return set_management_key(command);
        default: return Word::unknown_instruction;
    }
}

Answer PivApplet::select(const Command& command) {
    if (command.p1 != 0x04 || command.p2 != 0x00) return Word::wrong_parameters;
    const ByteView wanted = command.data;
    if (wanted.size() < provider_size || wanted.size() > application.size() || !std::equal(wanted.begin(), wanted.end(), application.begin()))
        return Word::not_found;  // what was selected stays selected
    // Selecting it again changes nothing of who has identified himself (part 2, 3.1.1).
    m_session.is_selected = true;
    Bytes content = tlv(0x4F, ByteView(application).subspan(provider_size));
    base::append(content, tlv(0x79, tlv(0x4F, ByteView(application).first(provider_size))));
    base::append(content, tlv(0x50, base::as_bytes(m_state.birth.name)));
    return tlv(0x61, content);
}

}  // namespace token

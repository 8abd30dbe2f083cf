// SPDX-License-Identifier: Apache-2.0
// The PIV card application of SP 800-73-4 part 2, with the commands that YubiKeys add to
// it and that programs in the field use: version, serial, metadata, import, management
// key, tries, reset. One command in, one answer out; chaining is VirtualToken's.
//
// What a command changes is durable before it is answered. The tries of PIN and PUK are
// counted down before the compare, so pulling the token in between gives none back.
#pragma once

#include "emulator/token/apdu.h"
#include "emulator/token/token_state.h"

#include "appliance/base/disk.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace token {

class PivApplet {
public:
    // What `path` holds on `disk`, which outlives the applet; born there when there is
    // nothing yet. Faults: disk_*, message_invalid.
    static base::Result<std::unique_ptr<PivApplet>> open(base::Disk& disk, std::string path, const Birth& birth);

    Answer answer(const Command& command);
    // Forgets who has identified himself. The next SELECT begins anew.
    void power_off() { m_session = {}; }
    // From any thread: from now on nothing is written. What runs comes to nothing.
    void cut_power() { m_is_cut = true; }

    const TokenState& state() const { return m_state; }
    Randomness& random() { return m_random; }

private:
    // What the card remembers while it has power.
    struct Session {
        bool is_selected = false;
        bool is_pin_verified = false;
        bool is_pin_fresh = false;  // verified by the command just before
        bool is_managed = false;    // the management key was shown
        std::optional<base::Bytes> challenge, witness;
    };

    PivApplet(base::Disk& disk, std::string path) : m_disk(disk), m_path(std::move(path)) {}
    bool store(TokenState next);
    Answer dispatch(const Command& command);
    Answer select(const Command& command);

    // data_objects.cpp
    Answer get_data(const Command& command) const;
    Answer put_data(const Command& command);

    // reference_data.cpp
    Reference* reference(TokenState& state, std::uint8_t number) const;
    Answer compare(std::uint8_t number, base::ByteView value);
    Answer verify(const Command& command);
    Answer change_reference(const Command& command);
    Answer reset_retry_counter(const Command& command);
    Answer set_tries(const Command& command);
    Answer reset(const Command& command);

    // authenticate.cpp
    Answer general_authenticate(const Command& command);
    Answer manage(const Command& command, base::ByteView content);
    Answer use_key(const Command& command, const StoredKey& stored, base::ByteView content);

    // key_commands.cpp
    Answer generate(const Command& command);
    Answer import_key(const Command& command);
    Answer set_management_key(const Command& command);
    Answer metadata(const Command& command) const;

    base::Disk& m_disk;
    std::string m_path;
    std::atomic<bool> m_is_cut = false;
    Randomness m_random;
    TokenState m_state;
    Session m_session;
};

}  // namespace token

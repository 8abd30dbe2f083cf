// SPDX-License-Identifier: Apache-2.0
// A PIV card as its contacts see it: bytes of a command in, bytes of the answer out.
// Joins chained commands, hands long answers out piece by piece (ISO/IEC 7816-4
// sections 5.3.3 and 5.3.4), and lies when a bench orders it to.
#pragma once

#include "emulator/token/lie.h"
#include "emulator/token/piv_applet.h"

#include <atomic>
#include <memory>

namespace token {

class VirtualToken {
public:
    explicit VirtualToken(std::unique_ptr<PivApplet> applet) : m_applet(std::move(applet)) {}

    // Takes as long as the command does: about a second to make an RSA key.
    base::Bytes process(base::ByteView command_apdu);
    void power_off();
    // From any thread.
    void cut_power() { m_applet->cut_power(); }
    void lie(Lie how) { m_lie = how; }

    // Not while a command runs.
    const TokenState& state() const { return m_applet->state(); }

private:
    Answer answer(const Command& command);
    void bend(const Command& command, Answer& answer);
    base::Bytes piece(std::size_t size_max);

    std::unique_ptr<PivApplet> m_applet;
    std::atomic<Lie> m_lie = Lie::none;
    Command m_chained;            // so far; its class has the chaining bit
    bool m_is_chaining = false;
    base::Bytes m_waiting;        // of an answer, for GET RESPONSE
    Answer m_before{Word::success};
};

}  // namespace token

// SPDX-License-Identifier: Apache-2.0
// How long a real chip would have taken: published times of discrete parts, waited for on
// the bus of an emulated one. A model for telling how a person would wait, not a
// measurement of any part.
#pragma once

#include "tpm/bus.h"

#include <cstdint>
#include <string_view>

namespace bench {

// Milliseconds a command. Load and the NV commands are estimates of the same order for all.
struct ChipModel {
    std::string_view name;
    double sign_p256, verify_p256, ecdh_p256, make_p256;
    double load = 60, write_nv = 30, bus = 2, bus_byte = 0.03;
};
// wolfTPM's README, SPI at 33 to 43 MHz.
inline constexpr ChipModel infineon_slb9670{"Infineon SLB9670", 69, 114, 232, 231};
inline constexpr ChipModel nuvoton_npct750{"Nuvoton NPCT750", 56, 39, 64, 84};

class ChipLatency final : public tpm::BusTap {
public:
    explicit ChipLatency(const ChipModel& model) : m_model(model) {}
    void command(base::ByteView bytes) override;
    void response(base::Bytes& bytes) override;  // waits

private:
    double of_command(base::ByteView bytes) const;
    ChipModel m_model;
    double m_ms = 0;
};

}  // namespace bench

// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/chip_latency.h"

#include <tss2/tss2_tpm2_types.h>

#include <chrono>
#include <thread>

namespace bench {
namespace {

std::uint32_t number_at(base::ByteView bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8U | (at + i < bytes.size() ? bytes[at + i] : 0U);
    return number;
}

}  // namespace

double ChipLatency::of_command(base::ByteView bytes) const {
    switch (number_at(bytes, 6)) {
        case TPM2_CC_Sign:
        case TPM2_CC_Quote:
        case TPM2_CC_Certify:
        case TPM2_CC_NV_Certify:
        case TPM2_CC_GetTime: return m_model.sign_p256;
        case TPM2_CC_VerifySignature:
        case TPM2_CC_PolicySigned: return m_model.verify_p256;
        case TPM2_CC_StartAuthSession: return number_at(bytes, 10) == TPM2_RH_NULL ? 0 : m_model.ecdh_p256;  // a salted one
        case TPM2_CC_ECDH_ZGen:
        case TPM2_CC_Import: return m_model.ecdh_p256;
        case TPM2_CC_Create:
        case TPM2_CC_CreateLoaded:
        case TPM2_CC_CreatePrimary: return m_model.make_p256;
        case TPM2_CC_Load:
        case TPM2_CC_LoadExternal:
        case TPM2_CC_ContextLoad: return m_model.load;
        case TPM2_CC_NV_Increment:
        case TPM2_CC_NV_Write:
        case TPM2_CC_NV_DefineSpace: return m_model.write_nv;
        default: return 0;
    }
}

void ChipLatency::command(base::ByteView bytes) { m_ms = m_model.bus + m_model.bus_byte * static_cast<double>(bytes.size()) + of_command(bytes); }

void ChipLatency::response(base::Bytes& bytes) {
    const double all = m_ms + m_model.bus_byte * static_cast<double>(bytes.size());
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(all));
}

}  // namespace bench

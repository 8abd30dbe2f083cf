// SPDX-License-Identifier: Apache-2.0
#include "tpm/platform_state.h"

#include "appliance/crypto/digest.h"
#include "tpm/esys_memory.h"

namespace tpm {

bool is_well_formed(const std::vector<std::uint8_t>& pcrs) {
    if (pcrs.empty() || pcrs.size() > 8 || pcrs.back() > 23) return false;
    for (std::size_t i = 1; i < pcrs.size(); ++i)
        if (pcrs[i] <= pcrs[i - 1]) return false;
    return true;
}

TPML_PCR_SELECTION selection_of(const std::vector<std::uint8_t>& pcrs) {
    CHECK(is_well_formed(pcrs));
    TPML_PCR_SELECTION selection{};
    selection.count = 1;
    selection.pcrSelections[0].hash = TPM2_ALG_SHA256;
    selection.pcrSelections[0].sizeofSelect = 3;
    for (const std::uint8_t pcr : pcrs) {
        std::uint8_t& octet = selection.pcrSelections[0].pcrSelect[pcr / 8];
        octet = static_cast<std::uint8_t>(octet | 1U << pcr % 8);
    }
    return selection;
}

base::Result<PlatformState> read_platform(Context& context, std::vector<std::uint8_t> pcrs) {
    if (!is_well_formed(pcrs)) return base::Failure{base::Fault::message_invalid, "register list"};
    const auto turn = context.take_turn();
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPML_PCR_SELECTION selection = selection_of(pcrs);
    TPML_DIGEST* raw = nullptr;
    TRY(context.check(Esys_PCR_Read(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &selection, nullptr, nullptr, &raw),
                      Errand::other, "Esys_PCR_Read"));
    const EsysMemory<TPML_DIGEST> values(raw);
    if (values->count != pcrs.size()) return base::Failure{base::Fault::tpm_failed, "the SHA-256 bank is not active"};
    base::Bytes all;
    for (std::uint32_t i = 0; i < values->count; ++i) base::append(all, view(values->digests[i]));
    return PlatformState{std::move(pcrs), crypto::sha256(all)};
}

}  // namespace tpm

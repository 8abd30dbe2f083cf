// SPDX-License-Identifier: Apache-2.0
#include "tpm/names.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

#include <tss2/tss2_mu.h>

namespace tpm {
namespace {

using base::Bytes;

template <typename T>
Bytes marshal(const T& value, TSS2_RC (*function)(const T*, std::uint8_t*, std::size_t, std::size_t*)) {
    Bytes out(4096);
    std::size_t size = 0;
    // Fails only on a structure that we put together wrongly, or that does not fit.
    CHECK(function(&value, out.data(), out.size(), &size) == TSS2_RC_SUCCESS);
    out.resize(size);
    return out;
}

}  // namespace

Bytes marshalled(const TPMT_PUBLIC& area) { return marshal(area, Tss2_MU_TPMT_PUBLIC_Marshal); }
Bytes marshalled(const TPMS_NV_PUBLIC& area) { return marshal(area, Tss2_MU_TPMS_NV_PUBLIC_Marshal); }
Bytes marshalled(const TPML_PCR_SELECTION& selection) { return marshal(selection, Tss2_MU_TPML_PCR_SELECTION_Marshal); }
Bytes marshalled(const TPM2B_PUBLIC& area) { return marshal(area, Tss2_MU_TPM2B_PUBLIC_Marshal); }
Bytes marshalled(const TPM2B_PRIVATE& area) { return marshal(area, Tss2_MU_TPM2B_PRIVATE_Marshal); }

base::Result<TPMT_PUBLIC> public_area_from(base::ByteView bytes) {
    TPMT_PUBLIC area{};
    std::size_t read = 0;
    const TSS2_RC rc = Tss2_MU_TPMT_PUBLIC_Unmarshal(bytes.data(), bytes.size(), &read, &area);
    if (rc != TSS2_RC_SUCCESS || read != bytes.size())
        return base::Failure{base::Fault::message_invalid, "not a TPMT_PUBLIC"};
    return area;
}

Bytes name_of_area(base::ByteView public_area) {
    Bytes name;
    base::append_number(name, TPM2_ALG_SHA256, 2);
    base::append(name, crypto::sha256(public_area));
    return name;
}

Bytes name_of(const TPMT_PUBLIC& area) { return name_of_area(marshalled(area)); }
Bytes name_of(const TPMS_NV_PUBLIC& area) { return name_of_area(marshalled(area)); }

}  // namespace tpm

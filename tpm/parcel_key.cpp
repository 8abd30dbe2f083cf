// SPDX-License-Identifier: Apache-2.0
#include "tpm/parcel_key.h"

#include "tpm/esys_memory.h"
#include "tpm/objects.h"

namespace tpm {

base::Result<base::SecretBytes> ParcelKey::agree(base::ByteView peer) {
    constexpr std::size_t field_size = 32;
    if (peer.size() != 1 + 2 * field_size || peer.front() != 0x04)
        return base::Failure{base::Fault::parcel_invalid, "not an uncompressed P-256 point"};
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const Slot policy = TRY(m_platform.open());
    const ESYS_TR protection = TRY(m_platform.sessions().hmac(Protect::both));
    const ESYS_TR key = TRY(context.resolve(row_of(KeyId::parcel).handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_ECC_POINT point{};
    fill(point.point.x, peer.subspan(1, field_size));
    fill(point.point.y, peer.subspan(1 + field_size, field_size));
    TPM2B_ECC_POINT* raw = nullptr;
    TRY(context.check(Esys_ECDH_ZGen(esys, key, policy.handle(), protection, ESYS_TR_NONE, &point, &raw),
                      Errand::agreement, "Esys_ECDH_ZGen"));
    const SecretEsysMemory<TPM2B_ECC_POINT> shared(raw);
    const base::ByteView x = view(shared->point.x);
    if (x.size() > field_size) return base::Failure{base::Fault::tpm_failed, "x is longer than the field"};
    base::SecretBytes out(field_size);
    std::copy(x.begin(), x.end(), out.reveal_to_fill().begin() + static_cast<std::ptrdiff_t>(field_size - x.size()));
    return out;
}

}  // namespace tpm

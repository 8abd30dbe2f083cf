// SPDX-License-Identifier: Apache-2.0
#include "tpm/endorsement.h"

#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/objects.h"
#include "tpm/templates.h"

#include <array>
#include <optional>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

// RSA 2048, ECC P-256 (low range); ECC P-384 (high range): TCG EK Credential Profile 2.2.1.4, 2.2.1.5.
constexpr std::array<std::uint32_t, 3> certificate_indices = {0x01c00002, 0x01c0000a, 0x01c00016};
constexpr std::uint32_t persistent_handle = 0x81010001;
constexpr std::uint16_t chunk = 512;
constexpr std::uint16_t certificate_max = 4096;

// Some manufacturers pad the index: the DER header tells the true length.
void trim_to_der(Bytes& bytes) {
    base::Reader reader(bytes);
    if (reader.take_u8() != 0x30 || reader.take_u8() != 0x82) return;
    const std::size_t size = 4U + reader.take_u16();
    if (!reader.is_failed() && size <= bytes.size()) bytes.resize(size);
}

Result<Bytes> read_index(Context& context, ESYS_TR index) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_NV_PUBLIC* raw_area = nullptr;
    TRY(context.check(
        Esys_NV_ReadPublic(esys, index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw_area, nullptr), Errand::other,
        "Esys_NV_ReadPublic"));
    const EsysMemory<TPM2B_NV_PUBLIC> area(raw_area);
    const std::uint16_t size = area->nvPublic.dataSize;
    if (size > certificate_max) return Failure{Fault::tpm_failed, "an endorsement certificate of improbable size"};
    Bytes out;
    while (out.size() < size) {
        const auto wanted = static_cast<std::uint16_t>(std::min<std::size_t>(chunk, size - out.size()));
        TPM2B_MAX_NV_BUFFER* raw = nullptr;
        TRY(context.check(Esys_NV_Read(esys, index, index, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, wanted,
                                       static_cast<std::uint16_t>(out.size()), &raw),
                          Errand::other, "Esys_NV_Read"));
        const EsysMemory<TPM2B_MAX_NV_BUFFER> data(raw);
        if (data->size != wanted) return Failure{Fault::tpm_failed, "a short read"};
        base::append(out, view(*data));
    }
    trim_to_der(out);
    return out;
}

struct OpenKey {
    ESYS_TR handle = ESYS_TR_NONE;
    std::optional<Slot> slot;  // when it had to be derived
    Bytes public_area;
};

Result<OpenKey> open_key(Sessions& sessions) {
    Context& context = sessions.context();
    const auto kept = context.resolve(persistent_handle);
    if (kept) {
        ESYS_CONTEXT* const esys = TRY(context.esys());
        TPM2B_PUBLIC* raw = nullptr;
        TRY(context.check(Esys_ReadPublic(esys, *kept, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw, nullptr, nullptr),
                          Errand::other, "Esys_ReadPublic"));
        const EsysMemory<TPM2B_PUBLIC> area(raw);
        return OpenKey{*kept, {}, marshalled(area->publicArea)};
    }
    if (kept.fault() != Fault::key_missing) return kept.failure();
    const ESYS_TR session = TRY(sessions.hmac(Protect::both));
    PrimaryKey made = TRY(create_primary(context, ESYS_TR_RH_ENDORSEMENT, session, endorsement_template()));
    const ESYS_TR handle = made.slot.handle();
    return OpenKey{handle, std::move(made.slot), std::move(made.public_area)};
}

}  // namespace

Result<std::vector<Bytes>> endorsement_certificates(Context& context) {
    const auto turn = context.take_turn();
    std::vector<Bytes> out;
    for (const std::uint32_t handle : certificate_indices) {
        const auto index = context.resolve(handle);
        if (!index && index.fault() == Fault::key_missing) continue;
        const ESYS_TR known = TRY(index);
        Bytes certificate = TRY(read_index(context, known));
        out.push_back(std::move(certificate));
    }
    return out;
}

Result<Bytes> endorsement_public(Sessions& sessions) {
    OpenKey key = TRY(open_key(sessions));
    return std::move(key.public_area);
}

Result<base::SecretBytes> activate_credential(Sessions& sessions, const Challenge& challenge) {
    TPM2B_ID_OBJECT id{};
    TPM2B_ENCRYPTED_SECRET secret{};
    if (challenge.id_object.size() > sizeof id.credential || challenge.encrypted_secret.size() > sizeof secret.secret)
        return Failure{Fault::message_invalid, "challenge"};
    id.size = static_cast<UINT16>(challenge.id_object.size());
    std::ranges::copy(challenge.id_object, id.credential);
    secret.size = static_cast<UINT16>(challenge.encrypted_secret.size());
    std::ranges::copy(challenge.encrypted_secret, secret.secret);

    Context& context = sessions.context();
    const OpenKey endorsement = TRY(open_key(sessions));
    const ESYS_TR attestation = TRY(context.resolve(row_of(KeyId::attestation).handle));
    const Slot policy = TRY(sessions.bare_policy());
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TRY(context.check(Esys_PolicySecret(esys, ESYS_TR_RH_ENDORSEMENT, policy.handle(), session, ESYS_TR_NONE,
                                        ESYS_TR_NONE, nullptr, nullptr, nullptr, 0, nullptr, nullptr),
                      Errand::other, "Esys_PolicySecret"));
    // The attestation key's administrator role has an empty secret: activating says
    // only that both keys are here, which is what the platform wants to know.
    const ESYS_TR protection = TRY(sessions.hmac(Protect::response));
    TPM2B_DIGEST* raw = nullptr;
    TRY(context.check(Esys_ActivateCredential(esys, attestation, endorsement.handle, protection, policy.handle(),
                                              ESYS_TR_NONE, &id, &secret, &raw),
                      Errand::other, "Esys_ActivateCredential"));
    const SecretEsysMemory<TPM2B_DIGEST> opened(raw);
    return base::SecretBytes(view(*opened));
}

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "tpm/clearing.h"

#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/objects.h"
#include "tpm/ownership.h"

#include <algorithm>

namespace tpm {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::uint32_t handles_at_once = 64;
// TCG registry of reserved handles: the TPM's and the platform's makers have 0x01c00000 on.
constexpr std::uint32_t first_makers_index = 0x01c00000;
constexpr std::uint32_t first_makers_object = TPM2_PLATFORM_PERSISTENT;

Result<std::vector<std::uint32_t>> handles_from(Context& context, std::uint32_t first) {
    std::vector<std::uint32_t> out;
    for (TPMI_YES_NO is_more = TPM2_YES; is_more == TPM2_YES;) {
        ESYS_CONTEXT* const esys = TRY(context.esys());
        TPMS_CAPABILITY_DATA* raw = nullptr;
        const std::uint32_t next = out.empty() ? first : out.back() + 1;
        TRY(context.check(Esys_GetCapability(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP_HANDLES, next, handles_at_once,
                                             &is_more, &raw),
                          Errand::other, "Esys_GetCapability"));
        const EsysMemory<TPMS_CAPABILITY_DATA> data(raw);
        const TPML_HANDLE& found = data->data.handles;
        const std::size_t count = std::min<std::size_t>(found.count, std::size(found.handle));
        if (count == 0) break;
        if (found.handle[0] < next) return Failure{Fault::tpm_failed, "handles come in no order"};
        out.insert(out.end(), found.handle, found.handle + count);
    }
    return out;
}

Result<ChipContents> contents_of(Context& context) {
    ChipContents out;
    const Ownership owned = TRY(read_ownership(context));
    out.has_secrets = owned.is_any();
    out.objects = TRY(handles_from(context, TPM2_PERSISTENT_FIRST));
    out.indices = TRY(handles_from(context, TPM2_NV_INDEX_FIRST));
    return out;
}

// Empty when there is no storage key.
Result<Bytes> storage_area(Context& context) {
    const auto found = context.resolve(row_of(KeyId::storage).handle);
    if (!found && found.fault() == Fault::key_missing) return Bytes();
    const ESYS_TR key = TRY(found);
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_PUBLIC* raw = nullptr;
    TRY(context.check(Esys_ReadPublic(esys, key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw, nullptr, nullptr), Errand::other,
                      "Esys_ReadPublic"));
    const EsysMemory<TPM2B_PUBLIC> area(raw);
    return marshalled(area->publicArea);
}

Failure another_chip() { return {Fault::tpm_storage_key_changed, "this escrow file is for another chip"}; }

}  // namespace

bool ChipContents::is_nobodys() const {
    return !has_secrets && std::ranges::all_of(objects, [](std::uint32_t object) { return object >= first_makers_object; }) &&
           std::ranges::all_of(indices, [](std::uint32_t index) { return index >= first_makers_index; });
}

Result<ChipContents> look_at_chip(const std::string& tcti, BusOptions bus) {
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    return contents_of(*context);
}

Result<std::string> chip_name(const std::string& tcti, BusOptions bus) {
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    const Bytes area = TRY(storage_area(*context));
    return area.empty() ? std::string() : base::to_hex(name_of_area(area));
}

Status prove_lockout(Sessions& sessions, std::string_view chip, const base::SecretBytes& lockout_auth) {
    if (base::to_hex(sessions.storage_key_name()) != chip) return another_chip();
    Context& context = sessions.context();
    const auto turn = context.take_turn();
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TSS2_RC rc = TSS2_RC_SUCCESS;
    {
        const LentAuth lent = TRY(LentAuth::lend(context, ESYS_TR_RH_LOCKOUT, lockout_auth.reveal()));
        rc = Esys_DictionaryAttackLockReset(esys, ESYS_TR_RH_LOCKOUT, session, ESYS_TR_NONE, ESYS_TR_NONE);
    }
    sessions.forget_hmac();  // ESYS keeps the secret beside it
    return context.check(rc, Errand::other, "Esys_DictionaryAttackLockReset");
}

Status clear_chip(const std::string& tcti, std::string_view chip, const base::SecretBytes& lockout_auth, BusOptions bus) {
    const std::unique_ptr<Context> context = TRY(Context::open(tcti, bus));
    const ChipContents before = TRY(contents_of(*context));
    if (before.is_nobodys()) return {};
    Bytes area = TRY(storage_area(*context));
    if (area.empty()) return another_chip();
    Sessions sessions(*context, std::move(area));
    if (base::to_hex(sessions.storage_key_name()) != chip) return another_chip();
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context->esys());
    TSS2_RC rc = TSS2_RC_SUCCESS;
    {
        const LentAuth lent = TRY(LentAuth::lend(*context, ESYS_TR_RH_LOCKOUT, lockout_auth.reveal()));
        rc = Esys_Clear(esys, ESYS_TR_RH_LOCKOUT, session, ESYS_TR_NONE, ESYS_TR_NONE);
    }
    const Status cleared = context->check(rc, Errand::other, "Esys_Clear");
    // The answer to this command may get lost like any other; what counts is the chip.
    const auto after = contents_of(*context);
    if (after && after->is_nobodys()) return context->shut_down();
    if (!cleared) return cleared;
    return Failure{Fault::tpm_failed, "the chip says it is cleared and still holds something"};
}

}  // namespace tpm

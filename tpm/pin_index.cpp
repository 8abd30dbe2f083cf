// SPDX-License-Identifier: Apache-2.0
#include "tpm/pin_index.h"

#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"
#include "tpm/objects.h"

#include <algorithm>

namespace tpm {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Status undefine_index(Sessions& sessions, std::uint32_t handle) {
    Context& context = sessions.context();
    const auto index = context.resolve(handle);
    if (!index && index.fault() == Fault::key_missing) return {};
    const ESYS_TR known = TRY(index);
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TRY(context.check(Esys_NV_UndefineSpace(esys, ESYS_TR_RH_OWNER, known, session, ESYS_TR_NONE, ESYS_TR_NONE),
                      Errand::other, "Esys_NV_UndefineSpace"));
    context.forget(handle);
    return {};
}

Status define_pin(Sessions& sessions, ByteView code, std::uint32_t tries) {
    Context& context = sessions.context();
    const std::uint32_t handle = row_of(IndexId::pin).handle;
    TRY(undefine_index(sessions, handle));

    Wiped<TPM2B_AUTH> auth;
    fill(*auth.pointer(), code);
    TPM2B_NV_PUBLIC area{};
    area.nvPublic = index_area(IndexId::pin, {}, false);
    const ESYS_TR hiding = TRY(sessions.hmac(Protect::command));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    ESYS_TR defined = ESYS_TR_NONE;
    TRY(context.check(Esys_NV_DefineSpace(esys, ESYS_TR_RH_OWNER, hiding, ESYS_TR_NONE, ESYS_TR_NONE, auth.pointer(),
                                          &area, &defined),
                      Errand::other, "Esys_NV_DefineSpace"));
    // ESYS keeps the code beside its handle: let go of both and ask for the index anew.
    Esys_TR_Close(esys, &defined);

    const ESYS_TR index = TRY(context.resolve(handle));
    base::Bytes counts;  // pinCount, pinLimit
    base::append_number(counts, 0, 4);
    base::append_number(counts, tries, 4);
    TPM2B_MAX_NV_BUFFER data{};
    fill(data, counts);
    const ESYS_TR session = TRY(sessions.hmac(Protect::command));
    TRY(context.check(Esys_NV_Write(esys, ESYS_TR_RH_OWNER, index, session, ESYS_TR_NONE, ESYS_TR_NONE, &data, 0),
                      Errand::other, "Esys_NV_Write"));
    TPM2B_NAME* raw = nullptr;
    TRY(context.check(Esys_TR_GetName(esys, index, &raw), Errand::other, "Esys_TR_GetName"));
    const EsysMemory<TPM2B_NAME> name(raw);
    if (!std::ranges::equal(ByteView(name->name, name->size), index_name(IndexId::pin, {})))
        return Failure{Fault::tpm_failed, "the PIN index got another Name"};
    return {};
}

Result<std::uint32_t> pin_tries_left(Sessions& sessions) {
    Context& context = sessions.context();
    const auto found = context.resolve(row_of(IndexId::pin).handle);
    if (!found && found.fault() == Fault::key_missing) return 0U;
    const ESYS_TR index = TRY(found);
    const Slot policy = TRY(sessions.bare_policy());
    const ESYS_TR protection = TRY(sessions.hmac(Protect::response));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TRY(context.check(Esys_PolicyCommandCode(esys, policy.handle(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                             TPM2_CC_NV_Read),
                      Errand::other, "Esys_PolicyCommandCode"));
    TPM2B_MAX_NV_BUFFER* raw = nullptr;
    const Status read = context.check(
        Esys_NV_Read(esys, index, index, policy.handle(), protection, ESYS_TR_NONE, 8, 0, &raw), Errand::counter_read,
        "Esys_NV_Read");
    if (!read && read.fault() == Fault::key_missing) return 0U;
    TRY(read);
    const EsysMemory<TPM2B_MAX_NV_BUFFER> data(raw);
    base::Reader reader(view(*data));
    const std::uint32_t count = reader.take_u32();
    const std::uint32_t limit = reader.take_u32();
    if (!reader.is_finished()) return Failure{Fault::tpm_failed, "a PIN index of another size"};
    return limit - std::min(count, limit);
}

Status present_pin(Sessions& sessions, ESYS_TR policy, ByteView code) {
    Context& context = sessions.context();
    const auto found = context.resolve(row_of(IndexId::pin).handle);
    if (!found && found.fault() == Fault::key_missing) return Failure{Fault::pin_locked, "there is no PIN index"};
    const ESYS_TR index = TRY(found);
    const ESYS_TR session = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const LentAuth lent = TRY(LentAuth::lend(context, index, code));
    return context.check(Esys_PolicySecret(esys, index, policy, session, ESYS_TR_NONE, ESYS_TR_NONE, nullptr, nullptr,
                                           nullptr, 0, nullptr, nullptr),
                         Errand::person_code, "Esys_PolicySecret");
}

}  // namespace tpm

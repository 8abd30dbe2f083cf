// SPDX-License-Identifier: Apache-2.0
#include "tpm/rc_table.h"

#include <tss2/tss2_rc.h>
#include <tss2/tss2_tpm2_types.h>

#include <array>
#include <charconv>
#include <optional>

namespace tpm {
namespace {

using base::Fault;

struct Row {
    std::uint32_t code;            // bare
    std::optional<Errand> errand;  // empty: on every errand without a row of its own
    Fault fault;
};

constexpr auto rows = std::to_array<Row>({
    {TPM2_RC_VALUE, Errand::platform_registers, Fault::platform_changed},
    {TPM2_RC_PCR_CHANGED, {}, Fault::platform_changed},
    {TPM2_RC_POLICY, Errand::lease_clock, Fault::lease_expired},
    {TPM2_RC_POLICY, Errand::lease_resets, Fault::lease_expired},
    {TPM2_RC_POLICY, Errand::serial_budget, Fault::budget_spent},
    {TPM2_RC_POLICY, Errand::approval_epoch, Fault::tpm_policy_refused},
    {TPM2_RC_POLICY, Errand::vault_epoch, Fault::epoch_unavailable},
    {TPM2_RC_POLICY_FAIL, Errand::vault_epoch, Fault::epoch_unavailable},
    {TPM2_RC_INTEGRITY, Errand::vault_epoch, Fault::epoch_unavailable},
    {TPM2_RC_INTEGRITY, {}, Fault::cipher_tampered},
    {TPM2_RC_VALUE, Errand::approval, Fault::tpm_policy_refused},
    {TPM2_RC_SIGNATURE, {}, Fault::tpm_policy_refused},
    {TPM2_RC_TICKET, {}, Fault::tpm_policy_refused},
    {TPM2_RC_BAD_AUTH, Errand::person_code, Fault::pin_wrong},
    {TPM2_RC_AUTH_FAIL, Errand::person_code, Fault::pin_wrong},
    {TPM2_RC_AUTH_UNAVAILABLE, Errand::person_code, Fault::pin_locked},
    // An index whose definition a power cut separated from its first write.
    {TPM2_RC_NV_UNINITIALIZED, Errand::person_code, Fault::pin_locked},
    {TPM2_RC_NV_UNINITIALIZED, Errand::counter_read, Fault::key_missing},
    {TPM2_RC_HANDLE, Errand::find_object, Fault::key_missing},
    {TPM2_RC_POLICY, Errand::key_counter, Fault::key_missing},
    // A wrap for another chip, or one that was changed on its way: the chip cannot tell which.
    {TPM2_RC_INTEGRITY, Errand::key_arrival, Fault::key_file_tampered},
    {TPM2_RC_VALUE, Errand::key_arrival, Fault::key_file_tampered},
    {TPM2_RC_SIZE, Errand::key_arrival, Fault::key_file_tampered},
    {TPM2_RC_INSUFFICIENT, Errand::key_arrival, Fault::key_file_tampered},
    {TPM2_RC_ECC_POINT, Errand::key_arrival, Fault::key_file_tampered},
    {TPM2_RC_BINDING, Errand::key_arrival, Fault::key_file_mismatch},
    {TPM2_RC_KEY_SIZE, Errand::key_arrival, Fault::key_algorithm_unsupported},
    {TPM2_RC_CURVE, Errand::key_arrival, Fault::key_algorithm_unsupported},
    {TPM2_RC_SIGNATURE, Errand::key_release, Fault::export_refused},
    {TPM2_RC_VALUE, Errand::key_release, Fault::export_refused},
    {TPM2_RC_CPHASH, Errand::key_release, Fault::export_refused},
    {TPM2_RC_POLICY_FAIL, Errand::key_release, Fault::export_refused},
    {TPM2_RC_POLICY_CC, Errand::key_release, Fault::export_refused},
    {TPM2_RC_AUTH_TYPE, Errand::key_release, Fault::export_refused},
    {TPM2_RC_EXPIRED, Errand::key_release, Fault::export_refused},
    {TPM2_RC_SYMMETRIC, Errand::key_release, Fault::export_refused},
    {TPM2_RC_HANDLE, Errand::key_release, Fault::export_refused},  // the session that was kept is gone
    {TPM2_RC_INTEGRITY, Errand::key_release, Fault::export_refused},
    {TPM2_RC_ECC_POINT, Errand::agreement, Fault::parcel_invalid},
    {TPM2_RC_VALUE, Errand::agreement, Fault::parcel_invalid},
    {TPM2_RC_BAD_AUTH, {}, Fault::tpm_auth_refused},
    {TPM2_RC_AUTH_FAIL, {}, Fault::tpm_auth_refused},
    {TPM2_RC_AUTH_UNAVAILABLE, {}, Fault::tpm_auth_refused},
    {TPM2_RC_AUTH_MISSING, {}, Fault::tpm_auth_refused},
    {TPM2_RC_AUTH_TYPE, {}, Fault::tpm_auth_refused},
    {TPM2_RC_NV_AUTHORIZATION, {}, Fault::tpm_auth_refused},
    {TPM2_RC_POLICY, {}, Fault::tpm_policy_refused},
    {TPM2_RC_POLICY_FAIL, {}, Fault::tpm_policy_refused},
    {TPM2_RC_POLICY_CC, {}, Fault::tpm_policy_refused},
    {TPM2_RC_EXPIRED, {}, Fault::tpm_policy_refused},
    {TPM2_RC_LOCKOUT, {}, Fault::tpm_locked_out},
    {TPM2_RC_RETRY, {}, Fault::tpm_busy},
    {TPM2_RC_YIELDED, {}, Fault::tpm_busy},
    {TPM2_RC_TESTING, {}, Fault::tpm_busy},
    {TPM2_RC_NV_RATE, {}, Fault::tpm_busy},
    {TPM2_RC_KEY_SIZE, {}, Fault::key_algorithm_unsupported},
    {TPM2_RC_CURVE, {}, Fault::key_algorithm_unsupported},
});

bool is_from_tpm(std::uint32_t rc) {
    const std::uint32_t layer = rc & TSS2_RC_LAYER_MASK;
    return layer == TSS2_TPM_RC_LAYER || layer == TSS2_RESMGR_TPM_RC_LAYER;
}

}  // namespace

std::uint32_t tpm_code(std::uint32_t rc) {
    if (!is_from_tpm(rc)) return 0;
    const std::uint32_t code = rc & ~static_cast<std::uint32_t>(TSS2_RC_LAYER_MASK);
    return (code & TPM2_RC_FMT1) != 0 ? code & 0xbfU : code;
}

Fault fault_of(std::uint32_t rc, Errand errand) {
    if ((rc & TSS2_RC_LAYER_MASK) == TSS2_TCTI_RC_LAYER) return Fault::tpm_absent;
    const std::uint32_t code = tpm_code(rc);
    if (code == 0) return Fault::tpm_failed;
    for (const Row& row : rows)
        if (row.code == code && row.errand == errand) return row.fault;
    for (const Row& row : rows)
        if (row.code == code && !row.errand) return row.fault;
    return Fault::tpm_failed;
}

std::string detail_of(std::uint32_t rc, const char* call) {
    std::array<char, 9> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rc, 16).ptr;
    return std::string(call) + ": 0x" + std::string(digits.data(), end) + " " + Tss2_RC_Decode(rc);
}

}  // namespace tpm

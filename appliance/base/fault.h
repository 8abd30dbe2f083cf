// SPDX-License-Identifier: Apache-2.0
// Every kind of expected trouble has one name here and one row in the catalogue:
// a code, a sentence for the person, a remedy for the operator, and whether it is
// written to the audit log. Add both together; fault_test insists.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

enum class Fault {
    document_not_pdf,
    document_encrypted,
    document_unsupported_encryption,
    document_damaged,
    document_damaged_signed,
    document_xfa_dynamic,
    document_certified,
    document_no_pages,
    document_too_large,
    document_time_limit,
    document_quarantined,
    document_reader_crashed,
    document_changed,
    field_missing,
    field_value_invalid,
    glyph_missing,
    page_unrenderable,
    document_structure_unsupported,
    signature_invalid,
    signature_coverage,
    signature_modified,
    signature_absent,
    verifiers_disagree,
    certificate_untrusted,
    certificate_expired,
    certificate_not_yet_valid,
    certificate_revoked,
    certificate_invalid,
    certificate_is_test,
    cms_invalid,
    timestamp_invalid,
    crypto_failed,
    cipher_tampered,
    key_missing,
    key_algorithm_unsupported,
    export_refused,
    key_file_unreadable,
    key_file_password,
    key_file_tampered,
    key_file_cipher,
    key_file_no_key,
    key_file_mismatch,
    password_weak,
    transfer_unconfirmed,
    token_absent,
    token_removed,
    token_failed,
    token_not_ours,
    role_refused,
    staff_session_over,
    tpm_absent,
    tpm_busy,
    tpm_locked_out,
    tpm_failed,
    tpm_storage_key_changed,
    tpm_auth_refused,
    tpm_policy_refused,
    platform_changed,
    lease_expired,
    budget_spent,
    tpm_already_provisioned,
    tpm_not_provisioned,
    bundle_refused,
    bundle_not_rehearsed,
    undelivered_waiting,
    plan_step_refused,
    pin_wrong,
    pin_locked,
    pin_malformed,
    seal_code_missing,
    vault_unavailable,
    vault_corrupt,
    record_missing,
    record_torn,
    record_erased,
    epoch_unavailable,
    disk_full,
    disk_failed,
    disk_not_found,
    output_exists,
    audit_broken,
    audit_rolled_back,
    checkpoint_invalid,
    proof_invalid,
    log_conflict,
    message_invalid,
    configuration_invalid,
    usage_invalid,
    device_in_use,
    network_down,
    network_timeout,
    network_intercepted,
    peer_untrusted,
    server_failed,
    server_refused,
    server_conflict,
    receipt_invalid,
    receipt_mismatch,
    parcel_invalid,
    parcel_not_for_us,
    envelope_invalid,
    envelope_unknown,
    envelope_expired,
    identification_locked,
    ceremony_interrupted,
    event_refused,
    sandbox_unavailable,
    program_missing,
    program_failed,
    program_time_limit,
    display_unavailable,
    font_missing,
    clock_untrusted,
    not_implemented_here,
};

struct FaultRow {
    Fault fault;
    std::string_view name;      // the enumerator's spelling
    std::string_view code;      // shown small beside the sentence; stable for ever
    bool is_audited;
    std::string_view sentence;  // English message id of the translations
    std::string_view remedy;    // for the operator
};

const FaultRow& row_of(Fault fault);

// All rows in the order of the enumeration.
struct FaultCatalogue {
    const FaultRow* rows;
    std::size_t size;
};
FaultCatalogue fault_catalogue();

}  // namespace base

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/validation.h"

#include "appliance/base/bytes.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "appliance/documents/byte_range.h"

#include <algorithm>

namespace documents {
namespace {

using base::ByteView;
using base::Fault;

struct Judge {
    ByteView pdf;
    const Description& description;
    const crypto::TrustStore& trust;     // what we were given, and what the file's security store adds
    const crypto::TrustStore& embedded;  // the same anchors, and only what the file brings along
    std::int64_t known_ms;               // the file's part judged here existed by then: now, or a later time-stamp
    bool has_later_stamp = false;        // a verified one

    SignatureReport judge(const Signature& signature) const;
    void judge_approval(const Signature& signature, SignatureReport& report) const;
    void judge_timestamp(const Signature& signature, SignatureReport& report) const;
    void doubt_answers(const Signature& signature, SignatureReport& report) const;
    void doubt_view(const Signature& signature, SignatureReport& report) const;
    void doubt_limits(SignatureReport& report) const;
};

void fail(SignatureReport& report, std::string sub_indication, Fault fault, std::string detail) {
    report.indication = Indication::total_failed;
    report.sub_indication = std::move(sub_indication);
    report.fault = fault;
    report.detail = std::move(detail);
}

void leave_open(SignatureReport& report, std::string sub_indication, Fault fault, std::string detail) {
    report.indication = Indication::indeterminate;
    report.sub_indication = std::move(sub_indication);
    report.fault = fault;
    report.detail = std::move(detail);
}

void leave_open(SignatureReport& report, const base::Failure& failure) {
    switch (failure.fault) {
        case Fault::certificate_revoked: return leave_open(report, "REVOKED_NO_POE", failure.fault, failure.detail);
        case Fault::certificate_expired:
        case Fault::certificate_not_yet_valid:
            return leave_open(report, "OUT_OF_BOUNDS_NO_POE", failure.fault, failure.detail);
        case Fault::certificate_invalid: return leave_open(report, "CHAIN_CONSTRAINTS_FAILURE", failure.fault, failure.detail);
        default: return leave_open(report, "NO_CERTIFICATE_CHAIN_FOUND", Fault::certificate_untrusted, failure.detail);
    }
}

// What SignatureCms::verify says, in the words of EN 319 102-1, 5.2.3.4 and 5.2.7.4.
void doubt(SignatureReport& report, const base::Failure& failure) {
    switch (failure.fault) {
        case Fault::certificate_invalid: return leave_open(report, "NO_SIGNING_CERTIFICATE_FOUND", failure.fault, failure.detail);
        case Fault::key_algorithm_unsupported:
            return leave_open(report, "CRYPTO_CONSTRAINTS_FAILURE", failure.fault, failure.detail);
        default: return fail(report, "SIG_CRYPTO_FAILURE", Fault::signature_invalid, failure.detail);
    }
}

void name_signer(const crypto::Certificate& certificate, SignatureReport& report) {
    report.signer = certificate.subject_common_name();
    report.issuer = certificate.issuer_common_name();
    report.serial = certificate.serial_hex();
}

bool is_pades(const Signature& signature) { return signature.sub_filter == "ETSI.CAdES.detached"; }

bool is_known_format(const Signature& signature) {
    return is_pades(signature) || signature.sub_filter == "adbe.pkcs7.detached" ||
           (signature.kind == SignatureKind::document_timestamp && signature.sub_filter == "ETSI.RFC3161");
}

void trust_in(const crypto::TrustStore& trust, const std::vector<crypto::Certificate>& chain, std::int64_t at_ms,
              SignatureReport& report) {
    report.is_test = crypto::is_test(chain);
    report.is_revocation_known = trust.is_revocation_known(chain, at_ms);
    if (report.is_test) return leave_open(report, "SIG_CONSTRAINTS_FAILURE", Fault::certificate_is_test, "the chain ends in a TEST root");
    report.indication = Indication::total_passed;
}

void Judge::judge_approval(const Signature& signature, SignatureReport& report) const {
    const auto cms = crypto::SignatureCms::parse(signature.contents, trust.intermediates());
    if (!cms && cms.fault() == Fault::certificate_invalid)
        return leave_open(report, "NO_SIGNING_CERTIFICATE_FOUND", cms.fault(), cms.failure().detail);
    if (!cms) return fail(report, "FORMAT_FAILURE", Fault::cms_invalid, cms.failure().detail);
    name_signer(cms->signer_certificate(), report);
    report.seal_id = base::to_hex(cms->seal_id());
    if (is_pades(signature) && !cms->has_certificate_binding())
        return fail(report, "FORMAT_FAILURE", Fault::signature_invalid, "PAdES without signing-certificate");
    const base::Bytes digest = cms->digest_of(byte_range(pdf, signature));
    if (!digest.empty() && !cms->message_digest().empty() && !base::equal_constant_time(cms->message_digest(), digest))
        return fail(report, "HASH_FAILURE", Fault::signature_invalid, "the document's digest is not the signed one");
    if (const auto checked = cms->verify(digest); !checked)
        return doubt(report, checked.failure());

    crypto::TrustStore all = trust;
    crypto::TrustStore inside = embedded;
    for (const base::Bytes& crl : cms->crls())
        for (crypto::TrustStore* store : {&all, &inside}) static_cast<void>(store->add_crl(crl));  // one we cannot use proves nothing
    std::vector<crypto::Certificate> extra = cms->certificates();
    extra.insert(extra.end(), trust.intermediates().begin(), trust.intermediates().end());
    std::int64_t at_ms = known_ms;
    if (has_later_stamp) report.proven_ms = at_ms;
    for (const base::Bytes& token : cms->timestamps()) {
        const auto claim = crypto::read_token(token);
        if (!claim) continue;
        const base::Bytes imprint = crypto::digest(claim->hash, cms->signature_value());
        const auto stamp = crypto::verify_token(token, imprint, all, known_ms, extra);
        if (!stamp) {
            report.detail = "a time-stamp was not accepted: " + std::string(base::row_of(stamp.fault()).name);
            continue;
        }
        at_ms = std::min(at_ms, stamp->claim.generated_ms);
        report.proven_ms = at_ms;
    }
    if (is_pades(signature)) report.level = report.proven_ms ? "B-T" : "B-B";
    const auto chain = all.verify(cms->signer_certificate(), crypto::Purpose::document_signing, at_ms, cms->certificates());
    report.is_test = !chain && chain.fault() == Fault::certificate_untrusted && crypto::claims_test(cms->signer_certificate(), cms->certificates());
    if (report.is_test) return leave_open(report, "NO_CERTIFICATE_CHAIN_FOUND", Fault::certificate_is_test, "under a TEST root that is not trusted here");
    if (!chain) return leave_open(report, chain.failure());
    trust_in(all, *chain, at_ms, report);
    const auto own = inside.verify(cms->signer_certificate(), crypto::Purpose::document_signing, at_ms, cms->certificates());
    if (report.level == "B-T" && own && inside.is_revocation_known(*own, at_ms)) report.level = has_later_stamp ? "B-LTA" : "B-LT";
}

void Judge::judge_timestamp(const Signature& signature, SignatureReport& report) const {
    const base::ByteView token = crypto::token_in(signature.contents);
    const auto claim = crypto::read_token(token);
    if (!claim) return fail(report, "FORMAT_FAILURE", Fault::timestamp_invalid, claim.failure().detail);
    const base::Bytes digest = byte_range_digest(pdf, signature, claim->hash);
    if (!base::equal_constant_time(claim->imprint, digest))
        return fail(report, "HASH_FAILURE", Fault::timestamp_invalid, "the time-stamp is for other bytes");
    const auto stamp = crypto::verify_token(token, digest, trust, known_ms, trust.intermediates());
    if (!stamp) {
        if (stamp.fault() == Fault::timestamp_invalid)
            return fail(report, "SIG_CRYPTO_FAILURE", Fault::timestamp_invalid, stamp.failure().detail);
        return leave_open(report, stamp.failure());
    }
    name_signer(stamp->authority, report);
    report.proven_ms = stamp->claim.generated_ms;
    trust_in(trust, stamp->chain, stamp->claim.generated_ms, report);
}

// Filling in a form after somebody signed is allowed, but not so that a field shows one
// answer and holds another.
void Judge::doubt_answers(const Signature& signature, SignatureReport& report) const {
    if (std::find(signature.changes.begin(), signature.changes.end(), Change::form_filled) == signature.changes.end()) return;
    for (const Finding& finding : description.findings) {
        if (finding.kind != FindingKind::value_differs || finding.severity != Severity::refuse) continue;
        return leave_open(report, "SIG_CONSTRAINTS_FAILURE", Fault::signature_modified,
                          "the form was filled in afterwards: " + finding.detail);
    }
}

// Another signature may stand beside what is there, not in front of it.
void Judge::doubt_view(const Signature& signature, SignatureReport& report) const {
    if (std::find(signature.changes.begin(), signature.changes.end(), Change::further_signature) == signature.changes.end()) return;
    for (const Finding& finding : description.findings) {
        if (finding.kind == FindingKind::overlay && finding.severity == Severity::refuse)
            return leave_open(report, "SIG_CONSTRAINTS_FAILURE", Fault::signature_modified, finding.detail);
    }
}

// What is beyond the reader's limits was not judged, so nothing is said of the whole.
void Judge::doubt_limits(SignatureReport& report) const {
    for (const Finding& finding : description.findings) {
        const bool is_limit = finding.kind == FindingKind::too_many_objects || finding.kind == FindingKind::too_many_annotations ||
                              finding.kind == FindingKind::nested_too_deeply;
        if (is_limit && finding.severity == Severity::refuse)
            return leave_open(report, "GENERIC", Fault::document_too_large, std::string(name_of(finding.kind)) + ": " + finding.detail);
    }
}

SignatureReport Judge::judge(const Signature& signature) const {
    SignatureReport report;
    report.field_name = signature.field_name;
    report.kind = signature.kind;
    report.reason = signature.reason;
    report.claimed_time = signature.time;
    report.covers_whole_file = signature.coverage == Coverage::whole_file;
    report.changes = signature.changes;
    if (!is_sound(signature.coverage)) {
        fail(report, "FORMAT_FAILURE", Fault::signature_coverage,
             std::string(name_of(signature.coverage)) + ": " + signature.coverage_detail);
        return report;
    }
    if (!is_known_format(signature)) {
        leave_open(report, "GENERIC", Fault::signature_invalid, "unknown /SubFilter " + signature.sub_filter);
        return report;
    }
    if (signature.kind == SignatureKind::document_timestamp)
        judge_timestamp(signature, report);
    else
        judge_approval(signature, report);
    if (report.indication != Indication::total_failed)
        for (const Change change : signature.changes)
            if (!is_allowed(change)) {
                fail(report, "FORMAT_FAILURE", Fault::signature_modified,
                     std::string(name_of(change)) + ": " + signature.changes_detail);
                break;
            }
    if (report.indication == Indication::total_passed) doubt_answers(signature, report);
    if (report.indication == Indication::total_passed) doubt_view(signature, report);
    if (report.indication == Indication::total_passed) doubt_limits(report);
    if (report.indication == Indication::total_failed) report.level.clear();
    return report;
}

// Refused before its form could be looked at: nobody can say whether it is signed.
bool is_unread(const Verdict& verdict) {
    if (verdict.disposition != Disposition::refuse) return false;
    switch (verdict.fault) {
        case Fault::document_not_pdf:
        case Fault::document_encrypted:
        case Fault::document_unsupported_encryption:
        case Fault::document_damaged:
        case Fault::document_damaged_signed:
        case Fault::document_too_large: return true;
        default: return false;
    }
}

// Certificates join the untrusted ones, CRLs count when their issuer signed them.
void take_in(const SecurityStore& store, crypto::TrustStore& trust) {
    for (const base::Bytes& der : store.certificate_data)
        if (const auto certificate = crypto::Certificate::from_der(der)) trust.add_intermediate(*certificate);
    for (const base::Bytes& der : store.crl_data) static_cast<void>(trust.add_crl(der));  // one we cannot use proves nothing
}

// A document time-stamp that passed; one below a TEST root proves nothing to anybody else.
bool is_proof(const SignatureReport& report) {
    return report.kind == SignatureKind::document_timestamp && report.proven_ms && report.indication == Indication::total_passed;
}

int severity_of(Indication indication) {
    switch (indication) {
        case Indication::total_passed: return 0;
        case Indication::indeterminate: return 1;
        case Indication::total_failed: return 2;
    }
    return 2;
}

}  // namespace

std::string_view name_of(Indication value) {
    switch (value) {
        case Indication::total_passed: return "TOTAL-PASSED";
        case Indication::indeterminate: return "INDETERMINATE";
        case Indication::total_failed: return "TOTAL-FAILED";
    }
    return "TOTAL-FAILED";
}

ValidationReport validate(ByteView pdf, const Description& description, const crypto::TrustStore& trust,
                          std::int64_t now_ms) {
    ValidationReport report;
    for (const Finding& finding : description.findings)
        report.warnings.push_back(std::string(name_of(finding.kind)) + (finding.detail.empty() ? "" : ": " + finding.detail));
    if (description.signatures.empty()) {
        const bool is_read = !is_unread(description.verdict);
        report.fault = is_read ? Fault::signature_absent : description.verdict.fault;
        if (!is_read) report.warnings.push_back(description.verdict.reason);
        return report;
    }
    const SecurityStore& store = description.security_store;
    if (!store.is_data_whole) report.warnings.push_back("some of the file's own certificates and CRLs could not be used");
    crypto::TrustStore all = trust;
    crypto::TrustStore embedded;
    for (const crypto::Certificate& anchor : trust.anchors()) embedded.add_anchor(anchor);
    for (crypto::TrustStore* each : {&all, &embedded}) take_in(store, *each);
    // Backwards, because a time-stamp proves that everything before it existed by then
    // (EN 319 102-1, 5.6.3): what ran out or was revoked since is judged at that time.
    Judge judge{pdf, description, all, embedded, now_ms};
    for (std::size_t i = description.signatures.size(); i-- > 0;) {
        const Signature& signature = description.signatures[i];
        report.signatures.push_back(judge.judge(signature));
        if (!is_proof(report.signatures.back())) continue;
        judge.known_ms = std::min(judge.known_ms, *report.signatures.back().proven_ms);
        judge.has_later_stamp = true;
    }
    std::reverse(report.signatures.begin(), report.signatures.end());
    report.indication = Indication::total_passed;
    for (const SignatureReport& one : report.signatures) {
        if (severity_of(one.indication) <= severity_of(report.indication)) continue;
        report.indication = one.indication;
        report.fault = one.fault;
    }
    return report;
}

}  // namespace documents

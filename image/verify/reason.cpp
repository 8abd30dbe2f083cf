// SPDX-License-Identifier: Apache-2.0
#include "image/verify/reason.h"

namespace verify {

std::string_view name_of(Reason reason) {
    switch (reason) {
        case Reason::accepted: return "accepted";
        case Reason::not_pdf: return "not_pdf";
        case Reason::signature_absent: return "signature_absent";
        case Reason::signature_dictionary_malformed: return "signature_dictionary_malformed";
        case Reason::signature_kind_unsupported: return "signature_kind_unsupported";
        case Reason::coverage_byte_range_malformed: return "coverage_byte_range_malformed";
        case Reason::coverage_not_whole_file: return "coverage_not_whole_file";
        case Reason::coverage_ambiguous: return "coverage_ambiguous";
        case Reason::coverage_byte_range_unsigned: return "coverage_byte_range_unsigned";
        case Reason::coverage_hole_malformed: return "coverage_hole_malformed";
        case Reason::coverage_hole_elsewhere: return "coverage_hole_elsewhere";
        case Reason::coverage_file_end: return "coverage_file_end";
        case Reason::cms_malformed: return "cms_malformed";
        case Reason::cms_padding: return "cms_padding";
        case Reason::cms_not_detached: return "cms_not_detached";
        case Reason::cms_signer_count: return "cms_signer_count";
        case Reason::cms_algorithm_unsupported: return "cms_algorithm_unsupported";
        case Reason::cms_attribute_missing: return "cms_attribute_missing";
        case Reason::cms_attribute_malformed: return "cms_attribute_malformed";
        case Reason::cms_attribute_forbidden: return "cms_attribute_forbidden";
        case Reason::certificate_missing: return "certificate_missing";
        case Reason::certificate_malformed: return "certificate_malformed";
        case Reason::certificate_not_the_one_meant: return "certificate_not_the_one_meant";
        case Reason::certificate_untrusted: return "certificate_untrusted";
        case Reason::certificate_out_of_date: return "certificate_out_of_date";
        case Reason::certificate_usage: return "certificate_usage";
        case Reason::certificate_key_unsupported: return "certificate_key_unsupported";
        case Reason::certificate_superfluous: return "certificate_superfluous";
        case Reason::signature_digest_mismatch: return "signature_digest_mismatch";
        case Reason::signature_wrong: return "signature_wrong";
    }
    return "signature_wrong";
}

}  // namespace verify

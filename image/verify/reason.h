// SPDX-License-Identifier: Apache-2.0
// Why a file is refused. The names are printed, and other programs act on their first
// word, so they stay: "coverage" is about which bytes are signed, "cms" about the
// signed message, "certificate" about who signed, "signature" about everything else.
#pragma once

#include <string_view>

namespace verify {

enum class Reason {
    accepted,
    not_pdf,                            // does not begin with %PDF-
    signature_absent,                   // no /ByteRange anywhere
    signature_dictionary_malformed,     // not one plain dictionary in one object
    signature_kind_unsupported,         // a time-stamp, or another /Filter or /SubFilter
    coverage_byte_range_malformed,      // not four plain numbers beginning with 0
    coverage_not_whole_file,            // bytes after the signed ones
    coverage_ambiguous,                 // two arrays claim to cover the file
    coverage_byte_range_unsigned,       // the array itself lies in the hole
    coverage_hole_malformed,            // not exactly <hexadecimal digits>
    coverage_hole_elsewhere,            // the hole is not this dictionary's /Contents
    coverage_file_end,                  // the file does not end with %%EOF
    cms_malformed,                      // not DER, or not SignedData as PAdES wants it
    cms_padding,                        // something other than zeros after it
    cms_not_detached,                   // it carries the content it signs
    cms_signer_count,                   // not exactly one signer
    cms_algorithm_unsupported,
    cms_attribute_missing,
    cms_attribute_malformed,
    cms_attribute_forbidden,            // signing-time, or an unsigned attribute
    certificate_missing,                // the signer's is not enclosed
    certificate_malformed,
    certificate_not_the_one_meant,      // signing-certificate-v2 names another
    certificate_untrusted,              // no chain to an anchor
    certificate_out_of_date,            // at the time asked about
    certificate_usage,                  // may not sign documents
    certificate_key_unsupported,
    certificate_superfluous,            // enclosed, and not part of the chain
    signature_digest_mismatch,          // the document was changed
    signature_wrong,                    // not made with the certificate's key
};

std::string_view name_of(Reason reason);

}  // namespace verify

// SPDX-License-Identifier: Apache-2.0
#include "image/verify/certificate_names.h"

#include "image/verify/der.h"

namespace verify {

bool read_names(base::ByteView certificate, CertificateNames& out) {
    DerReader outer(certificate);
    DerReader in = outer.take_inside(tag::sequence);
    DerReader signed_part = in.take_inside(tag::sequence);
    if (signed_part.next_is(tag::context_0)) signed_part.take_any();  // version
    out.serial = signed_part.take(tag::integer).content;
    signed_part.take(tag::sequence);  // signature algorithm
    out.issuer = signed_part.take(tag::sequence).whole;
    return outer.is_finished() && !in.is_failed() && !signed_part.is_failed();
}

}  // namespace verify

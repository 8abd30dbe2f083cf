// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/certificate_file.h"

namespace keys {

base::Result<std::vector<crypto::Certificate>> read_chain(base::ByteView content) {
    if (const auto one = crypto::Certificate::from_der(content)) return std::vector<crypto::Certificate>{*one};
    auto all = crypto::Certificate::all_from_pem(content);
    if (!all) return base::Failure{base::Fault::certificate_invalid, "no certificate, neither PEM nor DER"};
    return all;
}

}  // namespace keys

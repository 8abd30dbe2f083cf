// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crypto_test {

KeyFileRig::KeyFileRig(ports::KeyAlgorithm algorithm) : key(key_of(algorithm, 7)), leaf(pki.signer_for(*key)) {
    write("key.pem", pem_of(key));
    write("leaf.pem", leaf.to_pem());
    write("issuing.pem", pki.issuing.to_pem());
    write("root.pem", pki.root.to_pem());
    write("chain.pem", pki.root.to_pem() + pki.issuing.to_pem());
}

base::Bytes KeyFileRig::made(const std::string& file, const std::string& line) const {
    const Answer answer = run(line);
    EXPECT_EQ(answer.status, 0) << line << "\n" << answer.output;
    return Foreign::read(file);
}

base::Bytes KeyFileRig::pkcs12(const std::string& options) const {
    return made("made.p12", "openssl pkcs12 -export -inkey key.pem -in leaf.pem -certfile chain.pem -passout pass:right -out made.p12 " + options);
}

bool has(const crypto::KeyFile& file, crypto::KeyFileWarning warning) {
    return std::find(file.warnings.begin(), file.warnings.end(), warning) != file.warnings.end();
}

}  // namespace crypto_test

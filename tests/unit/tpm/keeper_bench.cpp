// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/tpm/keeper_bench.h"

#include <fstream>

namespace bench {

namespace {

// openssl's words for a number: lines of "aa:bb:cc" after its name.
base::Bytes number_in(const std::string& text, const std::string& name) {
    std::string digits;
    for (std::size_t i = text.find("\n" + name) + 1 + name.size(); i < text.size(); ++i) {
        if (text[i] == ':' || text[i] == ' ' || text[i] == '\n') {
            if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] != ' ') break;
            continue;
        }
        digits.push_back(text[i]);
    }
    base::Bytes out;
    EXPECT_TRUE(base::from_hex(digits, out)) << name << digits;
    return out;
}

base::Bytes exactly(base::Bytes number, std::size_t size) {
    while (number.size() > size && number.front() == 0) number.erase(number.begin());
    number.insert(number.begin(), size - number.size(), 0);
    return number;
}

}  // namespace

ports::PrivateKey private_key(ports::KeyAlgorithm algorithm) {
    const ScratchFolder folder;
    const auto key = crypto::SoftwareKey::generate(algorithm).value();
    std::ofstream(folder.path() / "key.pem") << base::as_text(key->to_pem()->reveal());
    int status = -1;
    const std::string text = output_of("openssl pkey -noout -text -in " + (folder.path() / "key.pem").string(), &status);
    EXPECT_EQ(status, 0) << text;
    ports::PrivateKey out;
    out.algorithm = algorithm;
    out.public_key = key->public_key();
    switch (algorithm) {
    case ports::KeyAlgorithm::ecdsa_p256: out.secret = base::SecretBytes(exactly(number_in(text, "priv:"), 32)); break;
    case ports::KeyAlgorithm::ecdsa_p384: out.secret = base::SecretBytes(exactly(number_in(text, "priv:"), 48)); break;
    case ports::KeyAlgorithm::rsa_2048: out.secret = base::SecretBytes(exactly(number_in(text, "prime1:"), 128)); break;
    case ports::KeyAlgorithm::rsa_3072: out.secret = base::SecretBytes(exactly(number_in(text, "prime1:"), 192)); break;
    }
    return out;
}

}  // namespace bench

// SPDX-License-Identifier: Apache-2.0
#include "sync/tls_sign_client.h"

#include "sync/socket.h"

namespace exchange {
namespace {

constexpr unsigned timeout_s = 15;  // a TPM takes up to 0.6 s, the kiosk's frame before it less

base::Result<base::Bytes> converse(const std::string& path, const std::string& question) {
    const Socket socket = TRY(Socket::connect_to(path, timeout_s));
    base::Bytes answer;
    if (!socket.send(base::as_bytes(question)) ||
        socket.receive(answer, tls_sign_message_max, /*is_waiting=*/true) != Socket::Received::message)
        return base::Failure{base::Fault::program_failed, "the keeper of the TLS key does not answer"};
    return answer;
}

}  // namespace

base::Result<std::shared_ptr<TlsSignClient>> TlsSignClient::open(const std::string& path) {
    const base::Bytes answer = TRY(converse(path, write_tls_sign_request(AskPublicKey{})));
    PublicKeyAnswer key = TRY(read_public_key_answer(answer));
    return std::make_shared<TlsSignClient>(path, std::move(key));
}

base::Result<base::Bytes> TlsSignClient::sign(ports::SignatureScheme, ports::HashAlgorithm, base::ByteView) {
    return base::Failure{base::Fault::key_algorithm_unsupported, "the TLS key signs whole messages only"};
}

base::Result<base::Bytes> TlsSignClient::sign_message(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                                      base::ByteView message) {
    const base::Bytes answer =
        TRY(converse(m_path, write_tls_sign_request(AskSignature{hash, scheme, base::to_bytes(message)})));
    return read_signature_answer(answer);
}

}  // namespace exchange

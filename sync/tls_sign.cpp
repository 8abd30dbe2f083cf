// SPDX-License-Identifier: Apache-2.0
#include "sync/tls_sign.h"

#include "appliance/base/json.h"

#include <algorithm>
#include <array>

namespace exchange {
namespace {

using base::Fault;
using base::Json;
using base::Result;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

constexpr std::string_view context = "TLS 1.3, client CertificateVerify";
constexpr std::size_t padding = 64;

struct HashName { HashAlgorithm value; std::string_view name; };
constexpr std::array<HashName, 3> hashes{{{HashAlgorithm::sha256, "sha256"},
                                          {HashAlgorithm::sha384, "sha384"},
                                          {HashAlgorithm::sha512, "sha512"}}};
// TLS 1.3 knows no PKCS#1 v1.5 in CertificateVerify.
struct SchemeName { SignatureScheme value; std::string_view name; };
constexpr std::array<SchemeName, 2> schemes{{{SignatureScheme::ecdsa, "ecdsa"}, {SignatureScheme::rsa_pss, "rsa_pss"}}};
struct KeyName { KeyAlgorithm value; std::string_view name; };
constexpr std::array<KeyName, 4> keys{{{KeyAlgorithm::ecdsa_p256, "ecdsa_p256"},
                                       {KeyAlgorithm::ecdsa_p384, "ecdsa_p384"},
                                       {KeyAlgorithm::rsa_2048, "rsa_2048"},
                                       {KeyAlgorithm::rsa_3072, "rsa_3072"}}};

template <typename Rows, typename Value>
std::string_view spelled(const Rows& rows, Value value) {
    for (const auto& row : rows)
        if (row.value == value) return row.name;
    return {};
}

template <typename Rows>
auto found(const Rows& rows, std::string_view name) -> Result<decltype(rows[0].value)> {
    for (const auto& row : rows)
        if (row.name == name) return row.value;
    return base::Failure{Fault::message_invalid, "unknown name"};
}

Result<Json> parse(base::ByteView message) {
    return base::parse_json(base::as_text(message), {.size_max = tls_sign_message_max, .depth_max = 1});
}

Result<Json> parse_answer(base::ByteView message) {
    Json json = TRY(parse(message));
    const auto refused = json.text("refused");
    if (!refused) return json;
    for (std::size_t i = 0; i < base::fault_catalogue().size; ++i)
        if (const base::FaultRow& row = base::fault_catalogue().rows[i]; row.name == *refused)
            return base::Failure{row.fault, "refused by the keeper of the TLS key"};
    return base::Failure{Fault::message_invalid, "refused"};
}

}  // namespace

bool is_client_certificate_verify(base::ByteView content) {
    const std::size_t head = padding + context.size() + 1;
    if (content.size() != head + 32 && content.size() != head + 48) return false;
    return std::all_of(content.begin(), content.begin() + padding, [](std::uint8_t byte) { return byte == 0x20; }) &&
           base::as_text(content.subspan(padding, context.size())) == context && content[head - 1] == 0;
}

std::string write_tls_sign_request(const TlsSignRequest& request) {
    Json json;
    if (const auto* ask = std::get_if<AskSignature>(&request)) {
        json.set("op", "sign")
            .set("hash", spelled(hashes, ask->hash))
            .set("scheme", spelled(schemes, ask->scheme))
            .set("content", base::to_base64(ask->content));
    } else {
        json.set("op", "public_key");
    }
    return base::canonical_json(json);
}

Result<TlsSignRequest> read_tls_sign_request(base::ByteView message) {
    const Json json = TRY(parse(message));
    const std::string operation = TRY(json.text("op"));
    if (operation == "public_key") return TlsSignRequest(AskPublicKey{});
    if (operation != "sign") return base::Failure{Fault::message_invalid, "op"};
    AskSignature ask{};
    const std::string hash = TRY(json.text("hash"));
    ask.hash = TRY(found(hashes, hash));
    const std::string scheme = TRY(json.text("scheme"));
    ask.scheme = TRY(found(schemes, scheme));
    ask.content = TRY(json.base64("content"));
    if (!is_client_certificate_verify(ask.content))
        return base::Failure{Fault::message_invalid, "not a TLS 1.3 client CertificateVerify"};
    return TlsSignRequest(std::move(ask));
}

std::string write_public_key_answer(const PublicKeyAnswer& answer) {
    return base::canonical_json(
        Json().set("algorithm", spelled(keys, answer.algorithm)).set("spki", base::to_base64(answer.spki)));
}

std::string write_signature_answer(base::ByteView signature) {
    return base::canonical_json(Json().set("signature", base::to_base64(signature)));
}

std::string write_refusal(Fault fault) { return base::canonical_json(Json().set("refused", base::row_of(fault).name)); }

Result<PublicKeyAnswer> read_public_key_answer(base::ByteView message) {
    const Json json = TRY(parse_answer(message));
    const std::string name = TRY(json.text("algorithm"));
    PublicKeyAnswer answer{};
    answer.algorithm = TRY(found(keys, name));
    answer.spki = TRY(json.base64("spki"));
    return answer;
}

Result<base::Bytes> read_signature_answer(base::ByteView message) {
    const Json json = TRY(parse_answer(message));
    return json.base64("signature");
}

}  // namespace exchange

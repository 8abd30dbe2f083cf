// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/timestamp.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/signed_data.h"
#include "appliance/crypto/tst_info.h"

#include <algorithm>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t token_size_max = 1024 * 1024;

Result<SignedData> parse_token(ByteView token, const std::vector<Certificate>& extra) {
    auto data = parse_signed_data(token, Padding::none, token_size_max, extra);
    if (!data) return Failure{Fault::timestamp_invalid, data.failure().detail};
    if (data->content_type != tst_info_oid || !data->content) return Failure{Fault::timestamp_invalid, "does not carry TSTInfo"};
    return data;
}

bool is_equal(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

// Whether an INTEGER's octets are our number, which is not negative. A needless zero in
// front of it is forgiven.
bool is_number(ByteView octets, ByteView ours) {
    const bool is_negative = !octets.empty() && octets[0] >= 0x80U;
    while (!octets.empty() && octets[0] == 0) octets = octets.subspan(1);
    while (!ours.empty() && ours[0] == 0) ours = ours.subspan(1);
    return !is_negative && is_equal(octets, ours);
}

}  // namespace

Bytes make_timestamp_request(const base::Digest& imprint, ByteView nonce) {
    CHECK(nonce.size() >= 8 && nonce.size() <= 32);
    const Der message_imprint = der_sequence({Der(digest_identifier(ports::HashAlgorithm::sha256)), der_octets(imprint)});
    return der_sequence({der_integer(1), message_imprint, der_integer(nonce), Der(Bytes{0x01, 0x01, 0xff})}).flatten();
}

Result<TimestampClaim> read_token(ByteView token) {
    if (token.size() > token_size_max) return Failure{Fault::timestamp_invalid, "too long"};
    // The content can be read without the signer's certificate, unlike the signature.
    const unsigned char* cursor = token.data();
    const CmsHandle parsed(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(token.size())));
    if (parsed != nullptr && cursor != token.data() + token.size()) return Failure{Fault::timestamp_invalid, "bytes after the token"};
    return read_tst_info_of(parsed.get());
}

ByteView token_in(ByteView contents) {
    if (contents.size() > token_size_max) return contents;
    const unsigned char* cursor = contents.data();
    const CmsHandle parsed(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(contents.size())));
    if (parsed == nullptr) return contents;
    const auto length = static_cast<std::size_t>(cursor - contents.data());
    const bool is_filled_up = std::ranges::all_of(contents.subspan(length), [](std::uint8_t byte) { return byte == 0; });
    return is_filled_up ? contents.first(length) : contents;
}

Result<Timestamp> verify_token(ByteView token, ByteView imprint, const TrustStore& trust, std::int64_t at_ms,
                               const std::vector<Certificate>& extra) {
    const SignedData data = TRY(parse_token(token, extra));
    TimestampClaim claim = TRY(read_tst_info(*data.content));
    if (!is_equal(claim.imprint, imprint)) return Failure{Fault::timestamp_invalid, "stamps something else"};
    // RFC 3161, 2.4.2: the certificate's identifier must be a signed attribute.
    if (!data.hash || !data.has_attributes || !data.has_certificate_binding) {
        return Failure{Fault::timestamp_invalid, "signed attributes"};
    }
    const auto verified = verify_signed_data(data, digest(*data.hash, *data.content));
    if (!verified) return Failure{Fault::timestamp_invalid, verified.failure().detail};
    if (claim.generated_ms < data.signer.not_before_ms() || claim.generated_ms > data.signer.not_after_ms()) {
        return Failure{Fault::timestamp_invalid, "stamped outside the certificate's validity"};
    }
    std::vector<Certificate> others = data.certificates;
    others.insert(others.end(), extra.begin(), extra.end());
    auto chain = TRY(trust.verify(data.signer, Purpose::timestamping, at_ms, others));
    return Timestamp{std::move(claim), data.signer, std::move(chain), base::to_bytes(token)};
}

Result<Timestamp> verify_response(ByteView response, const base::Digest& imprint, ByteView nonce, const TrustStore& trust,
                                  std::int64_t at_ms) {
    DerReader outer(response);
    DerReader body(outer.take(0x30));
    DerReader status(body.take(0x30));
    const ByteView number = status.take(0x02);
    if (!outer.is_finished() || body.is_failed() || status.is_failed() || number.size() != 1) {
        return Failure{Fault::timestamp_invalid, "read TimeStampResp"};
    }
    // granted(0) and grantedWithMods(1) carry a token.
    if (number[0] > 1) return Failure{Fault::server_refused, "PKIStatus " + std::to_string(number[0])};
    const auto token = body.take_any();
    if (!body.is_finished()) return Failure{Fault::timestamp_invalid, "token in TimeStampResp"};
    auto timestamp = verify_token(token.whole, imprint, trust, at_ms);
    if (timestamp && !is_number(timestamp->claim.nonce, nonce)) {
        return Failure{Fault::timestamp_invalid, "another request's nonce"};
    }
    return timestamp;
}

}  // namespace crypto

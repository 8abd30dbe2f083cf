// SPDX-License-Identifier: Apache-2.0
#include "tpm/ec_codec.h"

#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"

#include <array>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t field_size = 32;

// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { 04 || x || y } }
// up to and without the point: for this one curve the head never changes.
constexpr std::array<std::uint8_t, 26> spki_head = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                                    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};

// The TPM may leave out leading zeros.
void append_padded(Bytes& out, ByteView number) {
    out.insert(out.end(), field_size - std::min(number.size(), field_size), 0);
    base::append(out, number);
}

void append_integer(Bytes& out, ByteView number) {
    while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
    const bool needs_zero = number.empty() || (number.front() & 0x80U) != 0;
    out.push_back(0x02);
    out.push_back(static_cast<std::uint8_t>(number.size() + (needs_zero ? 1 : 0)));
    if (needs_zero) out.push_back(0);
    base::append(out, number);
}

// A positive INTEGER in its shortest form, at most as long as the field.
Result<TPM2B_ECC_PARAMETER> take_integer(base::Reader& reader) {
    const Failure invalid{Fault::message_invalid, "not an ECDSA P-256 signature"};
    if (reader.take_u8() != 0x02) return invalid;
    ByteView digits = reader.take(reader.take_u8());
    if (digits.empty() || (digits.front() & 0x80U) != 0) return invalid;
    if (digits.front() == 0) {
        digits = digits.subspan(1);
        if (digits.empty() || (digits.front() & 0x80U) == 0) return invalid;
    }
    if (digits.size() > field_size) return invalid;
    Bytes padded;
    append_padded(padded, digits);
    TPM2B_ECC_PARAMETER out{};
    fill(out, padded);
    return out;
}

}  // namespace

Result<Bytes> subject_public_key_info(const TPMT_PUBLIC& area) {
    const ByteView x = view(area.unique.ecc.x);
    const ByteView y = view(area.unique.ecc.y);
    if (area.type != TPM2_ALG_ECC || area.parameters.eccDetail.curveID != TPM2_ECC_NIST_P256 ||
        x.size() > field_size || y.size() > field_size)
        return Failure{Fault::key_algorithm_unsupported, "not a P-256 key"};
    Bytes out(spki_head.begin(), spki_head.end());
    out.push_back(0x04);
    append_padded(out, x);
    append_padded(out, y);
    return out;
}

Result<Bytes> point_of(ByteView spki) {
    const bool fits = spki.size() == spki_head.size() + 1 + 2 * field_size &&
                      std::equal(spki_head.begin(), spki_head.end(), spki.begin()) && spki[spki_head.size()] == 0x04;
    if (!fits) return Failure{Fault::message_invalid, "not a P-256 SubjectPublicKeyInfo"};
    return base::to_bytes(spki.subspan(spki_head.size()));
}

Result<Bytes> signature_to_der(const TPMT_SIGNATURE& signature) {
    const ByteView r = view(signature.signature.ecdsa.signatureR);
    const ByteView s = view(signature.signature.ecdsa.signatureS);
    constexpr std::size_t largest = 48;  // P-384; the lengths below then fit one byte
    if (signature.sigAlg != TPM2_ALG_ECDSA || r.size() > largest || s.size() > largest)
        return Failure{Fault::tpm_failed, "not an ECDSA signature over P-256 or P-384"};
    Bytes numbers;
    append_integer(numbers, r);
    append_integer(numbers, s);
    Bytes out{0x30, static_cast<std::uint8_t>(numbers.size())};
    base::append(out, numbers);
    return out;
}

Result<TPMT_SIGNATURE> signature_from_der(ByteView der) {
    base::Reader reader(der);
    if (reader.take_u8() != 0x30 || reader.take_u8() != reader.left())
        return Failure{Fault::message_invalid, "not an ECDSA signature"};
    TPMT_SIGNATURE out{};
    out.sigAlg = TPM2_ALG_ECDSA;
    out.signature.ecdsa.hash = TPM2_ALG_SHA256;
    out.signature.ecdsa.signatureR = TRY(take_integer(reader));
    out.signature.ecdsa.signatureS = TRY(take_integer(reader));
    if (!reader.is_finished()) return Failure{Fault::message_invalid, "bytes after the signature"};
    return out;
}

}  // namespace tpm

// SPDX-License-Identifier: Apache-2.0
#include "image/verify/algorithms.h"

#include <array>

namespace verify {
namespace {

struct Row {
    Hash hash;
    std::string_view digest;
    std::string_view with_ecdsa;
    std::string_view with_rsa;
    std::uint8_t size;
};

constexpr std::array<Row, 3> rows{{
    {Hash::sha256, "608648016503040201", "2a8648ce3d040302", "2a864886f70d01010b", 32},
    {Hash::sha384, "608648016503040202", "2a8648ce3d040303", "2a864886f70d01010c", 48},
    {Hash::sha512, "608648016503040203", "2a8648ce3d040304", "2a864886f70d01010d", 64},
}};
constexpr std::string_view rsa_encryption = "2a864886f70d010101";
constexpr std::string_view rsassa_pss = "2a864886f70d01010a";
constexpr std::string_view mgf1 = "2a864886f70d010108";

const Row& row_of(Hash hash) {
    for (const Row& row : rows) {
        if (row.hash == hash) return row;
    }
    return rows[0];
}

// Takes the rest: nothing, or NULL.
bool has_no_parameters(DerReader& in) {
    if (in.is_finished()) return true;
    return in.take(tag::null).content.empty() && in.is_finished();
}
bool has_null_parameter(DerReader& in) { return !in.is_at_end() && has_no_parameters(in); }

// RSASSA-PSS-params (RFC 4055, 3.1) with one hash throughout and a salt as long.
bool are_pss_parameters(DerReader in, Hash hash) {
    DerReader parameters = in.take_inside(tag::sequence);
    DerReader hash_part = parameters.take_inside(tag::context_0);
    const Element hash_algorithm = hash_part.take(tag::sequence);
    DerReader mask_part = parameters.take_inside(tag::context_1);
    DerReader mask = mask_part.take_inside(tag::sequence);
    const bool is_mgf1 = is_object(mask.take(tag::object_identifier).content, mgf1);
    const Element mask_hash = mask.take(tag::sequence);
    DerReader salt_part = parameters.take_inside(tag::context_2);
    const Element salt = salt_part.take(tag::integer);
    const bool is_whole = in.is_finished() && parameters.is_finished() && hash_part.is_finished() &&
                          mask_part.is_finished() && mask.is_finished() && salt_part.is_finished();
    return is_whole && is_mgf1 && read_hash(hash_algorithm.whole) == hash && read_hash(mask_hash.whole) == hash &&
           salt.content.size() == 1 && salt.content[0] == row_of(hash).size;
}

}  // namespace

bool is_object(base::ByteView object, std::string_view hexadecimal) { return base::to_hex(object) == hexadecimal; }

std::optional<Hash> read_hash(base::ByteView algorithm) {
    DerReader outer(algorithm);
    DerReader in = outer.take_inside(tag::sequence);
    const Element object = in.take(tag::object_identifier);
    if (!outer.is_finished() || in.is_failed() || !has_no_parameters(in)) return std::nullopt;
    for (const Row& row : rows) {
        if (is_object(object.content, row.digest)) return row.hash;
    }
    return std::nullopt;
}

std::optional<Scheme> read_scheme(base::ByteView algorithm, Hash hash) {
    DerReader outer(algorithm);
    DerReader in = outer.take_inside(tag::sequence);
    const base::ByteView object = in.take(tag::object_identifier).content;
    if (!outer.is_finished() || in.is_failed()) return std::nullopt;
    if (is_object(object, row_of(hash).with_ecdsa) && in.is_finished()) return Scheme::ecdsa;
    const bool is_pkcs1 = is_object(object, row_of(hash).with_rsa) || is_object(object, rsa_encryption);
    if (is_pkcs1 && has_null_parameter(in)) return Scheme::rsa_pkcs1;
    if (is_object(object, rsassa_pss) && are_pss_parameters(in, hash)) return Scheme::rsa_pss;
    return std::nullopt;
}

}  // namespace verify

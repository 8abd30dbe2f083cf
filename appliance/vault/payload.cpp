// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/payload.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/aead.h"

#include <algorithm>

namespace vault {
namespace {

constexpr std::size_t sealed_chunk_size = chunk_size + crypto::aead_overhead;

void append_text(base::Bytes& out, std::string_view text) {
    CHECK(text.size() <= 0xffff);
    base::append_number(out, text.size(), 2);
    base::append(out, text);
}

base::Bytes bound_data(const base::DeviceId& device, const RecordHead& head, std::size_t chunk, bool is_last) {
    base::Bytes out = base::to_bytes(std::string_view("inkseal record"));
    base::append_number(out, record_format, 2);
    append_text(out, device.text);
    append_text(out, head.id.text);
    base::append_number(out, static_cast<std::uint8_t>(head.type), 1);
    base::append_number(out, head.sequence, 8);
    append_text(out, head.envelope.text);
    append_text(out, head.about.text);
    base::append_number(out, chunk, 4);
    base::append_number(out, is_last ? 1 : 0, 1);
    return out;
}

}  // namespace

base::Result<base::Bytes> encrypt_payload(const base::SecretBytes& key, const base::DeviceId& device,
                                          const RecordHead& head, base::ByteView payload) {
    base::Bytes out;
    for (std::size_t chunk = 0;; ++chunk) {
        const base::ByteView part = payload.first(std::min(payload.size(), chunk_size));
        payload = payload.subspan(part.size());
        base::append(out, TRY(crypto::seal(key, bound_data(device, head, chunk, payload.empty()), part)));
        if (payload.empty()) return out;
    }
}

base::Result<base::Bytes> decrypt_payload(const base::SecretBytes& key, const base::DeviceId& device,
                                          const RecordHead& head, base::ByteView sealed) {
    base::Bytes out;
    for (std::size_t chunk = 0;; ++chunk) {
        const base::ByteView part = sealed.first(std::min(sealed.size(), sealed_chunk_size));
        sealed = sealed.subspan(part.size());
        base::append(out, TRY(crypto::open(key, bound_data(device, head, chunk, sealed.empty()), part)));
        if (sealed.empty()) break;
    }
    if (out.size() != head.size) return base::Failure{base::Fault::record_torn, "length of the payload"};
    return out;
}

base::Result<base::SecretBytes> decrypt_secret(const base::SecretBytes& key, const base::DeviceId& device,
                                               const RecordHead& head, base::ByteView sealed) {
    if (sealed.size() > sealed_chunk_size) return base::Failure{base::Fault::record_torn, "a secret of several chunks"};
    return crypto::open_secret(key, bound_data(device, head, 0, true), sealed);
}

}  // namespace vault

// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/certificate_errand.h"

#include "appliance/admin/key_words.h"
#include "appliance/admin/stick_files.h"
#include "appliance/crypto/csr.h"
#include "appliance/keys/certificate_file.h"

#include <algorithm>

namespace admin {
namespace {

using base::Failure;
using base::Fault;
using base::Status;

// A certificate has a few kilobytes, and its issuers come with it.
constexpr std::size_t file_size_max = 256U << 10U;
}  // namespace

Status CertificateErrand::write_request(keys::KeyLife& life, const staff::Actor& who, const std::string& key, ports::ExchangeFolder& stick) {
    const std::string name = TRY(free_file_name(stick, key, ".csr"));  // an older request is never replaced
    const base::Bytes request = TRY(life.request(who, key));
    TRY(stick.write(name, base::as_bytes(crypto::csr_to_pem(request))));
    m_written = name;
    return {};
}

Status CertificateErrand::choose(ports::ExchangeFolder& stick, const std::string& file, const keys::KeyView& view) {
    *this = CertificateErrand();
    m_key = view.facts.name;
    const auto content = stick.read(file, file_size_max);
    // The stick's word for "too large" speaks of keys.
    if (!content) return content.fault() == Fault::key_file_unreadable ? Failure{Fault::certificate_invalid, content.failure().detail} : content.failure();
    std::vector<crypto::Certificate> chain = TRY(keys::read_chain(*content));
    if (chain.front().public_key() != view.facts.public_key)
        return Failure{Fault::key_file_mismatch, "\"" + chain.front().subject_common_name() + "\" is not for the key " + m_key};
    m_file = file;
    m_chain = std::move(chain);
    return {};
}

CertificateScreen CertificateErrand::screen() const {
    CertificateScreen screen{.key = m_key, .file = m_file, .subject = {}, .issuer = {}, .valid_until = {}, .fingerprint = {}};
    if (m_chain.empty()) return screen;
    const crypto::Certificate& leaf = m_chain.front();
    screen.subject = leaf.subject_common_name();
    screen.issuer = leaf.issuer_common_name();
    screen.valid_until = day_words(leaf.not_after_ms());
    screen.fingerprint = base::to_hex(leaf.fingerprint());
    return screen;
}

}  // namespace admin

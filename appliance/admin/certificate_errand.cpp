// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/certificate_errand.h"

#include "appliance/admin/key_words.h"
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
constexpr std::string_view endings[] = {".pem", ".crt", ".cer", ".der"};

// "ward-7.csr", and a number while that is taken: an older request is never replaced.
std::string free_name(const std::vector<ports::ExchangeFolder::File>& files, const std::string& key) {
    std::string name = key + ".csr";
    const auto is_taken = [&] { return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.name == name; }); };
    for (int number = 2; is_taken(); ++number) name = key + "-" + std::to_string(number) + ".csr";
    return name;
}

}  // namespace

StickScreen CertificateErrand::look(ports::ExchangeFolder& stick, const std::string& key) {
    StickScreen screen;
    screen.certificate_for = key;
    const auto files = stick.files();
    screen.has_stick = static_cast<bool>(files);
    if (!files) return screen;
    for (const auto& [name, size] : *files) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        const bool is_certificate = std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) { return lower.ends_with(ending); });
        if (is_certificate && screen.files.size() < StickScreen::files_max) screen.files.push_back({name, size});
    }
    return screen;
}

Status CertificateErrand::write_request(keys::KeyLife& life, const staff::Actor& who, const std::string& key, ports::ExchangeFolder& stick) {
    const std::vector<ports::ExchangeFolder::File> files = TRY(stick.files());
    const std::string name = free_name(files, key);
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

// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/bringing.h"

#include "appliance/admin/key_words.h"
#include "appliance/crypto/digest.h"

#include <algorithm>

namespace admin {
namespace {

using base::Fault;
using base::Status;

constexpr std::size_t manifest_size_max = 64U << 10U;
constexpr std::string_view travelling_ending = ".key";

std::string small(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string stem_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

// Absent is an answer, everything else that goes wrong is not.
base::Result<std::optional<base::Bytes>> read_if_there(ports::ExchangeFolder& stick, const std::string& name) {
    auto content = stick.read(name, manifest_size_max);
    if (content) return std::optional<base::Bytes>(std::move(*content));
    if (content.fault() == Fault::disk_not_found) return std::optional<base::Bytes>();
    return content.failure();
}

}  // namespace

Status Bringing::choose(ports::ExchangeFolder& stick, const std::string& file, const app::Device& device) {
    *this = Bringing();
    m_name = file;
    base::Bytes content = TRY(stick.read(file, crypto::key_file_size_max));
    m_file.content = base::SecretBytes(content);
    base::wipe(content.data(), content.size());
    m_file.manifest = TRY(read_if_there(stick, stem_of(file) + ".manifest.json"));
    m_file.signature = TRY(read_if_there(stick, stem_of(file) + ".manifest.p7s"));
    m_manifest = TRY(keys::check_bundle(m_file, device.identity.trust, device.clock.wall_ms()));
    return {};
}

bool Bringing::is_travelling() const { return small(m_name).ends_with(travelling_ending) && !base::as_text(m_file.content.reveal()).starts_with("-----BEGIN"); }

std::vector<std::string> Bringing::signed_files() const {
    if (m_travelling) return {m_name};
    if (!m_manifest) return {};
    return {m_name, stem_of(m_name) + ".manifest.json", stem_of(m_name) + ".manifest.p7s"};
}

Status Bringing::open(const app::Device& device) {
    m_trouble.reset();
    if (is_travelling()) {
        m_travelling = TRY(keys::open_travelling_key(m_file.content.reveal(), device.identity.trust, device.identity.device, device.clock.wall_ms()));
        return {};
    }
    std::optional<base::SecretBytes> password;
    if (m_password.characters() > 0) password = m_password.copy();
    m_opened = TRY(keys::open_brought(m_file, m_manifest, password, device.clock.wall_ms()));
    m_password.clear();
    return {};
}

Status Bringing::take_in(keys::KeyLife& life, const staff::Actor& who, const std::string& key) {
    if (m_travelling) {
        TRY(life.accept(who, key, m_travelling->duplicate, m_travelling->chain, crypto::sha256(m_file.content.reveal())));
        return {};
    }
    if (!m_opened) return Fault::key_missing;
    TRY(keys::take_in(life, who, key, m_file, *m_opened));
    return {};
}

std::string Bringing::proposed_name() const {
    if (m_travelling && keys::is_key_name(m_travelling->duplicate.name)) return m_travelling->duplicate.name;
    std::string name;
    for (const char c : small(stem_of(m_name))) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (fits) name += c;
        else if (!name.empty() && name.back() != '-') name += '-';
    }
    name.resize(std::min<std::size_t>(name.size(), 30));
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name;
}

FilePasswordScreen Bringing::password_screen() const {
    return {.file = m_name, .exported_by = m_manifest ? m_manifest->device : "", .characters = m_password.characters(), .trouble = m_trouble};
}

BroughtScreen Bringing::screen(const std::string& key) const {
    BroughtScreen screen;
    screen.key = key;
    screen.file = m_name;
    if (m_manifest) {
        screen.exported_by = m_manifest->device;
        screen.reason = m_manifest->reason;
    }
    const std::vector<crypto::Certificate>* chain = nullptr;
    if (m_travelling) {
        screen.is_travelling = true;
        screen.exported_by = m_travelling->from.text;
        chain = &m_travelling->chain;
    } else if (m_opened) {
        screen.algorithm = algorithm_words(m_opened->key.algorithm);
        screen.warnings = m_opened->warnings;
        chain = &m_opened->chain;
    }
    if (chain == nullptr || chain->empty()) return screen;
    screen.subject = chain->front().subject_common_name();
    screen.issuer = chain->front().issuer_common_name();
    screen.valid_until = day_words(chain->front().not_after_ms());
    return screen;
}

}  // namespace admin

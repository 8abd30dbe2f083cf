// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/token_choice.h"

#include "appliance/base/calendar.h"
#include "appliance/cli/password_entry.h"
#include "appliance/crypto/certificate.h"

#include <algorithm>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

std::string ids_of(const usb::Port& port) {
    base::Bytes bytes;
    for (const std::uint16_t id : {port.vendor, port.product}) {
        bytes.push_back(static_cast<std::uint8_t>(id >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(id & 0xffU));
    }
    const std::string hex = base::to_hex(bytes);
    return hex.substr(0, 4) + ":" + hex.substr(4);
}

Json describe_port(const usb::Port& port) {
    Json json;
    json.set("place", port.place).set("name", port.name).set("usb", ids_of(port));
    return json;
}

Json describe_certificate(const base::Result<std::optional<base::Bytes>>& der) {
    Json json;
    if (!der) return json.set("trouble", der.failure().detail);
    if (!*der) return json;  // null: there is none
    const auto certificate = crypto::Certificate::from_der(**der);
    if (!certificate) return json.set("trouble", certificate.failure().detail);
    json.set("subject", certificate->subject_common_name()).set("issuer", certificate->issuer_common_name());
    json.set("not_after", base::to_rfc3339(certificate->not_after_ms())).set("fingerprint", base::to_hex(certificate->fingerprint()));
    return json;
}

// -1: no such digit.
int digit_of(std::uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Result<std::unique_ptr<TokenTable>> TokenTable::open() {
    auto bus = TRY(usb::LibusbBus::create());
    return std::make_unique<TokenTable>(std::move(bus));
}

Result<OpenToken> TokenTable::open_port(const usb::Port& port) {
    auto wire = TRY(m_ports.open(port));
    OpenToken token;
    token.port = port;
    token.piv = TRY(usb::PivToken::open(std::move(wire)));
    return token;
}

Json TokenTable::list() {
    Json tokens{Json::Array{}};
    if (const auto looked = m_ports.look(); !looked) return Json().set("tokens", tokens).set("trouble", looked.failure().detail);
    for (const usb::Port& port : m_ports.ports()) {
        Json one = describe_port(port);
        if (const auto token = open_port(port)) {
            one.set("serial", token->piv->serial()).set("version", token->piv->version());
        } else {
            one.set("trouble", std::string(base::row_of(token.fault()).sentence) + " (" + token.failure().detail + ")");
        }
        tokens.push(std::move(one));
    }
    return Json().set("tokens", std::move(tokens));
}

Result<OpenToken> TokenTable::choose(const TokenChoice& choice) {
    TRY(m_ports.look());
    const std::vector<usb::Port>& ports = m_ports.ports();
    if (ports.empty()) return Failure{Fault::token_absent, ""};
    if (choice.token.empty()) {
        if (ports.size() > 1) return Failure{Fault::usage_invalid, "several tokens are plugged in: say which with --token"};
        return open_port(ports.front());
    }
    for (const usb::Port& port : ports)
        if (port.place == choice.token) return open_port(port);
    for (const usb::Port& port : ports) {
        auto token = open_port(port);
        if (token && token->piv->serial() == choice.token) return token;
    }
    return Failure{Fault::token_absent, "none has the number or place " + choice.token};
}

Result<Json> describe(const OpenToken& token) {
    Json json = describe_port(token.port);
    json.set("serial", token.piv->serial()).set("version", token.piv->version());
    const auto tries = TRY(token.piv->tries_left());
    json.set("tries_left", tries ? Json(static_cast<std::int64_t>(*tries)) : Json());
    Json slots;
    for (const usb::PivSlot slot : usb::piv_slots) {
        Json one;
        one.set("purpose", usb::purpose_of(slot)).set("certificate", describe_certificate(token.piv->certificate(slot)));
        if (const auto key = TRY(token.piv->metadata(slot)))
            one.set("algorithm", usb::name_of(key->algorithm)).set("born_in_token", key->is_born_here);
        slots.set(usb::name_of(slot), std::move(one));
    }
    json.set("slots", std::move(slots));
    return json;
}

Result<base::SecretBytes> read_management_key(const std::string& file) {
    const base::SecretBytes text = TRY(read_password(file, "Management key of the token (hexadecimal): "));
    const base::ByteView digits = text.reveal();
    base::SecretBytes key(digits.size() / 2);
    const auto bytes = key.reveal_to_fill();
    bool is_hexadecimal = digits.size() == 32 || digits.size() == 48 || digits.size() == 64;
    for (std::size_t i = 0; i < bytes.size() && is_hexadecimal; ++i) {
        const int high = digit_of(digits[2 * i]);
        const int low = digit_of(digits[2 * i + 1]);
        is_hexadecimal = high >= 0 && low >= 0;
        if (is_hexadecimal) bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    if (!is_hexadecimal) return Failure{Fault::pin_malformed, "a management key is 32, 48 or 64 hexadecimal digits"};
    return key;
}

}  // namespace cli

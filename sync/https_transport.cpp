// SPDX-License-Identifier: Apache-2.0
#include "sync/https_transport.h"

#include "appliance/crypto/evp_key.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t response_size_max = (64U << 20U) + (1U << 20U);
constexpr std::size_t response_head_max = 64U << 10U;

struct FreeCurl { void operator()(CURL* handle) const { curl_easy_cleanup(handle); } };
struct FreeList { void operator()(curl_slist* list) const { curl_slist_free_all(list); } };

// "https://host[:port]" and nothing else.
bool is_origin(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme) || url.size() <= scheme.size() || url.size() > 300) return false;
    return url.find_first_of("/?#@ \\", scheme.size()) == std::string_view::npos;
}

struct Upload {
    base::ByteView rest;
};

struct Download {
    HttpResponse response;
    std::size_t head_size = 0;
};

size_t give(char* out, size_t size, size_t count, void* context) {
    auto& upload = *static_cast<Upload*>(context);
    const std::size_t given = std::min(size * count, upload.rest.size());
    std::copy_n(upload.rest.begin(), given, out);
    upload.rest = upload.rest.subspan(given);
    return given;
}

size_t take_body(char* bytes, size_t size, size_t count, void* context) {
    auto& body = static_cast<Download*>(context)->response.body;
    if (body.size() + size * count > response_size_max) return 0;
    body.insert(body.end(), bytes, bytes + size * count);
    return size * count;
}

size_t take_head(char* bytes, size_t size, size_t count, void* context) {
    auto& download = *static_cast<Download*>(context);
    std::string_view line(bytes, size * count);
    download.head_size += line.size();
    if (download.head_size > response_head_max) return 0;
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        download.response.fields.clear();  // an informational answer came before
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        download.response.fields.emplace_back(std::string(line.substr(0, colon)), std::string(value));
    }
    return size * count;
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// libcurl's codes are coarser than what we must tell apart, so the text of the TLS
// library decides where both an outage and a stranger are possible.
Failure failure_of(CURLcode code, std::string_view text) {
    std::string detail = "curl " + std::to_string(static_cast<int>(code)) + ": " + std::string(text);
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: return {Fault::network_timeout, std::move(detail)};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR: return {Fault::peer_untrusted, std::move(detail)};
        case CURLE_SSL_CERTPROBLEM: return {Fault::certificate_invalid, std::move(detail)};
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_HTTP2: return {Fault::network_intercepted, std::move(detail)};
        default: break;
    }
    // The platform refused our certificate: TLS 1.3 says so only after the handshake.
    if (mentions(text, {"alert certificate", "alert unknown ca", "alert bad certificate", "alert access denied"}))
        return {Fault::server_refused, std::move(detail)};
    if (code == CURLE_SSL_CONNECT_ERROR) {
        if (mentions(text, {"alert protocol version", "unsupported protocol", "version too low"}))
            return {Fault::peer_untrusted, std::move(detail)};
        if (mentions(text, {"wrong version number", "http request", "packet length", "unknown protocol"}))
            return {Fault::network_intercepted, std::move(detail)};
    }
    return {Fault::network_down, std::move(detail)};
}

// RFC 5280, 4.2.1.12, lets a certificate that names no extended usage do anything, and libcurl
// takes the common name for want of other names: then whoever holds any certificate of our root
// with a fitting name, a device or a signer, would stand for the platform.
bool is_server(X509* certificate) {
    if ((X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) == 0) return false;
    if ((X509_get_extended_key_usage(certificate) & XKU_SSL_SERVER) == 0) return false;
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    bool is_named = false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        const int type = sk_GENERAL_NAME_value(names, i)->type;
        is_named = is_named || type == GEN_DNS || type == GEN_IPADD;
    }
    GENERAL_NAMES_free(names);
    return is_named;
}

int on_verified(int is_fine, X509_STORE_CTX* path) {
    if (is_fine != 1 || X509_STORE_CTX_get_error_depth(path) != 0) return is_fine;
    if (is_server(X509_STORE_CTX_get_current_cert(path))) return 1;
    X509_STORE_CTX_set_error(path, X509_V_ERR_INVALID_PURPOSE);
    return 0;
}

}  // namespace

struct HttpsTransport::State {
    HttpsSettings settings;
    std::optional<crypto::EvpKey> key;
    std::unique_ptr<CURL, FreeCurl> curl;
    std::int64_t time_ms = 0;
    std::array<char, CURL_ERROR_SIZE> error{};

    // Called by libcurl for each new connection.
    bool prepare(SSL_CTX* tls) const {
        if (SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) != 1) return false;
        X509_STORE* store = X509_STORE_new();
        if (store == nullptr) return false;
        for (const crypto::Certificate& root : settings.roots) X509_STORE_add_cert(store, root.raw());
        SSL_CTX_set_cert_store(tls, store);  // owns it now; nothing of the system's is left in
        if (time_ms != 0) X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(tls), static_cast<time_t>(time_ms / 1000));
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, on_verified);
        if (!key) return true;
        if (SSL_CTX_use_certificate(tls, settings.chain.front().raw()) != 1) return false;
        for (std::size_t i = 1; i < settings.chain.size(); ++i)
            if (SSL_CTX_add1_chain_cert(tls, settings.chain[i].raw()) != 1) return false;
        return SSL_CTX_use_PrivateKey(tls, key->raw()) == 1;
    }

    static CURLcode on_context(CURL*, void* tls, void* self) {
        return static_cast<const State*>(self)->prepare(static_cast<SSL_CTX*>(tls)) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
    }

    void configure() {
        CURL* handle = curl.get();
        curl_easy_reset(handle);
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
        curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
        curl_easy_setopt(handle, CURLOPT_CAINFO, nullptr);
        curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
        curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, &State::on_context);
        curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, this);
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(handle, CURLOPT_PROXY, "");  // whatever the environment says
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_timeout_s));
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 64L);
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stalled_after_s));
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error.data());
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_head);
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
        error[0] = '\0';
    }
};

HttpsTransport::HttpsTransport(std::unique_ptr<State> state) : m_state(std::move(state)) {}
HttpsTransport::~HttpsTransport() = default;

Result<std::unique_ptr<HttpsTransport>> HttpsTransport::create(HttpsSettings settings) {
    if (!is_origin(settings.platform_url)) return Failure{Fault::configuration_invalid, "platform URL"};
    if (settings.roots.empty()) return Failure{Fault::configuration_invalid, "no platform root"};
    auto state = std::make_unique<State>();
    if (settings.key != nullptr && !settings.chain.empty()) state->key = TRY(crypto::evp_key_for(settings.key));
    state->settings = std::move(settings);
    state->curl.reset(curl_easy_init());
    if (!state->curl) return Failure{Fault::program_failed, "libcurl"};
    return std::unique_ptr<HttpsTransport>(new HttpsTransport(std::move(state)));
}

void HttpsTransport::set_time_ms(std::int64_t time_ms) { m_state->time_ms = time_ms; }

void HttpsTransport::rest() { m_state->curl.reset(curl_easy_init()); }

Result<HttpResponse> HttpsTransport::exchange(const HttpRequest& request) {
    m_state->configure();
    CURL* handle = m_state->curl.get();
    Upload upload{request.body};
    Download download;
    curl_slist* lines = nullptr;
    // No "Expect: 100-continue": it costs a round trip and proxies forget it.
    lines = curl_slist_append(lines, "Expect:");
    for (const auto& [name, value] : request.fields) lines = curl_slist_append(lines, (name + ": " + value).c_str());
    const std::unique_ptr<curl_slist, FreeList> owner(lines);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(handle, CURLOPT_URL, (m_state->settings.platform_url + request.path).c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &download);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &download);
    curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
    if (request.method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    } else if (request.method != "GET") {
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) return failure_of(code, m_state->error.data());
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    download.response.status = static_cast<int>(status);
    return std::move(download.response);
}

}  // namespace exchange

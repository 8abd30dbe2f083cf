// SPDX-License-Identifier: Apache-2.0
#include "sync/sftp_place.h"

#include "sync/http.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_plain(std::string_view text, std::string_view more) {
    return !text.empty() && text.size() <= 255 && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), [more](char c) { return is_host_character(c) || more.find(c) != std::string_view::npos; });
}

}  // namespace

Result<SftpPlace> sftp_place_from(std::string_view url) {
    constexpr std::string_view scheme = "sftp://";
    const Failure unfit{Fault::usage_invalid, "sftp://user@host[:port]/folder"};
    if (!url.starts_with(scheme)) return unfit;
    url.remove_prefix(scheme.size());
    const std::size_t slash = url.find('/');
    if (slash == std::string_view::npos) return unfit;
    std::string_view authority = url.substr(0, slash);
    const std::string_view path = url.substr(slash);
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) return unfit;
    SftpPlace place;
    place.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    const bool is_bracketed = authority.starts_with('[');
    const std::size_t end = is_bracketed ? authority.find(']') : authority.rfind(':');
    if (is_bracketed && end == std::string_view::npos) return unfit;
    const std::string_view rest = end == std::string_view::npos ? std::string_view() : authority.substr(is_bracketed ? end + 1 : end);
    place.host = is_bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
    if (!rest.empty()) {
        const auto port = rest.front() == ':' ? parse_decimal(rest.substr(1)) : std::nullopt;
        if (!port || *port == 0 || *port > 65535) return unfit;
        place.port = static_cast<std::uint16_t>(*port);
    }
    if (!is_plain(place.user, "") || !is_plain(place.host, is_bracketed ? ":" : "") || !is_plain(path, "/~+@ ")) return unfit;
    place.folder = path.starts_with("/~/") ? "." + std::string(path.substr(2)) : std::string(path);
    while (place.folder.size() > 1 && place.folder.back() == '/') place.folder.pop_back();
    return place;
}

Result<base::Digest> host_key_from(std::string_view fingerprint) {
    constexpr std::string_view algorithm = "SHA256:";
    base::Bytes bytes;
    base::Digest digest{};
    std::string padded(fingerprint.starts_with(algorithm) ? fingerprint.substr(algorithm.size()) : std::string_view());
    if (padded.size() == 43) padded += '=';
    if (!base::from_base64(padded, bytes) || bytes.size() != digest.size())
        return Failure{Fault::usage_invalid, "the server's host key is pinned as SHA256:..., as ssh-keygen -lf prints it"};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

}  // namespace exchange

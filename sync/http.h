// SPDX-License-Identifier: Apache-2.0
// HTTP as two values. The courier's transport and the receiver's handlers meet
// here: a handler is a function from one to the other and needs no socket to be
// tested. Field names are compared without regard to case (RFC 9110, 5.1).
#pragma once

#include "appliance/base/bytes.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace exchange {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

// The first value of that name; nullopt when absent.
std::optional<std::string> field(const HttpFields& fields, std::string_view name);
// A field that is one decimal number without sign or leading zeros.
std::optional<std::uint64_t> number_field(const HttpFields& fields, std::string_view name);
// The same for a part of a path.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

struct HttpRequest {
    std::string method;  // "GET", upper case
    std::string path;    // begins with '/', no query, not decoded: our paths need no escapes
    HttpFields fields;
    base::Bytes body;
    // Receiver only: who the client's certificate says it is; empty without one.
    std::string device;
    // Receiver only: the serial number of that certificate, lower-case hexadecimal.
    std::string serial{};
    // Receiver only: the connection broke before the body was whole. Only an upload
    // makes use of such a request; its answer is not sent.
    bool is_cut = false;
};

struct HttpResponse {
    int status = 0;
    HttpFields fields;
    base::Bytes body;
};

}  // namespace exchange

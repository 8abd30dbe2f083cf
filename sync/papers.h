// SPDX-License-Identifier: Apache-2.0
// What the platform has for a device besides work: the roster, the lists of revoked
// certificates, orders about its approvals. Each is signed in itself and stands under one
// name; a newer one takes its place. The hello announces them with their digests.
#pragma once

#include <string_view>

namespace exchange {

inline constexpr std::string_view roster_name = "roster.p7m";           // staff/roster.h reads it
inline constexpr std::string_view root_crl_name = "root.crl";           // whom the root revoked
inline constexpr std::string_view issuing_crl_name = "issuing.crl";     // whom the issuing CA revoked
inline constexpr std::string_view registrations_name = "registrations.p7m";  // registration.h
inline constexpr std::string_view epoch_order_name = "approval-epoch.p7m";  // approval_letter.h

// The courier puts nothing else of this kind into the inbox.
constexpr bool is_paper_name(std::string_view name) {
    return name == roster_name || name == root_crl_name || name == issuing_crl_name || name == registrations_name || name == epoch_order_name;
}

}  // namespace exchange

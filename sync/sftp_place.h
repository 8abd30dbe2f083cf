// SPDX-License-Identifier: Apache-2.0
// Where files go by SFTP, and who is believed to be there.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <string>
#include <string_view>

namespace exchange {

struct SftpPlace {
    std::string user, host;
    std::uint16_t port = 22;
    std::string folder;  // absolute on the server, or "." for where the user arrives
};

// "sftp://user@host[:port]/folder"; "/~/folder" is beneath where the user arrives. The user
// is required, a password in it refused. Fault: usage_invalid.
base::Result<SftpPlace> sftp_place_from(std::string_view url);

// "SHA256:" and base64 without padding, as `ssh-keygen -lf` prints it. Fault: usage_invalid.
base::Result<base::Digest> host_key_from(std::string_view fingerprint);

}  // namespace exchange

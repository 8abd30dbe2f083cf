// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <string>
#include <utility>
#include <vector>

namespace cli {

// Faults: disk_not_found, disk_failed, document_too_large (over 2 GiB).
base::Result<base::Bytes> read_file(const std::string& path);
// Into memory that is wiped, past every buffer that is not. Faults: disk_not_found, disk_failed,
// document_too_large.
base::Result<base::SecretBytes> read_secret_file(const std::string& path, std::size_t size_max);
base::Status write_file(const std::string& path, base::ByteView content);
// Appears whole or not at all, and never in the place of another file, which is
// disk_failed with "it is there already".
base::Status write_new_file(const std::string& path, base::ByteView content);
// The regular files directly in a folder, sorted by name.
base::Result<std::vector<std::pair<std::string, base::Bytes>>> read_folder(const std::string& path);

// "DOC-01 This file is not a PDF document. Send ... (detail)" on standard error.
void complain(const base::Failure& failure);

// What a script is told of a refusal: its kind.
int exit_of(base::Fault fault);

}  // namespace cli

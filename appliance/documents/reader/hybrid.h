// SPDX-License-Identifier: Apache-2.0
// Hybrid files (ISO 32000-1, 7.5.8.4) show readers that know cross-reference streams
// more than readers that do not. What both see must be the same.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/documents/reader/opened_pdf.h"

#include <optional>
#include <string>

namespace documents {

// An object that the two kinds of reader see differently; nothing when there is none,
// or the file is not hybrid.
std::optional<std::string> hybrid_conflict(OpenedPdf& pdf, const base::SecretBytes* password);

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// Facts about the file as a whole: structure, encryption, the security store.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <vector>

namespace documents {

FileFacts read_file_facts(OpenedPdf& pdf, std::vector<Finding>& findings);
// Fault document_unsupported_encryption for methods our writer cannot continue.
base::Result<Encryption> read_encryption(OpenedPdf& pdf);
Permissions read_permissions(OpenedPdf& pdf);
SecurityStore read_security_store(OpenedPdf& pdf);

}  // namespace documents

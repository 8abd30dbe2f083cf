// SPDX-License-Identifier: Apache-2.0
// A platform statement: canonical JSON in CMS SignedData by a key that only the
// platform has (crypto::Purpose::receipt). Receipts and hellos are statements.
#pragma once

#include "appliance/base/json.h"
#include "appliance/crypto/message.h"

namespace exchange {

base::Result<base::Bytes> sign_statement(const base::Json& content, const crypto::CmsSigner& signer);
// The content, which must be spelled canonically and whose member "kind" must be `kind`.
// Fault receipt_invalid, whatever is wrong (detail says what).
base::Result<base::Json> open_statement(base::ByteView der, std::string_view kind, const crypto::TrustStore& platform,
                                        std::int64_t at_ms);

}  // namespace exchange

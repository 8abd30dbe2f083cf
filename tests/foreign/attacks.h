// SPDX-License-Identifier: Apache-2.0
// What an attacker does to a signed file: every variant of it must fail to pass.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"

#include <string>
#include <vector>

namespace foreign {

struct Attack {
    std::string name;
    base::Bytes file;
};

// Cut short, bits flipped, bytes taken out or doubled, at places all over the file.
std::vector<Attack> blind_attacks(const base::Bytes& pdf);

// On the signature itself (universal forgery, signature wrapping): its ByteRange, its
// /Contents, the hole, its object a second time.
std::vector<Attack> signature_attacks(const base::Bytes& pdf, const documents::Description& description);

// Later revisions (incremental saving, shadows, evil annotations) with tables, object
// streams and hybrids: other pages, contents, fields, appearances, catalogs, layers.
std::vector<Attack> revision_attacks(const base::Bytes& pdf, const documents::Description& description);

}  // namespace foreign

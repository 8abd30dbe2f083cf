// SPDX-License-Identifier: Apache-2.0
// Objects that are in the file and that its cross-reference tables do not lead to. A
// reader that trusts the tables never sees them; one that distrusts the tables and
// searches the file for "4 0 obj" instead (poppler does when startxref displeases it)
// takes the last it finds. Both show the same document only when there are none.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"
#include "appliance/documents/reader/xref_chain.h"

#include <vector>

namespace documents {

struct ListedObject {
    int number = 0;
    std::size_t offset = 0;  // of its first digit, from the first byte of the file
};

// Every offset that any section of the chain names, older revisions' included, in
// ascending order. A section that cannot be read lists nothing.
std::vector<ListedObject> listed_objects(OpenedPdf& pdf, const XrefChain& chain);

struct LooseObject {
    Ref ref;
    std::size_t offset = 0;
};

// In the order of the file; at most a thousand. Listed in no revision's table, or behind
// the object that the newest table shows under the same number. An object that a later
// revision superseded is neither.
std::vector<LooseObject> find_loose_objects(OpenedPdf& pdf, const XrefChain& chain);

}  // namespace documents

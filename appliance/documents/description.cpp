// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/description.h"

#include "appliance/base/check.h"
#include "appliance/documents/description_names.h"

#include <algorithm>

namespace documents {
namespace {

template <typename Enumeration>
std::string_view spelling(Enumeration value) {
    const auto index = static_cast<std::size_t>(value);
    CHECK(index < Names<Enumeration>::all.size());
    return Names<Enumeration>::all[index];
}

}  // namespace

bool is_sound(Coverage coverage) {
    return coverage == Coverage::whole_file || coverage == Coverage::whole_revision;
}

bool is_allowed(Change change) { return change < Change::page_tree; }

bool is_intact(const Signature& signature) {
    return is_sound(signature.coverage) &&
           std::all_of(signature.changes.begin(), signature.changes.end(), is_allowed);
}

std::string_view name_of(XrefKind value) { return spelling(value); }
std::string_view name_of(EncryptionMethod value) { return spelling(value); }
std::string_view name_of(Place value) { return spelling(value); }
std::string_view name_of(FieldType value) { return spelling(value); }
std::string_view name_of(LockAction value) { return spelling(value); }
std::string_view name_of(Coverage value) { return spelling(value); }
std::string_view name_of(Change value) { return spelling(value); }
std::string_view name_of(SignatureKind value) { return spelling(value); }
std::string_view name_of(Severity value) { return spelling(value); }
std::string_view name_of(FindingKind value) { return spelling(value); }
std::string_view name_of(Disposition value) { return spelling(value); }

}  // namespace documents

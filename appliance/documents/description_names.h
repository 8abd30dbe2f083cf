// SPDX-License-Identifier: Apache-2.0
// The enumerations' spellings, in the order of the enumerators: name_of() and the
// JSON reader take them from here and from nowhere else.
#pragma once

#include "appliance/documents/description.h"

#include <array>
#include <string_view>

namespace documents {

template <typename Enumeration>
struct Names;

template <>
struct Names<XrefKind> {
    static constexpr auto all = std::to_array<std::string_view>({"table", "stream", "hybrid"});
};
template <>
struct Names<EncryptionMethod> {
    static constexpr auto all = std::to_array<std::string_view>({"none", "rc4", "aes_v2", "aes_v3"});
};
template <>
struct Names<Place> {
    static constexpr auto all = std::to_array<std::string_view>({"absent", "direct", "own_object"});
};
template <>
struct Names<FieldType> {
    static constexpr auto all =
        std::to_array<std::string_view>({"text", "checkbox", "radio", "choice", "signature", "button"});
};
template <>
struct Names<LockAction> {
    static constexpr auto all = std::to_array<std::string_view>({"none", "all", "include", "exclude"});
};
template <>
struct Names<Coverage> {
    static constexpr auto all = std::to_array<std::string_view>(
        {"whole_file", "whole_revision", "byte_range_missing", "byte_range_invalid", "hole_mismatch",
         "contents_mismatch", "contents_empty", "contents_irregular", "revision_end_invalid", "xref_outside",
         "revision_unreadable", "differs_in_revision", "shared"});
};
template <>
struct Names<Change> {
    static constexpr auto all = std::to_array<std::string_view>(
        {"validation_data", "document_timestamp", "further_signature", "form_filled", "metadata", "annotation",
         "page_tree", "page_content", "appearance", "catalog", "form_structure", "signature_altered",
         "locked_field", "not_permitted", "object_freed", "object_hidden", "object_unexplained",
         "unsigned_tail", "revision_unreadable"});
};
template <>
struct Names<SignatureKind> {
    static constexpr auto all =
        std::to_array<std::string_view>({"approval", "certification", "document_timestamp"});
};
template <>
struct Names<Severity> {
    static constexpr auto all = std::to_array<std::string_view>({"refuse", "normalise", "warn"});
};
template <>
struct Names<FindingKind> {
    static constexpr auto all = std::to_array<std::string_view>(
        {"javascript", "open_action", "additional_actions", "launch", "submit_form", "external_reference",
         "rich_media", "embedded_files", "xfa_static", "xfa_dynamic", "hidden_layer", "unreachable_page",
         "unreachable_object", "value_differs", "appearance_missing", "overlay", "font_not_embedded",
         "hybrid_hidden_object", "dangling_reference", "shared_page", "shared_annotations", "direct_page",
         "page_size", "too_many_objects", "too_many_annotations", "stream_too_large", "nested_too_deeply",
         "need_appearances", "permissions", "usage_rights", "certified_no_changes", "field_name_duplicate",
         "field_malformed", "signature_unsound", "repaired", "warned", "header_offset", "trailing_data",
         "id_malformed", "loose_object"});
};
template <>
struct Names<Disposition> {
    static constexpr auto all = std::to_array<std::string_view>({"may_sign", "normalise_first", "refuse"});
};

static_assert(Names<Coverage>::all.size() == static_cast<std::size_t>(Coverage::shared) + 1);
static_assert(Names<Change>::all.size() == static_cast<std::size_t>(Change::revision_unreadable) + 1);
static_assert(Names<FindingKind>::all.size() == static_cast<std::size_t>(FindingKind::loose_object) + 1);

}  // namespace documents

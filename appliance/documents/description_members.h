// SPDX-License-Identifier: Apache-2.0
// Every struct's members by name, once, for writing and for reading alike: a member
// added here travels in both directions, so the two cannot drift apart.
#pragma once

#include "appliance/documents/description.h"

namespace documents {

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Ref*) {
    visit("number", value.number);
    visit("generation", value.generation);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const ObjectText*) {
    visit("ref", value.ref);
    visit("entries", value.entries);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const FileFacts*) {
    visit("size", value.size);
    visit("header_offset", value.header_offset);
    visit("version", value.version);
    visit("startxref", value.startxref);
    visit("xref_kind", value.xref_kind);
    visit("next_object_number", value.next_object_number);
    visit("root", value.root);
    visit("info", value.info);
    visit("id", value.id);
    visit("ends_with_newline", value.ends_with_newline);
    visit("is_linearized", value.is_linearized);
    visit("was_repaired", value.was_repaired);
    visit("revision_count", value.revision_count);
    visit("warnings", value.warnings);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Encryption*) {
    visit("method", value.method);
    visit("file_key", value.file_key);
    visit("encrypt", value.encrypt);
    visit("encrypt_text", value.encrypt_text);
    visit("are_strings_encrypted", value.are_strings_encrypted);
    visit("are_streams_encrypted", value.are_streams_encrypted);
    visit("is_metadata_encrypted", value.is_metadata_encrypted);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Permissions*) {
    visit("may_modify", value.may_modify);
    visit("may_annotate", value.may_annotate);
    visit("may_fill_forms", value.may_fill_forms);
    visit("may_assemble", value.may_assemble);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Rectangle*) {
    visit("left", value.left);
    visit("bottom", value.bottom);
    visit("right", value.right);
    visit("top", value.top);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const RefArray*) {
    visit("place", value.place);
    visit("ref", value.ref);
    visit("items", value.items);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const AcroForm*) {
    visit("place", value.place);
    visit("object", value.object);
    visit("fields", value.fields);
    visit("need_appearances", value.need_appearances);
    visit("has_xfa", value.has_xfa);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Page*) {
    visit("object", value.object);
    visit("media_box", value.media_box);
    visit("visible_box", value.visible_box);
    visit("rotate", value.rotate);
    visit("user_unit", value.user_unit);
    visit("annots", value.annots);
    visit("has_direct_annots", value.has_direct_annots);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const FieldFlags*) {
    visit("is_read_only", value.is_read_only);
    visit("is_required", value.is_required);
    visit("is_multiline", value.is_multiline);
    visit("is_password", value.is_password);
    visit("is_comb", value.is_comb);
    visit("is_rich_text", value.is_rich_text);
    visit("is_combo", value.is_combo);
    visit("is_editable", value.is_editable);
    visit("is_multi_select", value.is_multi_select);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const DefaultAppearance*) {
    visit("font", value.font);
    visit("size", value.size);
    visit("colour", value.colour);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Option*) {
    visit("export_value", value.export_value);
    visit("label", value.label);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Widget*) {
    visit("object", value.object);
    visit("is_merged", value.is_merged);
    visit("page", value.page);
    visit("rect", value.rect);
    visit("rotate", value.rotate);
    visit("flags", value.flags);
    visit("on_states", value.on_states);
    visit("state", value.state);
    visit("has_appearance", value.has_appearance);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const FieldLock*) {
    visit("action", value.action);
    visit("fields", value.fields);
    visit("permission", value.permission);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Field*) {
    visit("name", value.name);
    visit("label", value.label);
    visit("type", value.type);
    visit("flags", value.flags);
    visit("flags_raw", value.flags_raw);
    visit("length_max", value.length_max);
    visit("quadding", value.quadding);
    visit("appearance", value.appearance);
    visit("value", value.value);
    visit("values", value.values);
    visit("options", value.options);
    visit("object", value.object);
    visit("widgets", value.widgets);
    visit("signature", value.signature);
    visit("is_signed", value.is_signed);
    visit("lock", value.lock);
    visit("has_seed_value", value.has_seed_value);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Signature*) {
    visit("field_name", value.field_name);
    visit("field", value.field);
    visit("object", value.object);
    visit("kind", value.kind);
    visit("filter", value.filter);
    visit("sub_filter", value.sub_filter);
    visit("byte_range", value.byte_range);
    visit("contents", value.contents);
    visit("hole_begin", value.hole_begin);
    visit("hole_end", value.hole_end);
    visit("signer_name", value.signer_name);
    visit("reason", value.reason);
    visit("location", value.location);
    visit("contact", value.contact);
    visit("time", value.time);
    visit("page", value.page);
    visit("rect", value.rect);
    visit("certification_level", value.certification_level);
    visit("lock", value.lock);
    visit("coverage", value.coverage);
    visit("coverage_detail", value.coverage_detail);
    visit("revision_end", value.revision_end);
    visit("changes", value.changes);
    visit("changes_detail", value.changes_detail);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Finding*) {
    visit("kind", value.kind);
    visit("severity", value.severity);
    visit("page", value.page);
    visit("object", value.object);
    visit("detail", value.detail);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Verdict*) {
    visit("disposition", value.disposition);
    visit("fault", value.fault);
    visit("reason", value.reason);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const SecurityStore*) {
    visit("place", value.place);
    visit("object", value.object);
    visit("certificates", value.certificates);
    visit("ocsps", value.ocsps);
    visit("crls", value.crls);
    visit("certificate_data", value.certificate_data);
    visit("crl_data", value.crl_data);
    visit("is_data_whole", value.is_data_whole);
    visit("vri", value.vri);
}

template <typename Visitor, typename Value>
void visit_members(Visitor& visit, Value& value, const Description*) {
    visit("file", value.file);
    visit("encryption", value.encryption);
    visit("permissions", value.permissions);
    visit("catalog", value.catalog);
    visit("form", value.form);
    visit("security_store", value.security_store);
    visit("pages", value.pages);
    visit("fields", value.fields);
    visit("signatures", value.signatures);
    visit("certification_level", value.certification_level);
    visit("findings", value.findings);
    visit("verdict", value.verdict);
}

}  // namespace documents

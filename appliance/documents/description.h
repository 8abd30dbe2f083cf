// SPDX-License-Identifier: Apache-2.0
// What the sandboxed reader says about one PDF: everything that the update writer,
// the ceremony and the validator need to know, so that none of them parses the file.
// A plain value; description_json.h carries it between the two processes.
//
// Units: lengths and coordinates are PDF units of 1/72 inch in the page's own
// (unrotated) space; offsets are absolute, counted in bytes from byte 0 of the file;
// pages count from 0. Text is UTF-8. Clauses are those of ISO 32000-1.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/fault.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

// An indirect reference; number 0 means "no object".
struct Ref {
    int number = 0;
    int generation = 0;
    auto operator<=>(const Ref&) const = default;
    bool is_null() const { return number == 0; }
};

// A dictionary as it stands in the file: key (with its slash, as written: "/Type")
// to the value in PDF syntax. References stay "5 0 R". Every string, at any depth, is
// decrypted and spelt in hexadecimal "<..>", so that a writer finds and re-encrypts
// strings without a parser; no other value holds a '<' that is not doubled.
// Names hold no byte outside printable ASCII. `ref` is null for a direct dictionary.
struct ObjectText {
    Ref ref;
    std::map<std::string, std::string> entries;
    bool operator==(const ObjectText&) const = default;
};

enum class XrefKind { table, stream, hybrid };

struct FileFacts {
    std::uint64_t size = 0;
    std::uint64_t header_offset = 0;  // junk before "%PDF-"; ByteRange still counts from byte 0
    std::string version;              // "1.7": header or catalog, whichever is later
    std::uint64_t startxref = 0;      // the last startxref value, as it is written
    XrefKind xref_kind = XrefKind::table;  // flavour of the last section: continue in the same
    int next_object_number = 0;       // >= /Size and > every number in use
    Ref root;
    Ref info;                         // null when absent or direct
    std::vector<base::Bytes> id;      // the two /ID strings, or none
    bool ends_with_newline = false;   // the last byte is LF
    bool is_linearized = false;
    bool was_repaired = false;        // the cross-reference table had to be rebuilt
    int revision_count = 1;           // sections closed by startxref and %%EOF (linearisation counts as one)
    std::vector<std::string> warnings;  // the parser's words, for the service log
    bool operator==(const FileFacts&) const = default;
};

// 7.6. The file key is computed from the empty or the supplied password. It protects
// no more than the document this very description is about, and lives as long.
enum class EncryptionMethod { none, rc4, aes_v2, aes_v3 };
struct Encryption {
    EncryptionMethod method = EncryptionMethod::none;
    base::Bytes file_key;
    Ref encrypt;                      // the trailer's /Encrypt; null: direct, kept in `encrypt_text`
    std::string encrypt_text;         // PDF syntax of a direct /Encrypt (its strings are never encrypted)
    bool are_strings_encrypted = false;  // /StrF is not Identity
    bool are_streams_encrypted = false;  // /StmF is not Identity
    bool is_metadata_encrypted = true;
    bool operator==(const Encryption&) const = default;
};

// Table 22, as the author granted them; all true without encryption.
struct Permissions {
    bool may_modify = true;
    bool may_annotate = true;
    bool may_fill_forms = true;
    bool may_assemble = true;
    bool operator==(const Permissions&) const = default;
};

// left <= right, bottom <= top.
struct Rectangle {
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;
    double width() const { return right - left; }
    double height() const { return top - bottom; }
    bool operator==(const Rectangle&) const = default;
};

// Where an array or dictionary lives: an update rewrites the object that holds it.
enum class Place { absent, direct, own_object };

struct RefArray {
    Place place = Place::absent;
    Ref ref;                          // of the array, when own_object
    std::vector<Ref> items;
    bool operator==(const RefArray&) const = default;
};

struct AcroForm {
    Place place = Place::absent;      // direct: inside the catalog
    ObjectText object;
    RefArray fields;                  // /Fields
    bool need_appearances = false;
    bool has_xfa = false;
    bool operator==(const AcroForm&) const = default;
};

struct Page {
    ObjectText object;                // with the inherited /Resources, boxes and /Rotate left out
    Rectangle media_box;
    Rectangle visible_box;            // CropBox within MediaBox: what a viewer shows
    int rotate = 0;                   // 0, 90, 180, 270 clockwise
    double user_unit = 1;             // 1/72 inch multiplied by this
    RefArray annots;
    bool has_direct_annots = false;   // an annotation that is no object of its own: /Annots is kept as text only
    bool operator==(const Page&) const = default;
};

enum class FieldType { text, checkbox, radio, choice, signature, button };

// 12.7.3.1, 12.7.4: the bits of /Ff by name.
struct FieldFlags {
    bool is_read_only = false;
    bool is_required = false;
    bool is_multiline = false;
    bool is_password = false;
    bool is_comb = false;
    bool is_rich_text = false;
    bool is_combo = false;
    bool is_editable = false;
    bool is_multi_select = false;
    bool operator==(const FieldFlags&) const = default;
};

// The /DA string, inherited from the field, its parents, or the form (12.7.3.3).
struct DefaultAppearance {
    std::string font;                 // resource name without slash, empty when none
    double size = 0;                  // 0: fit the size to the field
    std::vector<double> colour;       // 1 grey, 3 RGB, 4 CMYK; empty: black
    bool operator==(const DefaultAppearance&) const = default;
};

struct Option {
    std::string export_value;
    std::string label;
    bool operator==(const Option&) const = default;
};

struct Widget {
    ObjectText object;
    bool is_merged = false;           // the same object as its field
    int page = -1;                    // -1: on no page
    Rectangle rect;
    int rotate = 0;                   // /MK /R: counter-clockwise, relative to the page
    std::uint32_t flags = 0;          // /F, table 165
    std::vector<std::string> on_states;  // keys of /AP /N other than Off, without slash
    std::string state;                // /AS without slash
    bool has_appearance = false;
    bool operator==(const Widget&) const = default;
};

// A signature field's /Lock or a signature's FieldMDP (12.7.4.5, 12.8.2.4).
enum class LockAction { none, all, include, exclude };
struct FieldLock {
    LockAction action = LockAction::none;
    std::vector<std::string> fields;  // full names; a name also covers everything below it
    int permission = 0;               // /P of PDF 2.0: 1, 2, 3; 0: none given
    bool operator==(const FieldLock&) const = default;
};

// A terminal field: one that has a type and no child fields.
struct Field {
    std::string name;                 // full: "person.address.city"
    std::string label;                // /TU, what a person is shown
    FieldType type = FieldType::text;
    FieldFlags flags;
    std::uint32_t flags_raw = 0;      // /Ff
    int length_max = -1;              // /MaxLen; -1: none
    int quadding = 0;                 // 0 left, 1 centred, 2 right
    DefaultAppearance appearance;
    std::string value;                // text; the state's name for buttons; empty when unset
    std::vector<std::string> values;  // several choices, when is_multi_select
    std::vector<Option> options;
    ObjectText object;
    std::vector<Widget> widgets;
    Ref signature;                    // /V of a signature field; null when direct or unsigned
    bool is_signed = false;
    FieldLock lock;                   // /Lock: what signing this field freezes
    bool has_seed_value = false;      // /SV: the author restricts how this field may be signed
    bool operator==(const Field&) const = default;
};

// What a signature's ByteRange covers. The first two are sound; every other value
// names why the signature must not be relied upon.
enum class Coverage {
    whole_file,             // all bytes but its own /Contents
    whole_revision,         // the file as it stood when it was signed
    byte_range_missing,     // absent, or not four numbers
    byte_range_invalid,     // does not start at 0, overlaps, or runs past the end
    hole_mismatch,          // the gap is not exactly the hexadecimal string of /Contents
    contents_mismatch,      // the gap holds other bytes than this dictionary's /Contents
    contents_empty,         // nothing, or only zeros
    contents_irregular,     // not one ASN.1 value followed by zeros
    revision_end_invalid,   // does not end at a revision's %%EOF
    xref_outside,           // a cross-reference section of its revision is not covered
    revision_unreadable,    // the signed revision by itself cannot be opened
    differs_in_revision,    // the signed revision holds a different signature or field
    shared,                 // two fields share one signature
};
bool is_sound(Coverage coverage);

// What later revisions did. Everything before `page_tree` is allowed.
enum class Change {
    validation_data,        // /DSS and what it refers to
    document_timestamp,
    further_signature,
    form_filled,
    metadata,
    annotation,             // only under DocMDP P 3
    page_tree,              // pages added, removed or reordered
    page_content,           // a page's dictionary, contents or resources
    appearance,             // an appearance not belonging to a filled field
    catalog,
    form_structure,         // fields added, removed, renamed, or made something else
    signature_altered,      // an earlier signature's field or dictionary
    locked_field,           // FieldMDP or /Lock forbade it
    not_permitted,          // DocMDP forbade it
    object_freed,
    object_hidden,          // hybrid /XRefStm, or an object in no table, shows other readers another one
    object_unexplained,     // an object nothing allowed refers to
    unsigned_tail,          // bytes after the last revision that belong to none
    revision_unreadable,
};
bool is_allowed(Change change);

enum class SignatureKind { approval, certification, document_timestamp };

struct Signature {
    std::string field_name;
    Ref field;
    Ref object;                       // the signature dictionary
    SignatureKind kind = SignatureKind::approval;
    std::string filter;               // without slash
    std::string sub_filter;           // without slash: "ETSI.CAdES.detached"
    std::vector<std::uint64_t> byte_range;  // as written
    base::Bytes contents;             // decoded /Contents, padding included
    std::uint64_t hole_begin = 0;     // offset of '<'; 0 when unknown
    std::uint64_t hole_end = 0;       // offset after '>'
    std::string signer_name;          // /Name
    std::string reason;
    std::string location;
    std::string contact;
    std::string time;                 // /M as written: the signer's own clock
    int page = -1;                    // of its widget
    Rectangle rect;                   // empty: invisible
    int certification_level = 0;      // DocMDP P 1..3; 0: does not certify
    FieldLock lock;                   // what it froze
    Coverage coverage = Coverage::byte_range_missing;
    std::string coverage_detail;
    std::uint64_t revision_end = 0;   // the signed revision is the file's first so many bytes
    std::vector<Change> changes;      // after it, without repeats; empty: nothing came after
    std::string changes_detail;       // of the first that is not allowed
    bool operator==(const Signature&) const = default;
};
// Sound coverage and only allowed changes after it. Says nothing of the cryptography.
bool is_intact(const Signature& signature);

enum class Severity { refuse, normalise, warn };

enum class FindingKind {
    javascript,
    open_action,            // /OpenAction other than a plain destination
    additional_actions,     // /AA
    launch,
    submit_form,            // /SubmitForm, /ImportData
    external_reference,     // /GoToR, /GoToE, external streams, /URI is not one
    rich_media,             // /RichMedia, /3D, /Movie, /Sound, /Screen
    embedded_files,
    xfa_static,
    xfa_dynamic,
    hidden_layer,           // an optional-content group differs between screen and print, or is off
    unreachable_page,       // a page, page tree or catalog that nothing refers to
    unreachable_object,     // a font, image, form or annotation that nothing refers to
    value_differs,          // a field's value is not what its appearance shows
    appearance_missing,     // a field with a value and no appearance
    overlay,                // an annotation or widget covers page content and may hide it
    font_not_embedded,
    hybrid_hidden_object,
    dangling_reference,     // a key refers to an object that is free or missing
    shared_page,            // one page object occurs twice
    shared_annotations,     // two pages share one /Annots array
    direct_page,            // a page that is no object of its own
    page_size,              // empty, or beyond 14400 units
    too_many_objects,
    too_many_annotations,
    stream_too_large,       // decodes to more than the limit: a decompression bomb
    nested_too_deeply,      // page tree, fields or objects; also loops
    need_appearances,
    permissions,            // encryption's permission bits do not allow filling or signing
    usage_rights,           // /Perms /UR3: changing the file voids them
    certified_no_changes,   // DocMDP P 1
    field_name_duplicate,
    field_malformed,
    signature_unsound,      // an earlier signature is not intact
    repaired,               // the cross-reference table was rebuilt
    warned,                 // the parser had to overlook something
    header_offset,          // bytes before %PDF-
    trailing_data,          // bytes after the last %%EOF
    id_malformed,
    loose_object,           // an object that no cross-reference table leads to
};

struct Finding {
    FindingKind kind = FindingKind::warned;
    Severity severity = Severity::warn;
    int page = -1;
    Ref object;
    std::string detail;
    bool operator==(const Finding&) const = default;
};

enum class Disposition {
    may_sign,
    normalise_first,        // unsigned, and a rewrite makes it fit; show and sign the rewrite
    refuse,
};

struct Verdict {
    Disposition disposition = Disposition::refuse;
    base::Fault fault = base::Fault::document_damaged;  // when refuse
    std::string reason;                                 // when not may_sign
    bool operator==(const Verdict&) const = default;
};

// The document security store, for adding to it (ISO 32000-2, 12.8.4.3).
struct SecurityStore {
    Place place = Place::absent;      // direct: inside the catalog
    ObjectText object;
    std::vector<Ref> certificates;
    std::vector<Ref> ocsps;
    std::vector<Ref> crls;
    // What the streams hold, in no order that matters: DER as the file has it, unverified.
    std::vector<base::Bytes> certificate_data;
    std::vector<base::Bytes> crl_data;
    bool is_data_whole = true;        // false: some was beyond the reader's limits, or unreadable
    std::map<std::string, std::string> vri;  // key ("/A1B2...") to the entry's PDF syntax
    bool operator==(const SecurityStore&) const = default;
};

struct Description {
    FileFacts file;
    Encryption encryption;
    Permissions permissions;
    ObjectText catalog;
    AcroForm form;
    SecurityStore security_store;
    std::vector<Page> pages;
    std::vector<Field> fields;
    std::vector<Signature> signatures;  // in order of signing
    int certification_level = 0;        // the strictest DocMDP level in force; 0: not certified
    std::vector<Finding> findings;
    Verdict verdict;
    bool operator==(const Description&) const = default;
};

// The enumerators' spellings, in JSON and in reports.
std::string_view name_of(XrefKind value);
std::string_view name_of(EncryptionMethod value);
std::string_view name_of(Place value);
std::string_view name_of(FieldType value);
std::string_view name_of(LockAction value);
std::string_view name_of(Coverage value);
std::string_view name_of(Change value);
std::string_view name_of(SignatureKind value);
std::string_view name_of(Severity value);
std::string_view name_of(FindingKind value);
std::string_view name_of(Disposition value);

}  // namespace documents

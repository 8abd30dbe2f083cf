// SPDX-License-Identifier: Apache-2.0
// An incremental update (ISO 32000-1, 7.5.6): new and replaced objects, a
// cross-reference section and a trailer, to be put after the bytes of a file that
// itself is neither read nor copied here.
//
//   IncrementalUpdate update(description.file, description.encryption);
//   const Ref widget = update.allocate();
//   TRY(update.put(widget, "<</Type/Annot ...>>"));
//   Revision revision = TRY(std::move(update).finish());   // bytes to append
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/documents/description.h"
#include "appliance/documents/object_cipher.h"
#include "appliance/documents/pdf_syntax.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace documents {

// The gap that a signature value will fill. Offsets are absolute in the finished file.
struct SignatureHole {
    Ref object;                     // the signature dictionary
    std::uint64_t begin = 0;        // of the '<'
    std::uint64_t end = 0;          // after the '>'
    std::size_t capacity() const { return static_cast<std::size_t>((end - begin - 2) / 2); }  // bytes of DER
};

struct Revision {
    base::Bytes bytes;              // to be appended to the original
    std::optional<SignatureHole> hole;
    std::uint64_t startxref = 0;    // as it is written
};

class IncrementalUpdate {
public:
    IncrementalUpdate(const FileFacts& file, const Encryption& encryption);

    // A number that no object of the file has.
    Ref allocate();

    // Adds an object, or replaces the file's object of that number. `value` is spelt
    // as pdf_syntax.h says; its strings are encrypted here when the file's are.
    // Putting twice keeps the last. Faults: document_structure_unsupported, crypto_failed.
    base::Status put(Ref id, std::string_view value);
    base::Status put(Ref id, const Dictionary& entries);
    // Data is deflated when that is shorter; /Length and /Filter are added.
    base::Status put_stream(Ref id, const Dictionary& entries, base::ByteView data);
    // A signature dictionary; /ByteRange and a /Contents with room for `capacity`
    // bytes are added. One in an update.
    base::Status put_signature(Ref id, const Dictionary& entries, std::size_t capacity);

    bool is_empty() const { return m_objects.empty(); }

    // Faults: document_too_large (2 GiB, where ByteRange readers overflow, or the
    // object number limit of annex C.2), document_structure_unsupported.
    base::Result<Revision> finish() &&;

private:
    void append_table(base::Bytes& out, const std::map<int, std::uint64_t>& offsets) const;
    void append_xref_stream(base::Bytes& out, std::map<int, std::uint64_t> offsets, Ref self) const;
    Dictionary trailer(base::ByteView written) const;

    struct Object {
        int generation = 0;
        base::Bytes body;           // between "obj" and "endobj"
    };

    FileFacts m_file;
    Encryption m_encryption;
    ObjectCipher m_cipher;
    int m_next = 0;
    std::map<int, Object> m_objects;
    Ref m_signature;
    std::size_t m_capacity = 0;
};

}  // namespace documents

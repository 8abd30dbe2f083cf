// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/update.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace documents {
namespace {

using base::append;
using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int k_object_number_max = 8'388'607;         // ISO 32000-1, annex C.2
constexpr std::uint64_t k_file_size_max = 2147483647;  // signed 32-bit readers
// Patched in place once the lengths are known; blanks after the bracket are allowed.
constexpr std::string_view k_byte_range = "/ByteRange[0 0000000000 0000000000 0000000000]";
constexpr std::string_view k_contents = "/Contents<";

Bytes deflated(ByteView data) {
    uLongf size = compressBound(static_cast<uLong>(data.size()));
    Bytes out(size);
    if (compress2(out.data(), &size, data.data(), static_cast<uLong>(data.size()), Z_BEST_SPEED) != Z_OK) return {};
    out.resize(size);
    return out;
}

std::size_t find(ByteView haystack, std::string_view needle) { return base::as_text(haystack).find(needle); }

std::string entry_line(std::uint64_t offset, int generation) {
    std::array<char, 32> line{};
    std::snprintf(line.data(), line.size(), "%010llu %05d n\r\n", static_cast<unsigned long long>(offset), generation);
    return line.data();
}

}  // namespace

IncrementalUpdate::IncrementalUpdate(const FileFacts& file, const Encryption& encryption)
    : m_file(file), m_encryption(encryption), m_cipher(encryption), m_next(std::max(1, file.next_object_number)) {}

Ref IncrementalUpdate::allocate() { return Ref{m_next++, 0}; }

Status IncrementalUpdate::put(Ref id, std::string_view value) {
    if (id.is_null()) return Failure{Fault::document_structure_unsupported, "object without a number"};
    const std::string spelt = TRY(m_cipher.strings(value, id));
    m_objects[id.number] = {id.generation, base::to_bytes(spelt)};
    return {};
}

Status IncrementalUpdate::put(Ref id, const Dictionary& entries) { return put(id, spell_dictionary(entries)); }

Status IncrementalUpdate::put_stream(Ref id, const Dictionary& entries, ByteView data) {
    Dictionary full = entries;
    const Bytes packed = deflated(data);
    const bool is_packed = !packed.empty() && packed.size() < data.size();
    if (is_packed) full["/Filter"] = "/FlateDecode";
    const Bytes content = TRY(m_cipher.stream(is_packed ? ByteView(packed) : data, id));
    full["/Length"] = std::to_string(content.size());
    const std::string head = TRY(m_cipher.strings(spell_dictionary(full), id));
    Bytes body = base::to_bytes(head);
    append(body, std::string_view("\nstream\n"));
    append(body, content);
    append(body, std::string_view("\nendstream"));
    m_objects[id.number] = {id.generation, std::move(body)};
    return {};
}

Status IncrementalUpdate::put_signature(Ref id, const Dictionary& entries, std::size_t capacity) {
    if (!m_signature.is_null()) return Failure{Fault::document_structure_unsupported, "two signatures in one update"};
    std::string spelt = TRY(m_cipher.strings(spell_dictionary(entries), id));
    spelt.resize(spelt.size() - 2);  // reopened: what follows is never encrypted (7.6.2)
    Bytes body = base::to_bytes(spelt);
    append(body, k_byte_range);
    append(body, k_contents);
    body.insert(body.end(), 2 * capacity, '0');
    append(body, std::string_view(">>>"));
    m_objects[id.number] = {id.generation, std::move(body)};
    m_signature = id;
    m_capacity = capacity;
    return {};
}

// What both kinds of section say, except /Type, /W, /Index and /Length.
Dictionary IncrementalUpdate::trailer(ByteView written) const {
    Dictionary entries;
    entries["/Size"] = std::to_string(std::max(m_next, m_objects.empty() ? 0 : m_objects.rbegin()->first + 1));
    entries["/Root"] = spell_reference(m_file.root);
    if (!m_file.info.is_null()) entries["/Info"] = spell_reference(m_file.info);
    if (!m_encryption.encrypt.is_null()) {
        entries["/Encrypt"] = spell_reference(m_encryption.encrypt);
    } else if (!m_encryption.encrypt_text.empty()) {
        entries["/Encrypt"] = m_encryption.encrypt_text;
    }
    entries["/Prev"] = std::to_string(m_file.startxref);
    // The second identifier names this state of the file (14.4). A digest of what was
    // written serves better than chance: the same input gives the same output.
    const base::Digest digest = crypto::sha256(written);
    const std::string second = spell_bytes(ByteView(digest).first(16));
    entries["/ID"] = spell_array({m_file.id.size() == 2 ? spell_bytes(m_file.id[0]) : second, second});
    return entries;
}

void IncrementalUpdate::append_table(Bytes& out, const std::map<int, std::uint64_t>& offsets) const {
    append(out, std::string_view("xref\n"));
    for (auto run = offsets.begin(); run != offsets.end();) {
        auto end = run;
        int count = 0;
        while (end != offsets.end() && end->first == run->first + count) {
            ++end;
            ++count;
        }
        append(out, std::to_string(run->first) + " " + std::to_string(count) + "\n");
        for (; run != end; ++run) append(out, entry_line(run->second, m_objects.at(run->first).generation));
    }
    append(out, "trailer\n" + spell_dictionary(trailer(out)) + "\n");
}

void IncrementalUpdate::append_xref_stream(Bytes& out, std::map<int, std::uint64_t> offsets, Ref self) const {
    Dictionary entries = trailer(out);
    offsets[self.number] = out.size() + m_file.size - m_file.header_offset;
    std::vector<std::string> index;
    Bytes rows;
    int previous = -1;
    int first = 0;
    for (const auto& [number, offset] : offsets) {
        if (number != previous + 1 || index.empty()) {
            index.push_back(std::to_string(number));
            index.emplace_back("0");
            first = number;
        }
        index.back() = std::to_string(number - first + 1);
        previous = number;
        rows.push_back(1);
        base::append_number(rows, offset, 5);
        const auto object = m_objects.find(number);
        base::append_number(rows, static_cast<std::uint64_t>(object == m_objects.end() ? 0 : object->second.generation), 2);
    }
    entries["/Type"] = "/XRef";
    entries["/W"] = "[1 5 2]";
    entries["/Index"] = spell_array(index);
    entries["/Length"] = std::to_string(rows.size());
    append(out, std::to_string(self.number) + " 0 obj\n" + spell_dictionary(entries) + "\nstream\n");
    append(out, rows);
    append(out, std::string_view("\nendstream\nendobj\n"));
}

Result<Revision> IncrementalUpdate::finish() && {
    const bool is_stream = m_file.xref_kind == XrefKind::stream;
    const Ref xref = is_stream ? allocate() : Ref{};
    if (m_next > k_object_number_max) return Failure{Fault::document_too_large, "object numbers"};
    if (m_encryption.method != EncryptionMethod::none && m_file.id.size() != 2 &&
        m_encryption.method != EncryptionMethod::aes_v3) {
        return Failure{Fault::document_unsupported_encryption, "the key depends on an /ID that is not there"};
    }

    Revision revision;
    Bytes& out = revision.bytes;
    if (!m_file.ends_with_newline) out.push_back('\n');
    std::map<int, std::uint64_t> offsets;  // relative to "%PDF-"
    const std::uint64_t shift = m_file.size - m_file.header_offset;
    std::size_t byte_range_at = 0;
    for (const auto& [number, object] : m_objects) {
        offsets[number] = shift + out.size();
        append(out, std::to_string(number) + " " + std::to_string(object.generation) + " obj\n");
        if (number == m_signature.number) {
            const std::size_t tail = 2 * m_capacity + k_contents.size() + 3;  // from "/Contents<" to the end
            byte_range_at = out.size() + object.body.size() - tail - k_byte_range.size();
            const std::uint64_t open = m_file.size + out.size() + object.body.size() - tail + k_contents.size() - 1;
            revision.hole = SignatureHole{m_signature, open, open + 2 * m_capacity + 2};
        }
        append(out, object.body);
        append(out, std::string_view("\nendobj\n"));
    }
    revision.startxref = shift + out.size();
    if (is_stream) {
        append_xref_stream(out, offsets, xref);
    } else {
        append_table(out, offsets);
    }
    append(out, "startxref\n" + std::to_string(revision.startxref) + "\n%%EOF\n");

    const std::uint64_t total = m_file.size + out.size();
    if (total > k_file_size_max) return Failure{Fault::document_too_large, "2 GiB"};
    if (revision.hole) {
        CHECK(find(ByteView(out).subspan(byte_range_at), k_byte_range) == 0);
        std::string range = "/ByteRange[0 " + std::to_string(revision.hole->begin) + " " +
                            std::to_string(revision.hole->end) + " " + std::to_string(total - revision.hole->end) + "]";
        range.resize(k_byte_range.size(), ' ');
        std::copy(range.begin(), range.end(), out.begin() + static_cast<std::ptrdiff_t>(byte_range_at));
    }
    return revision;
}

}  // namespace documents

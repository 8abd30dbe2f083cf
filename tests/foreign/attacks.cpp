// SPDX-License-Identifier: Apache-2.0
#include "tests/foreign/attacks.h"

#include "appliance/documents/pdf_syntax.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace foreign {
namespace {

using base::Bytes;
using documents::Description;
using documents::Ref;
using Objects = std::map<unsigned, std::string>;

Bytes bytes_of(const std::string& text) { return base::to_bytes(text); }
std::string text_of(const Bytes& bytes) { return std::string(base::as_text(bytes)); }

std::string ref_text(const Ref& ref) { return documents::spell_reference(ref); }

std::string start_of_last_xref(const std::string& pdf) {
    const std::size_t at = pdf.rfind("startxref") + 9;
    return std::to_string(std::stoull(pdf.substr(at)));
}

std::string big_endian(std::size_t value, int width) {
    std::string out;
    for (int i = width - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xffU);
    return out;
}

std::string stream_of(const std::string& entries, const std::string& data) {
    return "<<" + entries + "/Length " + std::to_string(data.size()) + ">>\nstream\n" + data + "\nendstream";
}

enum class Flavour { table, object_stream, hybrid };

// One more revision with these objects, in the way the flavour says.
std::string with_revision(std::string pdf, const Description& description, const Objects& objects, Flavour flavour = Flavour::table,
                          const std::string& root = {}) {
    const std::string previous = start_of_last_xref(pdf);
    const std::string trailer = "/Root " + (root.empty() ? ref_text(description.file.root) : root) + "/Prev " + previous;
    unsigned size = static_cast<unsigned>(description.file.next_object_number) + 10;
    for (const auto& [number, body] : objects) size = std::max(size, number + 1);
    if (pdf.back() != '\n') pdf += '\n';
    std::map<unsigned, std::size_t> offsets;
    std::string packed_numbers, packed;
    for (const auto& [number, body] : objects) {
        const bool is_stream = body.find("stream\n") != std::string::npos;
        if (flavour != Flavour::table && !is_stream) {
            packed_numbers += std::to_string(number) + " " + std::to_string(packed.size()) + " ";
            packed += body + " ";
            continue;
        }
        offsets[number] = pdf.size();
        pdf += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
    }
    std::size_t xref_stream = 0;
    if (flavour != Flavour::table) {
        const unsigned holder = size, table = size + 1;
        size += 2;
        offsets[holder] = pdf.size();
        const auto count = std::count(packed_numbers.begin(), packed_numbers.end(), ' ') / 2;
        pdf += std::to_string(holder) + " 0 obj\n" +
               stream_of("/Type/ObjStm/N " + std::to_string(count) + "/First " + std::to_string(packed_numbers.size()), packed_numbers + packed) +
               "\nendobj\n";
        std::map<unsigned, std::string> rows;
        for (const auto& [number, at] : offsets) rows[number] = big_endian(1, 1) + big_endian(at, 4) + big_endian(0, 2);
        std::size_t index = 0;
        for (const auto& [number, body] : objects)
            if (!offsets.contains(number)) rows[number] = big_endian(2, 1) + big_endian(holder, 4) + big_endian(index++, 2);
        xref_stream = pdf.size();
        rows[table] = big_endian(1, 1) + big_endian(xref_stream, 4) + big_endian(0, 2);
        std::string data, subsections;
        for (const auto& [number, row] : rows) {
            subsections += std::to_string(number) + " 1 ";
            data += row;
        }
        pdf += std::to_string(table) + " 0 obj\n" +
               stream_of("/Type/XRef/W[1 4 2]/Size " + std::to_string(size) + "/Index[" + subsections + "]" + trailer, data) + "\nendobj\n";
        if (flavour == Flavour::object_stream) return pdf + "startxref\n" + std::to_string(xref_stream) + "\n%%EOF\n";
        offsets.clear();  // the table shows nothing, the stream beside it everything
    }
    const std::size_t begin = pdf.size();
    pdf += "xref\n";
    if (offsets.empty()) pdf += "0 0\n";
    for (const auto& [number, at] : offsets) {
        char entry[32];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", at);
        pdf += std::to_string(number) + " 1\n" + entry;
    }
    const std::string beside = flavour == Flavour::hybrid ? "/XRefStm " + std::to_string(xref_stream) : std::string();
    return pdf + "trailer\n<</Size " + std::to_string(size) + trailer + beside + ">>\nstartxref\n" + std::to_string(begin) + "\n%%EOF\n";
}

std::string spelt(const documents::ObjectText& object, const std::map<std::string, std::string>& changed) {
    documents::Dictionary entries = object.entries;
    for (const auto& [key, value] : changed) entries[key] = value;
    return documents::spell_dictionary(entries);
}

}  // namespace

std::vector<Attack> blind_attacks(const Bytes& pdf) {
    std::vector<Attack> attacks;
    const std::size_t size = pdf.size();
    for (std::size_t i = 1; i <= 12; ++i) {
        const std::size_t at = size * i / 13;
        attacks.push_back({"cut at " + std::to_string(at), Bytes(pdf.begin(), pdf.begin() + static_cast<std::ptrdiff_t>(at))});
    }
    for (const std::size_t less : {1U, 2U, 7U, 30U}) attacks.push_back({"last " + std::to_string(less) + " bytes gone", Bytes(pdf.begin(), pdf.end() - static_cast<std::ptrdiff_t>(less))});
    for (std::size_t i = 0; i < 30; ++i) {
        Bytes changed = pdf;
        const std::size_t at = (size - 1) * i / 29;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << i % 8));
        attacks.push_back({"bit flipped at " + std::to_string(at), std::move(changed)});
    }
    for (const std::size_t at : {size / 5, size / 2, size - 40}) {
        Bytes shorter = pdf, longer = pdf;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
        longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), ' ');
        attacks.push_back({"byte taken out at " + std::to_string(at), std::move(shorter)});
        attacks.push_back({"byte put in at " + std::to_string(at), std::move(longer)});
    }
    for (const char* tail : {"x", "%%EOF\n", "\n1 0 obj\nnull\nendobj\n"}) {
        Bytes longer = pdf;
        base::append(longer, base::as_bytes(std::string_view(tail)));
        attacks.push_back({std::string("tail ") + tail, std::move(longer)});
    }
    Bytes before = bytes_of("%junk\n");
    base::append(before, pdf);
    attacks.push_back({"bytes before the header", std::move(before)});
    return attacks;
}

std::vector<Attack> signature_attacks(const Bytes& pdf, const Description& description) {
    std::vector<Attack> attacks;
    const documents::Signature& signature = description.signatures.back();
    const std::string text = text_of(pdf);
    const std::size_t range_at = text.rfind("/ByteRange", signature.hole_begin);
    const std::size_t open = text.find('[', range_at), close = text.find(']', range_at);
    const auto room = close - open - 1;
    const auto& r = signature.byte_range;
    const auto with_range = [&](const std::string& name, std::vector<long long> numbers) {
        std::string spelled;
        for (const long long number : numbers) spelled += (spelled.empty() ? "" : " ") + std::to_string(number);
        if (spelled.size() > room) return;
        std::string changed = text;
        changed.replace(open + 1, room, spelled + std::string(room - spelled.size(), ' '));
        attacks.push_back({"ByteRange " + name, bytes_of(changed)});
    };
    const auto n = [&](std::size_t i) { return static_cast<long long>(r[i]); };
    with_range("parts swapped", {n(2), n(3), n(0), n(1)});
    with_range("numbers swapped", {n(0), n(2), n(1), n(3)});
    with_range("one less", {n(0), n(1) - 1, n(2), n(3)});
    with_range("hole wider", {n(0), n(1), n(2) + 1, n(3) - 1});
    with_range("tail left out", {n(0), n(1), n(2), n(3) - 1});
    with_range("past the end", {n(0), n(1), n(2), n(3) + 1});
    with_range("not from the start", {1, n(1) - 1, n(2), n(3)});
    with_range("two numbers", {n(0), n(1)});
    with_range("six numbers", {n(0), n(1), n(2), 1, n(2) + 1, n(3) - 1});
    with_range("negative", {n(0), -1, n(2), n(3)});
    with_range("empty", {});
    with_range("all zero", {0, 0, 0, 0});

    const auto replaced = [&](const std::string& name, const std::string& word, const std::string& by) {
        std::string changed = text;
        const std::size_t at = changed.rfind(word, signature.hole_begin);
        if (at == std::string::npos || by.size() != word.size()) return;
        changed.replace(at, word.size(), by);
        attacks.push_back({name, bytes_of(changed)});
    };
    replaced("no /ByteRange", "/ByteRange", "/BiteRange");
    replaced("no /Contents", "/Contents<", "/Kontents<");
    replaced("another /SubFilter", "/ETSI.CAdES.detached", "/ETSI.CAdES.DETACHED");
    for (const auto& [name, filling] : {std::pair<std::string, char>{"zeros", '0'}, {"spaces", ' '}, {"letters", 'g'}}) {
        std::string changed = text;
        changed.replace(signature.hole_begin + 1, signature.hole_end - signature.hole_begin - 2,
                        std::string(signature.hole_end - signature.hole_begin - 2, filling));
        attacks.push_back({"/Contents of " + name, bytes_of(changed)});
    }
    std::string in_the_padding = text;
    in_the_padding.replace(signature.hole_end - 20, 8, "DEADBEEF");
    attacks.push_back({"something in the padding", bytes_of(in_the_padding)});
    // Signature wrapping: the second part is moved away and something of ours put before it.
    const std::string inside = "\n900 0 obj\n<</Evil true>>\nendobj\n";
    std::string wrapped = text.substr(0, signature.hole_end) + inside + text.substr(signature.hole_end);
    std::string spelled = "0 " + std::to_string(r[1]) + " " + std::to_string(r[2] + inside.size()) + " " + std::to_string(r[3]);
    wrapped.replace(open + 1, room, spelled + std::string(room - std::min(room, spelled.size()), ' '));
    attacks.push_back({"signature wrapping", bytes_of(wrapped)});
    // The same signature object once more, saying something else around the same hole.
    attacks.push_back({"signature object twice",
                       bytes_of(with_revision(text, description,
                                              {{static_cast<unsigned>(signature.object.number),
                                                "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Reason(Something else)/ByteRange" +
                                                    text.substr(open, close - open + 1) + "/Contents" +
                                                    text.substr(signature.hole_begin, signature.hole_end - signature.hole_begin) + ">>"}}))});
    return attacks;
}

std::vector<Attack> revision_attacks(const Bytes& pdf, const Description& description) {
    std::vector<Attack> attacks;
    const std::string text = text_of(pdf);
    const documents::Page& page = description.pages.front();
    const auto number = [](const Ref& ref) { return static_cast<unsigned>(ref.number); };
    const unsigned extra = static_cast<unsigned>(description.file.next_object_number);
    const std::string drawing = stream_of("", "0 0 0 rg 100 100 300 300 re f");
    const std::string font = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>";
    const std::string note = "<</Type/Annot/Subtype/FreeText/Rect[50 500 400 700]/Contents(You owe us more)/DA(/Helv 12 Tf)/F 4/P " + ref_text(page.object.ref) + ">>";
    const std::string stamp = "<</Type/Annot/Subtype/Stamp/Rect[50 500 400 700]/F 4/AP<</N " + std::to_string(extra + 1) + " 0 R>>>>";
    const std::string form_x = stream_of("/Type/XObject/Subtype/Form/BBox[0 0 350 200]", "1 0 0 rg 0 0 350 200 re f");
    const std::string annots = "[" + std::to_string(extra) + " 0 R]";
    const auto page_with = [&](const std::map<std::string, std::string>& changed) { return spelt(page.object, changed); };
    const std::string tree = description.catalog.entries.at("/Pages");
    std::map<std::string, Objects> revisions;
    revisions["other contents"] = {{extra, drawing}, {number(page.object.ref), page_with({{"/Contents", std::to_string(extra) + " 0 R"}})}};
    revisions["note over the page"] = {{extra, note}, {number(page.object.ref), page_with({{"/Annots", annots}})}};
    revisions["stamp over the page"] = {{extra, stamp}, {extra + 1, form_x}, {number(page.object.ref), page_with({{"/Annots", annots}})}};
    revisions["another box"] = {{number(page.object.ref), page_with({{"/CropBox", "[0 0 200 200]"}})}};
    revisions["turned page"] = {{number(page.object.ref), page_with({{"/Rotate", "90"}})}};
    revisions["other resources"] = {{extra, font}, {number(page.object.ref), page_with({{"/Resources", "<</Font<</F1 " + std::to_string(extra) + " 0 R>>>>"}})}};
    revisions["scripts"] = {{number(description.catalog.ref), spelt(description.catalog, {{"/OpenAction", "<</S/JavaScript/JS(app.alert\\(1\\))>>"}})}};
    revisions["layers"] = {{extra, "<</Type/OCG/Name(x)>>"}, {number(description.catalog.ref), spelt(description.catalog, {{"/OCProperties", "<</OCGs[" + std::to_string(extra) + " 0 R]/D<</OFF[" + std::to_string(extra) + " 0 R]>>>>"}})}};
    revisions["no form"] = {{number(description.catalog.ref), spelt(description.catalog, {{"/AcroForm", "null"}})}};
    revisions["page tree"] = {{extra, "<</Type/Page/MediaBox[0 0 595 842]/Contents " + std::to_string(extra + 1) + " 0 R/Parent " + tree + ">>"},
                              {extra + 1, drawing},
                              {static_cast<unsigned>(std::stoul(tree)), "<</Type/Pages/Count 1/Kids[" + std::to_string(extra) + " 0 R]>>"}};
    for (const documents::Field& field : description.fields) {
        if (field.type != documents::FieldType::text || field.object.ref.is_null()) continue;
        revisions["answer changed without its picture"] = {{number(field.object.ref), spelt(field.object, {{"/V", "(Somebody else)"}})}};
        revisions["answer and picture changed apart"] = {
            {extra, form_x}, {number(field.object.ref), spelt(field.object, {{"/V", "(Somebody else)"}, {"/AP", "<</N " + std::to_string(extra) + " 0 R>>"}})}};
        revisions["picture changed without its answer"] = {{extra, form_x}, {number(field.object.ref), spelt(field.object, {{"/AP", "<</N " + std::to_string(extra) + " 0 R>>"}})}};
        const std::string in_order = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/A 49/nine]>>>>";
        const std::string says = stream_of("/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F0 " + std::to_string(extra + 1) + " 0 R>>>>",
                                           "BT /F0 12 Tf 2 4 Td (Pay 111) Tj ET");
        revisions["answer in a font of another order"] = {
            {extra, says}, {extra + 1, in_order},
            {number(field.object.ref), spelt(field.object, {{"/V", "(Pay 111)"}, {"/AP", "<</N " + std::to_string(extra) + " 0 R>>"}})}};
        revisions["field moved"] = {{number(field.object.ref), spelt(field.object, {{"/Rect", "[0 0 595 842]"}})}};
        break;
    }
    for (const documents::Field& field : description.fields) {
        if (!field.is_signed) continue;
        revisions["signature's picture changed"] = {{extra, form_x}, {number(field.object.ref), spelt(field.object, {{"/AP", "<</N " + std::to_string(extra) + " 0 R>>"}})}};
        revisions["signature removed"] = {{number(field.object.ref), spelt(field.object, {{"/V", "null"}})}};
    }
    for (const auto& [name, objects] : revisions) {
        attacks.push_back({name + ", table", bytes_of(with_revision(text, description, objects))});
        attacks.push_back({name + ", object stream", bytes_of(with_revision(text, description, objects, Flavour::object_stream))});
        attacks.push_back({name + ", hybrid", bytes_of(with_revision(text, description, objects, Flavour::hybrid))});
    }
    // What only a reader sees that does not believe the tables.
    const std::string sane = with_revision(text, description, {{number(description.catalog.ref), spelt(description.catalog, {{"/DSS", "<<>>"}})}});
    const std::size_t number_at = sane.rfind("startxref\n") + 10;
    attacks.push_back({"comment after startxref", bytes_of(sane.substr(0, number_at) + "%c\n" + sane.substr(number_at))});
    attacks.push_back({"startxref out of sight", bytes_of(sane + std::string(1024, ' '))});
    attacks.push_back({"object in no table", bytes_of(with_revision(text + "\n" + std::to_string(page.object.ref.number) + " 0 obj\n" + page_with({{"/Rotate", "90"}}) + "\nendobj\n",
                                                                     description, {{number(description.catalog.ref), spelt(description.catalog, {{"/DSS", "<<>>"}})}}))});
    attacks.push_back({"another catalog", bytes_of(with_revision(text, description,
                                                                 {{extra, "<</Type/Catalog/Pages " + std::to_string(extra + 1) + " 0 R/AcroForm " +
                                                                              (description.catalog.entries.contains("/AcroForm") ? description.catalog.entries.at("/AcroForm") : "null") + ">>"},
                                                                  {extra + 1, "<</Type/Pages/Count 1/Kids[" + std::to_string(extra + 2) + " 0 R]>>"},
                                                                  {extra + 2, "<</Type/Page/MediaBox[0 0 595 842]/Contents " + std::to_string(extra + 3) + " 0 R/Parent " + std::to_string(extra + 1) + " 0 R>>"},
                                                                  {extra + 3, drawing}},
                                                                 Flavour::table, std::to_string(extra) + " 0 R"))});
    return attacks;
}

}  // namespace foreign

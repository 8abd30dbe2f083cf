// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/documents/sample_pdf.h"

#include "appliance/base/reader.h"
#include "appliance/documents/pdf_syntax.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <unistd.h>

namespace documents::test {
namespace {

ObjectText object_text(int number, const Dictionary& entries) { return {Ref{number, 0}, entries}; }

class File {
public:
    void put(int number, const std::string& body) { m_objects[number] = body; }
    void put(const ObjectText& object) { put(object.ref.number, spell_dictionary(object.entries)); }

    Sample finish(XrefKind kind) const {
        Sample sample;
        std::string out = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
        std::map<int, std::size_t> offsets;
        for (const auto& [number, body] : m_objects) {
            offsets[number] = out.size();
            out += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
        }
        const std::size_t start = out.size();
        const int size = m_objects.rbegin()->first + 1;
        const std::string id = "[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]";
        if (kind == XrefKind::stream) {
            offsets[size] = start;
            base::Bytes rows{0, 0, 0, 0, 0, 255, 255};
            for (int n = 1; n <= size; ++n) {
                rows.push_back(offsets.contains(n) ? 1 : 0);
                base::append_number(rows, offsets.contains(n) ? offsets[n] : 0, 4);
                base::append_number(rows, 0, 2);
            }
            out += std::to_string(size) + " 0 obj\n<</Type/XRef/Root 1 0 R/ID" + id + "/W[1 4 2]/Size " +
                   std::to_string(size + 1) + "/Length " + std::to_string(rows.size()) + ">>\nstream\n";
            out += base::as_text(rows);
            out += "\nendstream\nendobj\n";
        } else {
            out += "xref\n0 " + std::to_string(size) + "\n0000000000 65535 f\r\n";
            for (int n = 1; n < size; ++n) {
                std::array<char, 32> line{};
                std::snprintf(line.data(), line.size(), "%010zu 00000 %c\r\n", offsets.contains(n) ? offsets[n] : 0, offsets.contains(n) ? 'n' : 'f');
                out += line.data();
            }
            out += "trailer\n<</Size " + std::to_string(size) + "/Root 1 0 R/ID" + id + ">>\n";
        }
        out += "startxref\n" + std::to_string(start) + "\n%%EOF";
        sample.bytes = base::to_bytes(out);
        FileFacts& file = sample.description.file;
        file.size = sample.bytes.size();
        file.startxref = start;
        file.xref_kind = kind;
        file.next_object_number = size + (kind == XrefKind::stream ? 1 : 0);
        file.root = {1, 0};
        base::Bytes raw;
        base::from_hex("00112233445566778899aabbccddeeff", raw);
        file.id = {raw, raw};
        return sample;
    }

private:
    std::map<int, std::string> m_objects;
};

Field make_field(int number, const std::string& name, FieldType type, const Rectangle& rect, const Dictionary& more) {
    Field field;
    field.name = name;
    field.type = type;
    Dictionary entries{{"/Type", "/Annot"}, {"/Subtype", "/Widget"}, {"/T", spell_text(name)}, {"/F", "4"},
                       {"/Rect", spell_rectangle(rect)}, {"/P", "3 0 R"}};
    entries.insert(more.begin(), more.end());
    field.object = object_text(number, entries);
    Widget widget;
    widget.object = field.object;
    widget.is_merged = true;
    widget.page = 0;
    widget.rect = rect;
    widget.flags = 4;
    field.widgets = {widget};
    return field;
}

}  // namespace

Sample make_sample(const SampleOptions& options) {
    File file;
    Description d;
    std::vector<Field> fields;
    if (options.has_form) {
        fields.push_back(make_field(10, "Name", FieldType::text, {72, 700, 300, 722},
                                    {{"/FT", "/Tx"}, {"/DA", spell_text("/Helv 12 Tf 0 0 1 rg")}, {"/MaxLen", "40"}}));
        fields.back().appearance = {"Helv", 12, {0, 0, 1}};
        fields.back().length_max = 40;
        fields.push_back(make_field(11, "Agree", FieldType::checkbox, {72, 660, 88, 676}, {{"/FT", "/Btn"}}));
        fields.push_back(make_field(12, "Side", FieldType::choice, {72, 620, 200, 640},
                                    {{"/FT", "/Ch"}, {"/Ff", "131072"}, {"/Opt", "[" + spell_text("left") + spell_text("right") + "]"}}));
        fields.back().flags.is_combo = true;
        fields.back().options = {{"left", "Left"}, {"right", "Right"}};
    }
    if (options.has_signature_field) {
        fields.push_back(make_field(13, "Sign here", FieldType::signature, {72, 500, 300, 580}, {{"/FT", "/Sig"}}));
    }
    std::vector<Ref> refs;
    for (const Field& field : fields) {
        refs.push_back(field.object.ref);
        file.put(field.object);
    }
    std::string list = "[";
    for (const Ref ref : refs) list += spell_reference(ref) + " ";
    list += "]";

    Page page;
    Dictionary page_entries{{"/Type", "/Page"}, {"/Parent", "2 0 R"}, {"/MediaBox", "[0 0 595 842]"},
                            {"/Contents", "4 0 R"}, {"/Resources", "<<>>"}};
    if (options.rotate != 0) page_entries["/Rotate"] = std::to_string(options.rotate);
    page.annots.items = refs;
    if (!refs.empty()) {
        page.annots.place = options.annots_are_object ? Place::own_object : Place::direct;
        if (options.annots_are_object) {
            page.annots.ref = {5, 0};
            file.put(5, list);
        }
        page_entries["/Annots"] = options.annots_are_object ? "5 0 R" : list;
    }
    page.object = object_text(3, page_entries);
    page.media_box = page.visible_box = {0, 0, 595, 842};
    page.rotate = options.rotate;
    d.pages = {page};

    Dictionary catalog{{"/Type", "/Catalog"}, {"/Pages", "2 0 R"}};
    if (!fields.empty()) {
        Dictionary form{{"/Fields", list}};
        if (options.need_appearances) form["/NeedAppearances"] = "true";
        d.form.need_appearances = options.need_appearances;
        d.form.fields = {Place::direct, {}, refs};
        d.form.place = options.form_in_catalog ? Place::direct : Place::own_object;
        d.form.object.entries = form;
        if (options.form_in_catalog) {
            catalog["/AcroForm"] = spell_dictionary(form);
        } else {
            d.form.object.ref = {6, 0};
            catalog["/AcroForm"] = "6 0 R";
            file.put(d.form.object);
        }
    }
    d.fields = fields;
    d.catalog = object_text(1, catalog);
    d.verdict.disposition = Disposition::may_sign;
    file.put(d.catalog);
    file.put(2, "<</Type/Pages/Count 1/Kids[3 0 R]>>");
    file.put(page.object);
    file.put(4, "<</Length 31>>\nstream\n0.9 g 50 50 100 100 re f 0 g   \nendstream");
    Sample sample = file.finish(options.xref);
    d.file = sample.description.file;
    sample.description = d;
    return sample;
}

const FontBook& fonts() {
    static const base::Result<FontBook> book = FontBook::open(known_fonts("/usr/share/fonts"));
    return book.value();
}

Description continued(const Sample& sample, const base::Bytes& file) {
    Description next = sample.description;
    next.file.size = file.size();
    next.file.ends_with_newline = true;
    const std::string_view text = base::as_text(file);
    next.file.startxref = std::strtoull(text.data() + text.rfind("startxref\n") + 10, nullptr, 10);
    next.file.next_object_number = sample.description.file.next_object_number + 500;
    return next;
}

Ran run_on(const std::string& command, base::ByteView file) {
    const std::string path = (std::filesystem::temp_directory_path() / ("inkseal-sample-XXXXXX")).string();
    std::string name = path;
    const int fd = ::mkstemp(name.data());
    EXPECT_GE(fd, 0);
    ::close(fd);
    std::ofstream(name, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
    std::string line = command;
    for (std::size_t at = line.find("FILE"); at != std::string::npos; at = line.find("FILE", at + name.size())) line.replace(at, 4, name);
    Ran ran;
    FILE* const pipe = ::popen(("( " + line + " ) 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) ran.output.append(buffer.data(), n);
    ran.status = ::pclose(pipe);
    std::filesystem::remove(name);
    return ran;
}

}  // namespace documents::test

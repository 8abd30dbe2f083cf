// SPDX-License-Identifier: Apache-2.0
// A bare file of empty pages is spelt first; text and fonts are then its first update, by
// the code that writes every other update.
#include "appliance/documents/paper.h"

#include "appliance/documents/embedded_fonts.h"
#include "appliance/documents/paper_layout.h"

namespace documents {
namespace {

using base::Bytes;
using base::Result;

constexpr int info_number = 3, fonts_number = 4, first_page_number = 5;

int page_number(std::size_t page) { return first_page_number + 2 * static_cast<int>(page); }
int content_number(std::size_t page) { return page_number(page) + 1; }

std::string reference(int number) { return std::to_string(number) + " 0 R"; }

std::string ten_digits(std::size_t number) {
    const std::string digits = std::to_string(number);
    return std::string(10 - digits.size(), '0') + digits;
}

struct BareFile {
    std::string text;
    FileFacts facts;
};

BareFile bare_file(const std::string& title, std::size_t page_count) {
    std::vector<std::string> objects;
    std::string kids;
    for (std::size_t i = 0; i < page_count; ++i) kids += reference(page_number(i)) + " ";
    objects.emplace_back("<</Type/Catalog/Pages 2 0 R/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>>>");
    objects.push_back("<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(page_count) + ">>");
    objects.push_back("<</Title" + spell_text(title) + "/Producer(Inkseal)>>");
    objects.emplace_back("<<>>");
    for (std::size_t i = 0; i < page_count; ++i) {
        objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources " + reference(fonts_number) + "/Contents " +
                          reference(content_number(i)) + ">>");
        objects.emplace_back("<</Length 0>>\nstream\n\nendstream");
    }
    BareFile file;
    file.text = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::string table = "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        table += ten_digits(file.text.size()) + " 00000 n \n";
        file.text += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    file.facts.startxref = file.text.size();
    file.facts.next_object_number = static_cast<int>(objects.size()) + 1;
    file.text += table + "trailer\n<</Size " + std::to_string(file.facts.next_object_number) + "/Root 1 0 R/Info 3 0 R>>\nstartxref\n" +
                 std::to_string(file.facts.startxref) + "\n%%EOF\n";
    file.facts.size = file.text.size();
    file.facts.version = "1.7";
    file.facts.root = {1, 0};
    file.facts.info = {info_number, 0};
    file.facts.ends_with_newline = true;
    return file;
}

class Printer {
public:
    Printer(const FontBook& book, const Paper& paper, IncrementalUpdate& update) : m_book(book), m_paper(paper), m_update(update), m_fonts(book, update) {}

    base::Status print(const PaperLayout& layout) {
        for (std::size_t i = 0; i < layout.pages.size(); ++i) {
            const std::string content = TRY(page(layout.pages[i], i + 1, layout.pages.size()));
            TRY(m_update.put_stream({content_number(i), 0}, {}, base::as_bytes(content)));
        }
        TRY(m_update.put({fonts_number, 0}, "<</Font" + m_fonts.resources(m_faces) + ">>"));
        return m_fonts.embed();
    }

private:
    std::string show(const PlacedLine& placed) {
        return std::string(placed.colour) + "rg " + m_fonts.show(placed.line, placed.size, placed.x, placed.y, m_faces);
    }
    Result<std::string> small(const std::string& words, double right, const char* colour) {
        const Line line = TRY(shape_line(m_book, showable(m_book, words)));
        const double x = right > 0 ? right - line.width * 8 : paper_margin;
        return show({line, 8, x, 40, colour});
    }
    Result<std::string> page(const PaperPage& page, std::size_t number, std::size_t count) {
        std::string out = "q 0.043 0.345 0.365 rg 0 836 595 6 re f\n";
        if (m_paper.is_test) {
            const Line word = TRY(shape_line(m_book, "TEST"));
            out += "q 0.707 0.707 -0.707 0.707 160 260 cm 0.97 0.88 0.88 rg " + m_fonts.show(word, 150, 0, 0, m_faces) + "Q\n";
            const Line warning = TRY(shape_line(m_book, "TEST, not evidence"));
            out += show({warning, 8.5, paper_width - paper_margin - warning.width * 8.5, paper_height - 34, paper_red});
        }
        for (const PlacedRule& rule : page.rules)
            out += std::string(paper_mist) + "rg " + spell_number(paper_margin) + " " + spell_number(rule.y) + " " +
                   spell_number(paper_width - 2 * paper_margin) + " 0.7 re f\n";
        for (const PlacedLine& line : page.lines) out += show(line);
        out += std::string(paper_mist) + "rg " + spell_number(paper_margin) + " 54 " + spell_number(paper_width - 2 * paper_margin) + " 0.7 re f\n";
        out += TRY(small(m_paper.foot, 0, paper_slate));
        out += TRY(small(std::to_string(number) + " of " + std::to_string(count), paper_width - paper_margin, paper_slate));
        return out + "Q\n";
    }

    const FontBook& m_book;
    const Paper& m_paper;
    IncrementalUpdate& m_update;
    EmbeddedFonts m_fonts;
    std::set<std::uint32_t> m_faces;
};

}  // namespace

Result<PrintedPaper> print_paper(const FontBook& book, const Paper& paper) {
    const PaperLayout layout = TRY(lay_out(book, paper));
    const BareFile bare = bare_file(paper.title, layout.pages.size());
    IncrementalUpdate update(bare.facts, Encryption{});
    TRY(Printer(book, paper, update).print(layout));
    const Revision revision = TRY(std::move(update).finish());
    PrintedPaper printed{.pdf = base::to_bytes(std::string_view(bare.text)), .page_count = layout.pages.size(), .seal = layout.seal};
    base::append(printed.pdf, revision.bytes);
    return printed;
}

}  // namespace documents

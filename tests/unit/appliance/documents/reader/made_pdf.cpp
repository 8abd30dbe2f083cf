// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include "appliance/documents/reader/describe.h"

#include <algorithm>
#include <cstdio>

namespace made {
namespace {

std::string padded(std::size_t number, int width) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*zu", width, number);
    return text;
}

}  // namespace

Pdf& Pdf::put(int number, const std::string& body) {
    m_pending[number] = body;
    return *this;
}

Pdf& Pdf::put_stream(int number, const std::string& dictionary, const std::string& data) {
    return put(number, "<<" + dictionary + " /Length " + std::to_string(data.size()) + ">>\nstream\n" + data + "\nendstream");
}

Pdf& Pdf::put_signature(int number, const std::string& more_entries) {
    // SEQUENCE { INTEGER 5 } and padding.
    return put(number, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached" + more_entries +
                           "/ByteRange[0 BBBBBBBBBB CCCCCCCCCC DDDDDDDDDD]/Contents<30030201050000000000>>>");
}

Pdf& Pdf::free(int number) {
    m_freed.push_back(number);
    return *this;
}

Pdf& Pdf::finish_revision(const std::string& more_trailer_entries) {
    const std::size_t revision_start = m_bytes.size();
    std::string table = "xref\n0 1\n0000000000 65535 f\r\n";
    for (const auto& [number, body] : m_pending) {
        m_offsets[number] = m_bytes.size();
        m_bytes += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
        table += std::to_string(number) + " 1\n" + padded(m_offsets[number], 10) + " 00000 n\r\n";
        m_size = std::max(m_size, number + 1);
    }
    for (const int number : m_freed) table += std::to_string(number) + " 1\n0000000000 00001 f\r\n";
    const std::size_t startxref = m_bytes.size();
    m_bytes += table + "trailer\n<</Size " + std::to_string(m_size) + "/Root 1 0 R" + more_trailer_entries;
    if (m_startxref != 0) m_bytes += "/Prev " + std::to_string(m_startxref);
    m_bytes += ">>\nstartxref\n" + std::to_string(startxref) + "\n%%EOF\n";
    m_startxref = startxref;
    m_pending.clear();
    m_freed.clear();
    if (const std::size_t at = m_bytes.find("BBBBBBBBBB", revision_start); at != std::string::npos) {
        const std::size_t begin = m_bytes.find("/Contents<", at) + 9;
        const std::size_t end = m_bytes.find('>', begin) + 1;
        m_bytes.replace(at, 32, padded(begin, 10) + " " + padded(end, 10) + " " + padded(m_bytes.size() - end, 10));
    }
    return *this;
}

documents::Description Pdf::description() const { return documents::describe(base::as_bytes(m_bytes), nullptr); }

std::string text_field_body(const std::string& value, int appearance) {
    return "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/F 4/P 3 0 R/Rect[100 600 300 620]/DA(/Helv 12 Tf 0 g)/V(" + value +
           ")/AP<</N " + std::to_string(appearance) + " 0 R>>>>";
}

std::string appearance_data(const std::string& text) { return "/Tx BMC q BT /Helv 12 Tf 2 5 Td (" + text + ") Tj ET Q EMC"; }

std::string signature_field_body(int signature, const std::string& more) {
    return "<</Type/Annot/Subtype/Widget/FT/Sig/T(sign)/F 132/P 3 0 R/Rect[100 100 300 160]" + more +
           (signature != 0 ? "/V " + std::to_string(signature) + " 0 R" : "") + ">>";
}

std::string page_body(const std::vector<int>& annotations, const std::string& more) {
    std::string refs;
    for (const int number : annotations) refs += std::to_string(number) + " 0 R ";
    return "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 6 0 R>>>>" + more + "/Annots[" + refs + "]>>";
}

Pdf form(const std::string& catalog_entries) {
    Pdf pdf;
    pdf.put(catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R" + catalog_entries + ">>");
    pdf.put(pages, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    pdf.put(page, page_body({text_field, signature_field}));
    pdf.put_stream(content, "", "BT /F1 12 Tf 72 700 Td (I agree.) Tj ET");
    pdf.put(acroform, "<</Fields[7 0 R 9 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)>>");
    pdf.put(font, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
    pdf.put(text_field, text_field_body("Ada", text_appearance));
    pdf.put_stream(text_appearance, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>",
                   appearance_data("Ada"));
    pdf.put(signature_field, signature_field_body(0));
    return pdf;
}

Pdf signed_form(const std::string& signature_entries, const std::string& field_entries) {
    Pdf pdf = form();
    pdf.finish_revision();
    pdf.put_signature(10, signature_entries);
    pdf.put(signature_field, signature_field_body(10, field_entries));
    pdf.finish_revision();
    return pdf;
}

}  // namespace made

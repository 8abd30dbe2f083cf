// SPDX-License-Identifier: Apache-2.0
// Makes consent.pdf, the form that the demonstration and the stories sign:
//
//   make-consent consent.pdf
//
// Pango and Cairo draw and tag the pages, qpdf adds the form's fields, our own writer
// fills in what the surgery knows already, and qpdf folds it all into one revision.
// The same libraries give the same bytes.
#include "emulator/forms/consent_pages.h"

#include "appliance/documents/fill.h"
#include "appliance/documents/pdf_syntax.h"
#include "appliance/documents/reader/describe.h"

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace {

using documents::FieldValue;
using documents::TextValue;
using forms::ConsentField;

base::Bytes written(QPDF& pdf) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setNewlineBeforeEndstream(true);
    writer.write();
    const std::shared_ptr<Buffer> buffer = writer.getBufferSharedPointer();
    return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

void open(QPDF& pdf, const base::Bytes& bytes) {
    pdf.processMemoryFile("consent", reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

base::Bytes with_fields(const base::Bytes& pages, const std::vector<ConsentField>& fields) {
    QPDF pdf;
    open(pdf, pages);
    QPDFObjectHandle list = QPDFObjectHandle::newArray();
    for (const ConsentField& field : fields) {
        QPDFObjectHandle page = pdf.getAllPages().at(field.page);
        QPDFObjectHandle widget = pdf.makeIndirectObject(QPDFObjectHandle::parse("<</Type/Annot/Subtype/Widget/F 4>>"));
        widget.replaceKey("/T", QPDFObjectHandle::newUnicodeString(field.name));
        widget.replaceKey("/TU", QPDFObjectHandle::newUnicodeString(field.label));
        widget.replaceKey("/Rect", QPDFObjectHandle::parse(documents::spell_rectangle(field.rect)));
        widget.replaceKey("/P", page);
        if (field.is_signature) {
            widget.replaceKey("/FT", QPDFObjectHandle::newName("/Sig"));
        } else {
            widget.replaceKey("/FT", QPDFObjectHandle::newName("/Tx"));
            widget.replaceKey("/DA", QPDFObjectHandle::newString("/Helv 11 Tf 0.06 0.09 0.16 rg"));
            widget.replaceKey("/MaxLen", QPDFObjectHandle::newInteger(80));
            constexpr int read_only = 1;
            constexpr int required = 2;
            widget.replaceKey("/Ff", QPDFObjectHandle::newInteger(field.value.empty() ? required : read_only));
        }
        if (!page.hasKey("/Annots")) page.replaceKey("/Annots", QPDFObjectHandle::newArray());
        page.getKey("/Annots").appendItem(widget);
        list.appendItem(widget);
    }
    QPDFObjectHandle form = QPDFObjectHandle::parse(
        "<</DA(/Helv 11 Tf 0 g)/DR<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>");
    form.replaceKey("/Fields", list);
    pdf.getRoot().replaceKey("/AcroForm", pdf.makeIndirectObject(form));
    pdf.getRoot().replaceKey("/Lang", QPDFObjectHandle::newString("en"));
    pdf.getRoot().replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<</DisplayDocTitle true>>"));
    return written(pdf);
}

base::Bytes with_values(base::Bytes pdf, const std::vector<ConsentField>& fields) {
    const documents::Description description = documents::describe(pdf, nullptr);
    auto book = documents::FontBook::open(documents::known_fonts("/usr/share/fonts"));
    if (!book) throw std::runtime_error("fonts: " + book.failure().detail);
    std::vector<FieldValue> values;
    for (const ConsentField& field : fields) {
        if (!field.value.empty()) values.push_back({field.name, TextValue{field.value}, documents::Author::platform});
    }
    documents::Draft draft(description, *book);
    if (const auto status = documents::fill(draft, values); !status) throw std::runtime_error("fill: " + status.failure().detail);
    auto revision = std::move(draft).close();
    if (!revision) throw std::runtime_error("close: " + revision.failure().detail);
    base::append(pdf, revision->bytes);
    return pdf;
}

base::Bytes in_one_revision(const base::Bytes& pdf) {
    QPDF whole;
    open(whole, pdf);
    return written(whole);
}

}  // namespace

int main(int count, char** arguments) try {
    if (count != 2) {
        std::fputs("make-consent FILE\n", stderr);
        return 64;
    }
    const forms::ConsentPages pages = forms::draw_consent();
    const base::Bytes form = in_one_revision(with_values(with_fields(pages.pdf, pages.fields), pages.fields));
    const documents::Verdict verdict = documents::describe(form, nullptr).verdict;
    if (verdict.disposition != documents::Disposition::may_sign) throw std::runtime_error("verdict: " + verdict.reason);
    std::ofstream out(arguments[1], std::ios::binary);
    out.write(reinterpret_cast<const char*>(form.data()), static_cast<std::streamsize>(form.size()));
    return out.good() ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "make-consent: %s\n", error.what());
    return 1;
}

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/opened_pdf.h"

#include <qpdf/QPDFExc.hh>

#include <algorithm>
#include <new>

namespace documents {
namespace {

constexpr std::size_t warnings_max = 200;

base::Failure failure_of(const QPDFExc& error) {
    using base::Fault;
    switch (error.getErrorCode()) {
        case qpdf_e_password: return {Fault::document_encrypted, error.what()};
        case qpdf_e_unsupported: return {Fault::document_unsupported_encryption, error.what()};
        default: return {Fault::document_damaged, error.what()};
    }
}

// qpdf quotes bytes of the document in its messages.
std::string printable(std::string text) {
    constexpr std::size_t length_max = 300;
    if (text.size() > length_max) text.resize(length_max);
    std::replace_if(text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

}  // namespace

base::Failure failure_of_exception() {
    using base::Fault;
    try {
        throw;
    } catch (const QPDFExc& error) {
        base::Failure failure = failure_of(error);
        failure.detail = printable(std::move(failure.detail));
        return failure;
    } catch (const std::bad_alloc&) {
        return {Fault::document_too_large, "out of memory"};
    } catch (const std::exception& error) {
        return {Fault::document_damaged, printable(error.what())};
    }
}

base::Result<std::unique_ptr<OpenedPdf>> OpenedPdf::open(base::ByteView file, const base::SecretBytes* password,
                                                         Opening opening, HybridView view) {
    std::unique_ptr<OpenedPdf> opened(new OpenedPdf(file));
    // qpdf wants a terminated string; this one is wiped.
    base::SecretBytes terminated((password != nullptr ? password->size() : 0) + 1);
    if (password != nullptr) {
        const base::ByteView secret = password->reveal();
        std::copy(secret.begin(), secret.end(), terminated.reveal_to_fill().begin());
    }
    auto done = guarded([&] {
        opened->m_qpdf = QPDF::create();
        opened->m_qpdf->setSuppressWarnings(true);
        opened->m_qpdf->setAttemptRecovery(opening == Opening::repair);
        opened->m_qpdf->setIgnoreXRefStreams(view == HybridView::table_only);
        opened->m_qpdf->processMemoryFile("document", reinterpret_cast<const char*>(file.data()), file.size(),
                                          reinterpret_cast<const char*>(terminated.reveal().data()));
    });
    if (!done) return done.failure();
    return opened;
}

const std::vector<std::string>& OpenedPdf::warnings() {
    for (const QPDFExc& warning : m_qpdf->getWarnings()) {  // takes them out of qpdf
        if (m_warnings.size() < warnings_max) m_warnings.push_back(printable(warning.what()));
    }
    return m_warnings;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// PDFs made by hand, revision by revision, so that a test can say exactly which bytes
// an attacker would write.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"

#include <map>
#include <string>
#include <vector>

namespace made {

class Pdf {
public:
    Pdf() : m_bytes("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") {}

    // Goes into the next revision.
    Pdf& put(int number, const std::string& body);
    Pdf& put_stream(int number, const std::string& dictionary, const std::string& data);
    // A signature dictionary with a gap that fits, around an ASN.1 value that signs nothing.
    Pdf& put_signature(int number, const std::string& more_entries = "");
    Pdf& free(int number);

    // Writes what was put, a cross-reference table and a trailer.
    Pdf& finish_revision(const std::string& more_trailer_entries = "");

    std::string& bytes() { return m_bytes; }
    std::size_t offset_of(int number) const { return m_offsets.at(number); }
    documents::Description description() const;

private:
    std::string m_bytes;
    std::map<int, std::string> m_pending;
    std::vector<int> m_freed;
    std::map<int, std::size_t> m_offsets;
    std::size_t m_startxref = 0;
    int m_size = 1;
};

// Object numbers of `form()`.
inline constexpr int catalog = 1, pages = 2, page = 3, content = 4, acroform = 5, font = 6, text_field = 7,
                     text_appearance = 8, signature_field = 9, first_free = 20;

// One page with a text field "name" holding "Ada" and an empty signature field "sign",
// not yet a finished revision.
Pdf form(const std::string& catalog_entries = "");
std::string text_field_body(const std::string& value, int appearance);
std::string appearance_data(const std::string& text);
std::string signature_field_body(int signature, const std::string& more = "");
std::string page_body(const std::vector<int>& annotations, const std::string& more = "/Contents 4 0 R");

// form() with its signature field signed by object 10.
Pdf signed_form(const std::string& signature_entries = "", const std::string& field_entries = "");

}  // namespace made

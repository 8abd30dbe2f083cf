// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/test_documents.h"

#include "appliance/base/check.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>

namespace bench {
namespace {

class Writer {
public:
    Writer() { base::append(m_out, std::string_view("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")); }

    void object(int number, std::string_view body) {
        begin(number);
        base::append(m_out, body);
        base::append(m_out, std::string_view("\nendobj\n"));
    }
    void stream(int number, const std::string& entries, base::ByteView data) {
        begin(number);
        base::append(m_out, "<<" + entries + "/Length " + std::to_string(data.size()) + ">>\nstream\n");
        base::append(m_out, data);
        base::append(m_out, std::string_view("\nendstream\nendobj\n"));
    }
    base::Bytes finish() {
        const std::size_t start = m_out.size();
        base::append(m_out, "xref\n0 " + std::to_string(m_offsets.size() + 1) + "\n0000000000 65535 f\r\n");
        for (const std::size_t offset : m_offsets) {
            char line[32];
            std::snprintf(line, sizeof line, "%010zu 00000 n\r\n", offset);
            base::append(m_out, std::string_view(line));
        }
        base::append(m_out, "trailer\n<</Size " + std::to_string(m_offsets.size() + 1) +
                                "/Root 1 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\nstartxref\n" +
                                std::to_string(start) + "\n%%EOF\n");
        return std::move(m_out);
    }

private:
    void begin(int number) {
        CHECK(number == static_cast<int>(m_offsets.size()) + 1);
        m_offsets.push_back(m_out.size());
        base::append(m_out, std::to_string(number) + " 0 obj\n");
    }

    base::Bytes m_out;
    std::vector<std::size_t> m_offsets;
};

std::string text_of_page(int page) {
    std::string out = "BT /F1 11 Tf 13 TL 72 760 Td\n";
    for (int line = 0; line < 48; ++line) {
        out += "(Page " + std::to_string(page + 1) + ", line " + std::to_string(line + 1) +
               ": the undersigned has read this and had time to ask.) Tj T*\n";
    }
    return out + "ET\n";
}

base::Bytes noise(std::size_t size, std::uint32_t seed) {
    std::mt19937 random(seed);
    base::Bytes out(size);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random());
    return out;
}

}  // namespace

base::Bytes make_document(int pages, std::size_t picture_bytes) {
    const bool has_pictures = picture_bytes != 0;
    const int each = has_pictures ? 3 : 2;  // page, content, picture
    Writer writer;
    std::string kids;
    for (int page = 0; page < pages; ++page) kids += std::to_string(4 + page * each) + " 0 R ";
    writer.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    writer.object(2, "<</Type/Pages/Count " + std::to_string(pages) + "/Kids[" + kids + "]>>");
    writer.object(3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
    for (int page = 0; page < pages; ++page) {
        const int first = 4 + page * each;
        const std::string picture = has_pictures ? "/XObject<</P " + std::to_string(first + 2) + " 0 R>>" : "";
        writer.object(first, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>" + picture + ">>/Contents " +
                                 std::to_string(first + 1) + " 0 R>>");
        writer.stream(first + 1, "", base::as_bytes(text_of_page(page) + (has_pictures ? "q 200 0 0 200 200 60 cm /P Do Q\n" : "")));
        if (has_pictures) {
            writer.stream(first + 2,
                          "/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width 1000/Height " +
                              std::to_string(picture_bytes / 1000),
                          noise(picture_bytes, static_cast<std::uint32_t>(page)));
        }
    }
    return writer.finish();
}

std::vector<TestDocument> test_documents() {
    return {{"1 page", make_document(1, 0)},
            {"100 pages", make_document(100, 0)},
            {"1,000 pages", make_document(1000, 0)},
            {"100 MB", make_document(100, 1'000'000)}};
}

void write_file(const std::string& path, base::ByteView content) {
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    CHECK(out.good());
}

base::Bytes read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    CHECK(in.good());
    base::Bytes content(static_cast<std::size_t>(in.tellg()));
    in.seekg(0);
    in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(content.size()));
    CHECK(in.good());
    return content;
}

}  // namespace bench

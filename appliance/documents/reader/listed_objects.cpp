// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/loose_objects.h"
#include "appliance/documents/reader/raw_syntax.h"

#include <qpdf/Buffer.hh>

#include <algorithm>
#include <array>

namespace documents {
namespace {

using base::ByteView;

// The data of a cross-reference stream, decoded. Not asked of qpdf by its number: an
// older revision's stream may have been superseded like any other object.
std::shared_ptr<Buffer> stream_data(OpenedPdf& pdf, const RawObject& object, Handle& dictionary) {
    const ByteView file = pdf.file();
    const std::string_view text = base::as_text(file);
    dictionary = Handle::parse(&pdf.qpdf(), std::string(text.substr(object.value.begin, object.value.end - object.value.begin)));
    std::size_t at = after_white(file, object.value.end);
    if (text.substr(at, 6) != "stream") return nullptr;
    at += 6;
    if (at < file.size() && file[at] == '\r') ++at;
    if (at < file.size() && file[at] == '\n') ++at;
    std::size_t length = text.find("endstream", at);
    if (length == std::string_view::npos) return nullptr;
    length -= at;
    Handle said = dictionary.getKey("/Length");
    if (said.isInteger() && said.getIntValue() >= 0) length = std::min(file.size() - at, static_cast<std::size_t>(said.getIntValue()));
    Handle stream = Handle::newStream(&pdf.qpdf(), std::string(text.substr(at, length)));
    stream.replaceDict(dictionary);
    return stream.getStreamData(qpdf_dl_generalized);
}

void list_stream(OpenedPdf& pdf, std::size_t header_offset, std::size_t at, std::vector<ListedObject>& listed) {
    const auto object = object_at(pdf.file(), at);
    if (!object) return;
    listed.push_back({object->ref.number, at});  // not every writer lists the stream itself
    Handle dictionary = Handle::newNull();
    const auto data = stream_data(pdf, *object, dictionary);
    if (data == nullptr) return;
    const auto number = [](Handle value) { return value.isInteger() ? value.getIntValue() : -1; };
    std::array<std::size_t, 3> widths{};
    Handle w = dictionary.getKey("/W");
    if (!w.isArray() || w.getArrayNItems() < 3) return;
    for (int i = 0; i < 3; ++i) {
        const long long width = number(w.getArrayItem(i));
        if (width < 0 || width > 8) return;
        widths[static_cast<std::size_t>(i)] = static_cast<std::size_t>(width);
    }
    const std::size_t row = widths[0] + widths[1] + widths[2];
    if (row == 0) return;
    std::vector<long long> index{0, number(dictionary.getKey("/Size"))};
    if (Handle given = dictionary.getKey("/Index"); given.isArray()) {
        index.clear();
        for (int i = 0; i < given.getArrayNItems(); ++i) index.push_back(number(given.getArrayItem(i)));
    }
    const unsigned char* bytes = data->getBuffer();
    std::size_t left = data->getSize() / row;
    for (std::size_t i = 0; i + 1 < index.size(); i += 2) {
        for (long long n = index[i]; n < index[i] + index[i + 1] && left > 0; ++n, --left) {
            std::array<std::uint64_t, 3> values{1, 0, 0};  // the kind's default is 1
            for (std::size_t column = 0; column < 3; ++column) {
                if (widths[column] != 0) values[column] = 0;
                for (std::size_t k = 0; k < widths[column]; ++k) values[column] = values[column] << 8U | *bytes++;
            }
            if (values[0] == 1 && n >= 0 && n <= 10'000'000 && values[1] < pdf.file().size() - header_offset)
                listed.push_back({static_cast<int>(n), after_white(pdf.file(), header_offset + static_cast<std::size_t>(values[1]))});
        }
    }
}

}  // namespace

std::vector<ListedObject> listed_objects(OpenedPdf& pdf, const XrefChain& chain) {
    std::vector<ListedObject> listed;
    for (const XrefSection& section : chain.sections) {
        const auto list = [&](std::size_t at) {
            (void)guarded([&] { list_stream(pdf, chain.header_offset, after_white(pdf.file(), at), listed); });
        };
        if (section.kind == XrefKind::stream) {
            list(section.begin);
        } else {
            for (const auto& [number, offset] : table_entries(pdf.file(), section)) {
                if (offset < pdf.file().size() - chain.header_offset)
                    listed.push_back({number, after_white(pdf.file(), chain.header_offset + offset)});
            }
            if (section.stream) list(*section.stream);
        }
    }
    std::sort(listed.begin(), listed.end(), [](const ListedObject& a, const ListedObject& b) { return a.offset < b.offset; });
    return listed;
}

}  // namespace documents

// SPDX-License-Identifier: Apache-2.0
// PDFs to seal, made here so that every machine measures the same ones.
#pragma once

#include "appliance/base/bytes.h"

#include <string>
#include <vector>

namespace bench {

struct TestDocument {
    std::string name;  // "100 pages"
    base::Bytes pdf;
};

// `pages` pages of text with a cross-reference table; each with a picture of
// `picture_bytes` grey pixels that do not compress, unless that is 0.
base::Bytes make_document(int pages, std::size_t picture_bytes);

// 1, 100 and 1,000 pages of text, and 100 pages with 100 MB of pictures.
std::vector<TestDocument> test_documents();

void write_file(const std::string& path, base::ByteView content);
base::Bytes read_file(const std::string& path);

}  // namespace bench

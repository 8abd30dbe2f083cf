// SPDX-License-Identifier: Apache-2.0
// Writes small PDFs for the tests: objects in, file with a cross-reference table out.
#pragma once

#include "appliance/base/bytes.h"

#include <cstdio>
#include <string>
#include <vector>

namespace small_pdf {

// objects[i] is the body of object i + 1; object 1 is the catalog.
inline std::string file_of(const std::vector<std::string>& objects) {
    std::string file = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        offsets.push_back(file.size());
        file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::size_t xref = file.size();
    file += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets) {
        char entry[32];
        std::snprintf(entry, sizeof(entry), "%010zu 00000 n \n", offset);
        file += entry;
    }
    return file + "trailer\n<</Size " + std::to_string(objects.size() + 1) + "/Root 1 0 R>>\nstartxref\n" +
           std::to_string(xref) + "\n%%EOF\n";
}

inline std::string stream(const std::string& dictionary, const std::string& content) {
    return "<<" + dictionary + "/Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream";
}

// One page of 200 x 100 points for each content stream; Helvetica, not embedded, as /F1.
inline std::string pages(const std::vector<std::string>& contents) {
    std::string kids;
    std::vector<std::string> objects = {"<</Type/Catalog/Pages 2 0 R>>", "",
                                        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
    for (const std::string& content : contents) {
        const std::string number = std::to_string(objects.size() + 2);
        objects.push_back(stream("", content));
        objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</Font<</F1 3 0 R>>>>/Contents " +
                          std::to_string(objects.size()) + " 0 R>>");
        kids += number + " 0 R ";
    }
    objects[1] = "<</Type/Pages/Count " + std::to_string(contents.size()) + "/Kids[" + kids + "]>>";
    return file_of(objects);
}

}  // namespace small_pdf

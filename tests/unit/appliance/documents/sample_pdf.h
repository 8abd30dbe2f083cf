// SPDX-License-Identifier: Apache-2.0
// Small PDFs made by hand together with the description that a reader would give.
#pragma once

#include "appliance/documents/description.h"
#include "appliance/documents/font_book.h"

#include <string>

namespace documents::test {

struct SampleOptions {
    XrefKind xref = XrefKind::table;
    int rotate = 0;
    bool has_form = true;           // a text field "Name", a check box "Agree", a choice "Side"
    bool form_in_catalog = false;
    bool annots_are_object = false;
    bool has_signature_field = false;  // "Sign here", empty
    bool need_appearances = false;
};

struct Sample {
    base::Bytes bytes;
    Description description;
};

Sample make_sample(const SampleOptions& options = {});

const FontBook& fonts();

// The description as it is after `appended` was added, as far as another update needs it.
Description continued(const Sample& sample, const base::Bytes& file);

struct Ran {
    int status = -1;
    std::string output;             // both streams
};
// Runs a program of the system; "FILE" in the command is the path of `file` as written to disk.
Ran run_on(const std::string& command, base::ByteView file);

}  // namespace documents::test

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/normalise.h"

#include "appliance/documents/reader/active_content.h"
#include "appliance/documents/reader/describe.h"
#include "appliance/documents/reader/field_tree.h"
#include "appliance/documents/reader/object_graph.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/page_tree.h"

#include <qpdf/Buffer.hh>
#include <qpdf/QPDFWriter.hh>

#include <set>

namespace documents {
namespace {

using base::Failure;
using base::Fault;

void drop_active_content(OpenedPdf& pdf) {
    std::vector<Handle> dictionaries;  // changed after the walk, not under its feet
    walk_objects(pdf, [&](Handle object, Ref) { dictionaries.push_back(object.isStream() ? object.getDict() : object); });
    for (Handle dictionary : dictionaries) {
        std::vector<std::string> dropped{"/AA"};
        for (const auto& [key, value] : dictionary.getDictAsMap()) {
            if (dangerous_action(value)) dropped.push_back(key);
        }
        if (is_dangerous_open_action(member(dictionary, "/OpenAction"))) dropped.push_back("/OpenAction");
        // Chains of actions may be arrays; a chain with a bad link goes as a whole.
        for (Handle link : items_of(member(dictionary, "/Next"))) {
            if (dangerous_action(link)) dropped.push_back("/Next");
        }
        if (name_value(member(dictionary, "/Subtype")) == "Form" && is_dictionary(member(dictionary, "/Ref")))
            dropped.push_back("/Ref");
        for (const std::string& key : dropped) dictionary.removeKey(key);
    }
    Handle names = member(pdf.catalog(), "/Names");
    if (names.isDictionary()) names.removeKey("/JavaScript");
    Handle permissions = member(pdf.catalog(), "/Perms");
    if (permissions.isDictionary()) pdf.catalog().removeKey("/Perms");  // unsigned: only usage rights can be there
    Handle form = member(pdf.catalog(), "/AcroForm");
    if (form.isDictionary()) form.removeKey("/XFA");
}

void mend_pages(OpenedPdf& pdf) {
    PageTree tree = read_page_tree(pdf);
    for (PageTree::Leaf& leaf : tree.leaves) {
        if (!rectangle_value(leaf.media_box))
            leaf.object.replaceKey("/MediaBox", Handle::newArray(Handle::Rectangle(0, 0, 612, 792)));
    }
    // Makes direct pages objects, and gives a page that occurs twice a copy.
    std::set<QPDFObjGen> seen_arrays;
    for (Handle page : pdf.qpdf().getAllPages()) {
        Handle annots = member(page, "/Annots");
        if (!annots.isArray()) continue;
        Handle kept = Handle::newArray();
        for (Handle item : items_of(annots)) {
            if (item.isDictionary() && !is_rich_media(item)) kept.appendItem(item);
        }
        const bool is_shared = annots.isIndirect() && !seen_arrays.insert(annots.getObjGen()).second;
        if (is_shared || kept.getArrayNItems() != annots.getArrayNItems()) page.replaceKey("/Annots", kept);
    }
}

void mend_form(OpenedPdf& pdf) {
    Handle form = member(pdf.catalog(), "/AcroForm");
    Handle fields = member(form, "/Fields");
    if (!fields.isArray()) return;
    Handle kept = Handle::newArray();
    for (Handle field : items_of(fields)) {
        if (field.isDictionary()) kept.appendItem(field.isIndirect() ? field : pdf.qpdf().makeIndirectObject(field));
    }
    form.replaceKey("/Fields", kept);
}

// as_they_are: compressed streams are copied. anew: they are unpacked and packed again,
// which mends those that end too early, and takes long.
enum class Streams { as_they_are, anew };

base::Bytes rewritten(OpenedPdf& pdf, Streams streams) {
    QPDFWriter writer(pdf.qpdf());
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_preserve);
    writer.setRecompressFlate(streams == Streams::anew);
    // The same input gives the same bytes, wherever the rewrite is made.
    if (!pdf.qpdf().isEncrypted()) writer.setDeterministicID(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

bool is_signed(OpenedPdf& pdf) {
    FieldTree tree = read_field_tree(pdf);
    for (FieldNode& node : tree.nodes) {
        if (name_value(node.type) == "Sig" && is_dictionary(node.value)) return true;
    }
    return false;
}

base::Result<base::Bytes> rewrite(base::ByteView file, const base::SecretBytes* password, Streams streams) {
    auto opened = OpenedPdf::open(file, password, Opening::repair);
    if (!opened) return opened.failure();
    OpenedPdf& pdf = **opened;
    auto signed_already = guarded([&] { return is_signed(pdf); });
    if (!signed_already) return signed_already.failure();
    if (*signed_already) return Failure{Fault::document_damaged_signed, "a rewrite would break a signature"};
    return guarded([&] {
        drop_active_content(pdf);
        mend_pages(pdf);
        mend_form(pdf);
        return rewritten(pdf, streams);
    });
}

}  // namespace

base::Result<base::Bytes> normalise(base::ByteView file, const base::SecretBytes* password) {
    const Description before = describe(file, password);
    if (before.verdict.disposition == Disposition::refuse) return Failure{before.verdict.fault, before.verdict.reason};
    if (before.verdict.disposition == Disposition::may_sign) return base::to_bytes(file);
    std::string reason;
    for (const Streams streams : {Streams::as_they_are, Streams::anew}) {
        base::Bytes written = TRY(rewrite(file, password, streams));
        const Description after = describe(written, password);
        if (after.verdict.disposition == Disposition::may_sign) return written;
        reason = after.verdict.reason;
    }
    return Failure{Fault::document_structure_unsupported, "after the rewrite: " + reason};
}

}  // namespace documents

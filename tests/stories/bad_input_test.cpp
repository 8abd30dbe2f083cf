// SPDX-License-Identifier: Apache-2.0
// Documents that cannot be signed, from the platform's order to the person at the
// screen: each ends in a clear sentence with its code, stands in the log, and leaves the
// device fit for the next. One device for all of them.
#include "tests/stories/commands.h"
#include "tests/stories/misfortune.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;
using emulator::StoryOrder;
using stories::quoted;
using stories::run;

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Objects 1, 2, ... with a table and a trailer; 1 is the catalog.
std::string pdf_of(const std::vector<std::string>& objects) {
    std::string pdf = "%PDF-1.7\n";
    std::string table = "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        char entry[32];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
        table += entry;
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    return pdf + table + "trailer\n<</Size " + std::to_string(objects.size() + 1) + "/Root 1 0 R>>\nstartxref\n" +
           std::to_string(pdf.size()) + "\n%%EOF\n";
}

const std::string pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const std::string page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>";
const std::string empty_stream = "<</Length 0>>\nstream\n\nendstream";

std::string stream_of(const std::string& entries, const std::string& data) {
    return "<<" + entries + "/Length " + std::to_string(data.size()) + ">>\nstream\n" + data + "\nendstream";
}

// Signed, as far as its structure goes, by object 6; the ByteRange is right.
std::string signed_pdf(const std::string& catalog_entries, const std::string& signature_entries) {
    const std::string hole = "<3003020101" + std::string(64, '0') + ">";
    std::string pdf = pdf_of({"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>" + catalog_entries + ">>", pages,
                              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R/Annots[5 0 R]>>", empty_stream,
                              "<</Type/Annot/Subtype/Widget/FT/Sig/T(Author)/V 6 0 R/F 132/Rect[0 0 0 0]/P 3 0 R>>",
                              "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC]/Contents" +
                                  hole + signature_entries + ">>"});
    const std::size_t begin = pdf.find(hole);
    const auto put = [&](const std::string& mark, std::size_t number) {
        std::string digits = std::to_string(number);
        pdf.replace(pdf.find(mark), mark.size(), digits + std::string(mark.size() - digits.size(), ' '));
    };
    put("AAAAAAAAAA", begin);
    put("BBBBBBBBBB", begin + hole.size());
    put("CCCCCCCCCC", pdf.size() - begin - hole.size());
    return pdf;
}

class BadInput : public stories::Misfortune {
protected:
    static fs::path form() { return fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf"; }
    static fs::path file(const std::string& bytes) {
        const fs::path path = folder() / "given.pdf";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    static StoryOrder order(const fs::path& document, const std::string& name = signer) {
        const StoryOrder order = write(document, name, "736251");
        ok(desk().order(order.envelope, order.files));
        return order;
    }

    // The person comes, hears why, and is forgotten; nothing was signed.
    static void is_told(const StoryOrder& order, const char* sentence, const char* code) {
        emulator::ScriptedPerson person = Misfortune::person();
        ok(person.press("Touch to begin"));
        ok(person.see("English", "language"));
        ok(person.choose("English"));
        ok(person.see("Enter your appointment code", "identify"));
        ok(person.key_in(order.appointment_code));
        ok(person.press("Continue"));
        ok(person.see(sentence, "told"));
        const std::string words = screen();
        EXPECT_NE(words.find(code), std::string::npos) << words;
        EXPECT_NE(words.find("Nothing was signed"), std::string::npos) << words;
        skip(30'000);
        ok(person.see("Touch to begin", "wiped"));
        // Once when the order was refused, once when the person was told.
        const std::string entries = log();
        EXPECT_GE(count(entries, "document-refused"), 2) << entries;
        EXPECT_NE(entries.find(std::string("fault=\"") + code + "\""), std::string::npos) << entries;
        EXPECT_FALSE(has_parcel());
    }
};

}  // namespace

TEST_F(BadInput, AFileThatIsNoPdfIsToldAsThat) {
    is_told(order(file("Dear Mrs Keller,\nplease sign.\n")), "This file is not a PDF document", "DOC-01");
}

TEST_F(BadInput, APasswordIsToldAsThat) {
    const fs::path locked = folder() / "locked.pdf";
    ASSERT_EQ(run("qpdf --encrypt secret owner 256 -- " + quoted(form().string()) + " " + quoted(locked.string())).status, 0);
    is_told(order(locked), "This document is locked with a password", "DOC-02");
}

TEST_F(BadInput, TwoGigabytesOutOfAFewKilobytesAreTooLarge) {
    const fs::path data = folder() / "bomb";
    // One block of a megabyte of zeros, 2,048 times, and that compressed once more.
    ASSERT_EQ(run("python3 -c \"import sys,zlib\nc=zlib.compressobj(9)\nh=c.compress(bytes(1<<20))+c.flush(zlib.Z_FULL_FLUSH)\n"
                  "b=c.compress(bytes(1<<20))+c.flush(zlib.Z_FULL_FLUSH)\nopen(sys.argv[1],'wb').write(zlib.compress(h+2047*b+c.flush(),9))\" " +
                  quoted(data.string()))
                  .status,
              0);
    const std::string bomb = content(data);
    EXPECT_LT(bomb.size(), 64U << 10U);
    is_told(order(file(pdf_of({"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream_of("/Filter[/FlateDecode/FlateDecode]", bomb)}))),
            "This document is too large for this device", "DOC-09");
}

TEST_F(BadInput, ASignedAndDamagedFileIsLeftAsItIs) {
    std::string damaged = signed_pdf("", "");
    const std::size_t at = damaged.rfind("startxref\n") + 10;
    damaged.replace(at, 3, "999");
    is_told(order(file(damaged)), "The signature does not cover the whole document", "SIG-02");
}

TEST_F(BadInput, ADynamicFormIsToldAsThat) {
    is_told(order(file(pdf_of({"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 5 0 R>>>>", pages, page, empty_stream,
                               stream_of("", "<xdp:xdp xmlns:xdp=\"http://ns.adobe.com/xdp/\"></xdp:xdp>")}))),
            "This document is a dynamic form", "DOC-06");
}

TEST_F(BadInput, AFileCertifiedAgainstChangesIsToldAsThat) {
    const std::string certified =
        signed_pdf("/Perms<</DocMDP 6 0 R>>",
                   "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]");
    is_told(order(file(certified)), "The author of this document does not allow it", "DOC-07");
}

TEST_F(BadInput, ANameThatNoFontCoversIsToldBeforeAnybodySigns) {
    is_told(order({}, "Mara \xf0\x93\x80\x80 Keller"), "A character in this name cannot be drawn", "DOC-16");
}

TEST_F(BadInput, AnOwnersPasswordAloneHindersNobody) {
    const fs::path guarded = folder() / "guarded.pdf";
    ASSERT_EQ(run("qpdf --encrypt '' owner 256 -- " + quoted(form().string()) + " " + quoted(guarded.string())).status, 0);
    const StoryOrder order = this->order(guarded);
    sign(order);
    deliver();
    ok(desk().platform().run_archive(folder() / "results"));
    const auto found = run("find " + quoted((folder() / "results").string()) + " -name signed.pdf | head -1 | tr -d '\\n'");
    ASSERT_NE(found.words, "");
    const auto pdfsig = run("pdfsig " + quoted(found.words));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_TRUE(run("qpdf --show-encryption " + quoted(found.words)).holds("R = 6")) << "it must stay encrypted as it was";
}

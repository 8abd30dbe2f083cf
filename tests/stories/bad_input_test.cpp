// SPDX-License-Identifier: Apache-2.0
// Documents that cannot be signed, from the platform's order to the person at the
// screen: each ends in a clear sentence with its code, stands in the log, and leaves the
// device fit for the next. One device for all of them.
#include "emulator/bench_files.h"
#include "emulator/desk.h"
#include "emulator/scripted_ceremony.h"
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using base::Status;
using emulator::Desk;
using emulator::ScriptedPerson;
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

class BadInput : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-input-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        auto desk = Desk::set_up({.folder = *s_folder, .programs = PROGRAM_DIR, .size = {1280, 800}});
        if (desk) s_desk = desk->release();
        else ADD_FAILURE() << desk.failure().detail;
    }
    static void TearDownTestSuite() {
        if (s_desk != nullptr) {
            EXPECT_TRUE(s_desk->shut_down());
        }
        delete s_desk;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
    }
    void SetUp() override { ASSERT_NE(s_desk, nullptr); }

    static void ok(const Status& status) { EXPECT_TRUE(status) << status.failure().detail; }
    static fs::path form() { return fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf"; }
    static fs::path file(const std::string& bytes) {
        const fs::path path = *s_folder / "given.pdf";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    static StoryOrder order(const fs::path& document, const std::string& signer = "Mara Keller") {
        emulator::StoryOptions options{.out = *s_folder, .document = document, .programs = PROGRAM_DIR, .size = {}};
        options.appointment_code = std::to_string(200'000 + ++s_orders);
        options.signer = signer;
        auto written = emulator::write_story_order(*s_folder / "orders" / std::to_string(s_orders), options);
        EXPECT_TRUE(written);
        ok(s_desk->order(written->envelope, written->files));
        return *written;
    }
    static ScriptedPerson person() {
        return {s_desk->kiosk(), *s_folder / "screens" / testing::UnitTest::GetInstance()->current_test_info()->name()};
    }
    static std::string log() {
        return run(quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit show --state " + quoted(s_desk->state().string())).words;
    }
    static std::size_t count(const std::string& text, const std::string& word) {
        std::size_t found = 0;
        for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++found;
        return found;
    }
    static void skip(std::int64_t ms) {
        base::Json request;
        request.set("op", "clock").set("skip_ms", ms);
        EXPECT_TRUE(s_desk->kiosk().ask(request));
    }

    // The person comes, hears why, and is forgotten; nothing was signed.
    static void is_told(const StoryOrder& order, const char* sentence, const char* code) {
        ScriptedPerson person = BadInput::person();
        ok(person.press("Touch to begin"));
        ok(person.see("English", "language"));
        ok(person.choose("English"));
        ok(person.see("Enter your appointment code", "identify"));
        ok(person.key_in(order.appointment_code));
        ok(person.press("Continue"));
        ok(person.see(sentence, "told"));
        const auto screen = s_desk->kiosk().screen();
        ASSERT_TRUE(screen);
        EXPECT_NE(screen->find(code), std::string::npos) << *screen;
        EXPECT_NE(screen->find("Nothing was signed"), std::string::npos) << *screen;
        skip(30'000);
        ok(person.see("Touch to begin", "wiped"));
        // Once when the order was refused, once when the person was told.
        const std::string entries = log();
        EXPECT_GE(count(entries, "document-refused"), 2U) << entries;
        EXPECT_NE(entries.find(std::string("fault=\"") + code + "\""), std::string::npos) << entries;
        EXPECT_FALSE(emulator::has_file(s_desk->state() / "outbox", "", ".manifest"));
    }

    static fs::path* s_folder;
    static Desk* s_desk;
    static int s_orders;
};
fs::path* BadInput::s_folder = nullptr;
Desk* BadInput::s_desk = nullptr;
int BadInput::s_orders = 0;

}  // namespace

TEST_F(BadInput, AFileThatIsNoPdfIsToldAsThat) {
    is_told(order(file("Dear Mrs Keller,\nplease sign.\n")), "This file is not a PDF document", "DOC-01");
}

TEST_F(BadInput, APasswordIsToldAsThat) {
    const fs::path locked = *s_folder / "locked.pdf";
    ASSERT_EQ(run("qpdf --encrypt secret owner 256 -- " + quoted(form().string()) + " " + quoted(locked.string())).status, 0);
    is_told(order(locked), "This document is locked with a password", "DOC-02");
}

TEST_F(BadInput, TwoGigabytesOutOfAFewKilobytesAreTooLarge) {
    const fs::path data = *s_folder / "bomb";
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
    const fs::path guarded = *s_folder / "guarded.pdf";
    ASSERT_EQ(run("qpdf --encrypt '' owner 256 -- " + quoted(form().string()) + " " + quoted(guarded.string())).status, 0);
    const StoryOrder order = this->order(guarded);
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    ok(emulator::answer_questions(person));
    ok(emulator::draw_signature(person));
    ok(emulator::enter_code(person, order.pin));
    ok(emulator::hold_and_finish(person));
    ok(Desk::wait_until([] { return emulator::has_file(s_desk->state() / "outbox", "", ".manifest"); }, "no parcel in the outbox"));
    ok(s_desk->exchange());
    ok(s_desk->exchange());
    ok(s_desk->platform().run_archive(*s_folder / "results"));
    const auto found = run("find " + quoted((*s_folder / "results").string()) + " -name signed.pdf | head -1 | tr -d '\\n'");
    ASSERT_NE(found.words, "");
    const auto pdfsig = run("pdfsig " + quoted(found.words));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_TRUE(run("qpdf --show-encryption " + quoted(found.words)).holds("R = 6")) << "it must stay encrypted as it was";
}

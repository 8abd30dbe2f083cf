// SPDX-License-Identifier: Apache-2.0
// Files built to exhaust a reader, through the program as the kiosk runs it: each ends
// in a verdict or in a contained death, in time and in memory.
#include "appliance/documents/description_json.h"
#include "appliance/host/child_process.h"
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace {

using base::Fault;
using documents::Description;
using documents::Disposition;

host::ErrandReport run(const std::string& pdf, std::vector<std::string> more = {}) {
    host::Errand errand;
    errand.path = PROGRAM_DIR "/inkseal-document";
    errand.profile = host::default_profile();
    errand.arguments = {"--memory-mib", std::to_string(errand.profile.memory_max_bytes >> 20U)};
    errand.arguments.insert(errand.arguments.end(), more.begin(), more.end());
    errand.input = base::as_bytes(pdf);
    errand.output_max_bytes = documents::description_size_max;
    auto report = host::run_errand(errand);  // program_time_limit after 10 s
    EXPECT_TRUE(report) << base::row_of(report.fault()).name;
    return report ? std::move(*report) : host::ErrandReport{};
}

// The verdict; nothing when the program died, which is as good.
std::optional<Description> verdict_or_death(const std::string& pdf) {
    const host::ErrandReport report = run(pdf);
    if (report.ending.signal != 0) return std::nullopt;
    EXPECT_EQ(report.ending.status, 0) << report.complaints;
    auto description = documents::parse_description(base::as_text(report.output));
    EXPECT_TRUE(description) << description.failure().detail;
    if (!description) return std::nullopt;
    return std::move(*description);
}

// So many MiB of one byte, deflated twice: a few hundred bytes.
std::string bomb(std::size_t mebibytes) {
    const std::string block(1U << 20U, ' ');
    std::string once(mebibytes << 14U, '\0');
    z_stream stream{};
    EXPECT_EQ(deflateInit(&stream, Z_BEST_SPEED), Z_OK);
    stream.next_out = reinterpret_cast<Bytef*>(once.data());
    stream.avail_out = static_cast<uInt>(once.size());
    for (std::size_t i = 0; i < mebibytes; ++i) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
        stream.avail_in = static_cast<uInt>(block.size());
        EXPECT_EQ(deflate(&stream, i + 1 == mebibytes ? Z_FINISH : Z_NO_FLUSH), i + 1 == mebibytes ? Z_STREAM_END : Z_OK);
    }
    once.resize(stream.total_out);
    deflateEnd(&stream);
    uLongf size = compressBound(once.size());
    std::string twice(size, '\0');
    EXPECT_EQ(compress(reinterpret_cast<Bytef*>(twice.data()), &size, reinterpret_cast<const Bytef*>(once.data()), once.size()), Z_OK);
    twice.resize(size);
    return twice;
}

TEST(HostileFile, RefusesAContentStreamThatUnpacksTwice) {
    made::Pdf pdf = made::form();
    pdf.put_stream(made::content, "/Filter[/FlateDecode/FlateDecode]", bomb(200));
    const auto description = verdict_or_death(pdf.finish_revision().bytes());
    ASSERT_TRUE(description);
    EXPECT_EQ(description->verdict.fault, Fault::document_too_large);
    EXPECT_EQ(description->verdict.disposition, Disposition::refuse);
}

TEST(HostileFile, SurvivesACrossReferenceStreamThatIsABomb) {
    made::Pdf pdf = made::form();
    pdf.finish_revision();
    std::string& bytes = pdf.bytes();
    const std::size_t at = bytes.size();
    // A sanitizer has no address-space limit, and needs twenty times as long.
    const std::string data = bomb(host::default_profile().memory_max_bytes == 0 ? 60 : 600);
    bytes += "30 0 obj\n<</Type/XRef/Size 31/W[1 4 2]/Root 1 0 R/Filter[/FlateDecode/FlateDecode]/Length " +
             std::to_string(data.size()) + ">>\nstream\n" + data + "\nendstream\nendobj\nstartxref\n" +
             std::to_string(at) + "\n%%EOF\n";
    const auto description = verdict_or_death(bytes);
    if (description) {
        EXPECT_NE(description->verdict.disposition, Disposition::may_sign);
    }
}

TEST(HostileFile, SurvivesDeepNesting) {
    for (const std::size_t depth : {450U, 20'000U, 500'000U}) {
        std::string nested;
        for (std::size_t i = 0; i < depth; ++i) nested += i % 2 == 0 ? "[" : "<</a";
        made::Pdf pdf = made::form("/X 20 0 R");
        pdf.put(20, nested);
        const auto description = verdict_or_death(pdf.finish_revision().bytes());
        if (description) {
            EXPECT_NE(description->verdict.disposition, Disposition::may_sign) << depth;
        }
    }
}

TEST(HostileFile, SurvivesLongChains) {
    constexpr int length = 10'000;
    made::Pdf pages = made::form();
    pages.put(made::pages, "<</Type/Pages/Kids[30 0 R]/Count 1>>");
    for (int i = 30; i < length; ++i)
        pages.put(i, "<</Type/Pages/Parent " + std::to_string(i - 1) + " 0 R/Kids[" + std::to_string(i + 1) + " 0 R]/Count 1>>");
    pages.put(length, "<</Type/Page/MediaBox[0 0 612 792]>>");
    const auto deep_pages = verdict_or_death(pages.finish_revision().bytes());
    ASSERT_TRUE(deep_pages);
    EXPECT_EQ(deep_pages->verdict.disposition, Disposition::refuse);

    made::Pdf values = made::form("/X 30 0 R");  // references to references, where qpdf must not recurse
    for (int i = 30; i < length; ++i) values.put(i, "[" + std::to_string(i + 1) + " 0 R]");
    values.put(length, "(end)");
    const auto deep_values = verdict_or_death(values.finish_revision().bytes());
    ASSERT_TRUE(deep_values);
    EXPECT_EQ(deep_values->verdict.disposition, Disposition::may_sign) << deep_values->verdict.reason;
}

TEST(HostileFile, SurvivesManyPathsToTheSamePages) {  // 2^40 pages, if one follows them all
    made::Pdf pdf = made::form();
    pdf.put(made::pages, "<</Type/Pages/Kids[30 0 R 30 0 R]/Count 2>>");
    for (int i = 30; i < 70; ++i) {
        const std::string next = std::to_string(i + 1) + " 0 R ";
        pdf.put(i, "<</Type/Pages/Kids[" + next + next + "]/Count 2>>");
    }
    pdf.put(70, "<</Type/Page/MediaBox[0 0 612 792]>>");
    const auto description = verdict_or_death(pdf.finish_revision().bytes());
    ASSERT_TRUE(description);
    EXPECT_EQ(description->verdict.disposition, Disposition::refuse);
}

TEST(HostileFile, SurvivesCutAndScrambledFiles) {
    const std::string whole = made::signed_form().bytes();
    for (std::size_t cut = 0; cut < whole.size(); cut += 37) {
        const auto description = verdict_or_death(whole.substr(0, cut));
        ASSERT_TRUE(description) << cut;
        for (const auto& signature : description->signatures) EXPECT_FALSE(documents::is_intact(signature)) << cut;
    }
    for (std::size_t at = 5; at < whole.size(); at += 29) {
        std::string scrambled = whole;
        scrambled[at] = static_cast<char>(scrambled[at] ^ 0x15);
        EXPECT_TRUE(verdict_or_death(scrambled)) << at;
    }
}

TEST(DocumentProgram, TakesOnlyAFile) {
    const host::ErrandReport report = run("", {"--no-such-flag", "1"});
    EXPECT_EQ(report.ending.status, 64);
}

TEST(DocumentProgram, AnswersAnEmptyFile) {
    const auto description = verdict_or_death("");
    ASSERT_TRUE(description);
    EXPECT_EQ(description->verdict.fault, Fault::document_not_pdf);
}

TEST(DocumentProgram, SaysWhyThereIsNoRewrite) {
    const host::ErrandReport report = run("no PDF", {"normalise"});
    EXPECT_EQ(report.ending.status, 65);
    EXPECT_TRUE(report.complaints.starts_with("document_not_pdf ")) << report.complaints;
    EXPECT_TRUE(report.output.empty());
}

}  // namespace

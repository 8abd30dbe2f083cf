// SPDX-License-Identifier: Apache-2.0
// Real PDFs that other people made: each is signed so that their programs accept it
// and nothing but what we wrote looks different, or it is refused with a reason.
#include "appliance/crypto/authority.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/software_key.h"
#include "appliance/documents/description_json.h"
#include "appliance/documents/field_lock.h"
#include "appliance/documents/pades.h"
#include "tests/foreign/pdf_pixels.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace foreign {
namespace {

using base::Bytes;
using base::Fault;
using base::Result;
using documents::Description;
using documents::Disposition;
using documents::test::Ran;
using documents::test::run_on;

std::filesystem::path corpus() {
    const char* const given = std::getenv("INKSEAL_CORPUS");
    return given != nullptr ? std::filesystem::path(given) : std::filesystem::path(SOURCE_DIR) / "../shared/corpus";
}

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::string k_reader = std::string(PROGRAM_DIR) + "/inkseal-document";

Result<Description> described(const Bytes& pdf) {
    const Ran ran = run_on(k_reader + " describe --memory-mib 0 < FILE 2>/dev/null", pdf);
    if (ran.status != 0) return base::Failure{Fault::document_reader_crashed, std::to_string(ran.status)};
    return documents::parse_description(ran.output);
}

// One signer for all files.
class Signer {
public:
    Signer() : m_key(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value()) {
        const auto root_key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
        const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::system_clock::now().time_since_epoch()).count();
        const crypto::Validity validity{now - 86'400'000, now + 86'400'000};
        m_chain.push_back(crypto::make_root(*root_key, {"Corpus root", ""}, validity).value());
        m_own.push_back(crypto::issue_signer({m_chain[0], *root_key, ""}, m_key->public_key(), {"Corpus signer", ""}, validity).value());
    }
    Bytes sign(const base::Digest& digest) { return crypto::sign_byte_range_digest(digest, {m_own[0], m_chain, *m_key}).value(); }
    std::string root_pem() const { return m_chain[0].to_pem(); }

private:
    std::shared_ptr<crypto::SoftwareKey> m_key;
    std::vector<crypto::Certificate> m_chain;
    std::vector<crypto::Certificate> m_own;
};

// What pdfsig says, by field name.
struct Opinion {
    std::string validation;
    bool is_total = false;
    bool operator==(const Opinion&) const = default;
};

std::map<std::string, Opinion> opinions(const Bytes& pdf) {
    std::map<std::string, Opinion> found;
    std::istringstream lines(run_on("timeout 60 pdfsig -nocert FILE", pdf).output);
    std::string field;
    for (std::string line; std::getline(lines, line);) {
        const auto after = [&](const std::string& label) -> std::string {
            const std::size_t at = line.find(label);
            return at == std::string::npos ? "" : line.substr(at + label.size());
        };
        if (const std::string name = after("Signature Field Name: "); !name.empty()) field = name;
        if (const std::string word = after("Signature Validation: "); !word.empty()) found[field].validation = word;
        if (line.find("Total document signed") != std::string::npos) found[field].is_total = true;
    }
    return found;
}

documents::SealRequest request_for(const Description& description, const documents::SignaturePlace& place) {
    documents::SealRequest request;
    request.place = place;
    request.face = {{{{{0, 20, 0.3}, {10, 0, 0.5}, {20, 25, 0.8}, {35, 5, 0.6}, {60, 18, 0.2}}}}, "Mara Keller", "I agree", 1'795'344'005'000, true};
    for (const documents::Field& field : description.fields) {  // the first field that takes an answer gets one
        documents::FieldValue value{field.name, documents::TextValue{"Mara"}, documents::Author::person};
        if (documents::check_value(description, documents::test::fonts(), value)) {
            request.values.push_back(value);
            break;
        }
    }
    return request;
}

bool has_same_name_twice(const Description& description, const std::string& name) {
    return std::count_if(description.fields.begin(), description.fields.end(),
                         [&](const documents::Field& field) { return field.name == name; }) > 1;
}

void expect_only_our_pixels(const Bytes& before, const Bytes& after, const Description& description,
                            const documents::SealRequest& request) {
    const auto old_pages = drawn_pages(before, 3);
    const auto new_pages = drawn_pages(after, 3);
    ASSERT_EQ(old_pages.size(), new_pages.size());
    EXPECT_EQ(old_pages.size(), std::min<std::size_t>(3, description.pages.size()));
    for (std::size_t page = 0; page < old_pages.size() && page < description.pages.size(); ++page) {
        std::vector<documents::Rectangle> areas;
        for (const documents::WrittenArea& area : documents::written_areas(description, request)) {
            if (area.page == page) areas.push_back(area.rect);
        }
        const auto changed = difference(old_pages[page], new_pages[page], description.pages[page], areas);
        ASSERT_TRUE(changed) << "page " << page << " changed its size";
        EXPECT_EQ(changed->outside, 0U) << "pixels on page " << page;
        if (request.place.page == page) { EXPECT_GT(changed->inside, 30U) << "the signature cannot be seen"; }
    }
}

void expect_cms_accepted(const Bytes& file, const documents::SignatureHole& hole, const std::string& root_pem) {
    const std::string script =
        "d=$(mktemp -d); trap 'rm -rf $d' EXIT; python3 - FILE $d <<'PY'\n"
        "import sys\n"
        "f = open(sys.argv[1], 'rb').read()\n"
        "begin, end = " + std::to_string(hole.begin) + ", " + std::to_string(hole.end) + "\n"
        "open(sys.argv[2] + '/data', 'wb').write(f[:begin] + f[end:])\n"
        "der = bytes.fromhex(f[begin + 1:end - 1].decode())\n"
        "open(sys.argv[2] + '/cms', 'wb').write(der[:4 + int.from_bytes(der[2:4], 'big')])\n"
        "PY\n"
        "cat > $d/root.pem <<'PEM'\n" + root_pem + "PEM\n"
        "openssl cms -verify -binary -inform DER -in $d/cms -content $d/data -CAfile $d/root.pem -purpose any -cades -out /dev/null";
    const Ran ran = run_on(script, file);
    EXPECT_EQ(ran.status, 0) << ran.output;
}

struct Outcome {
    bool is_signed = false;
    std::string words;              // how it was signed, or the fault that refused it
};

Outcome refused(const base::Failure& failure) {
    return {false, std::string(base::row_of(failure.fault).name) + ": " + failure.detail};
}

Outcome sign_and_check(Bytes pdf, Signer& signer, Bytes& file) {
    std::string how;
    auto description = described(pdf);
    if (!description) return refused(description.failure());
    if (description->verdict.disposition == Disposition::normalise_first) {
        const Ran ran = run_on(k_reader + " normalise --memory-mib 0 < FILE 2>/dev/null", pdf);
        if (ran.status != 0) return {false, "normalise: " + description->verdict.reason};
        how += "normalised, ";
        pdf = base::to_bytes(ran.output);
        description = described(pdf);
        if (!description) return refused(description.failure());
    }
    if (description->verdict.disposition != Disposition::may_sign) {
        return refused({description->verdict.fault, description->verdict.reason});
    }
    const auto place = documents::place_signature(*description, "", base::to_hex(crypto::random_bytes(4)));
    if (!place) return refused(place.failure());
    const documents::SealRequest request = request_for(*description, *place);
    how += place->field ? "existing field, " : "new field, ";
    how += place->is_visible() ? "visible" : "invisible";
    if (!request.values.empty()) how += ", filled " + request.values.front().field;
    const auto seal = documents::prepare_seal(pdf, *description, documents::test::fonts(), request);
    if (!seal) return refused(seal.failure());
    const auto appended = seal->complete(signer.sign(seal->digest()));
    EXPECT_TRUE(appended);
    file = pdf;
    base::append(file, *appended);

    const auto before = opinions(pdf);
    const auto after = opinions(file);
    const auto ours = after.find(place->name);
    if (ours == after.end()) {
        ADD_FAILURE() << "pdfsig does not see our signature";
        return {true, how};
    }
    if (!has_same_name_twice(*description, place->name)) {
        EXPECT_EQ(ours->second.validation, "Signature is Valid.");
        EXPECT_TRUE(ours->second.is_total);
    }
    for (const auto& [name, opinion] : before) {
        if (name == place->name) continue;
        EXPECT_EQ(after.contains(name) ? after.at(name).validation : "gone", opinion.validation) << "earlier signature " << name;
    }
    EXPECT_LE(run_on("timeout 60 qpdf --check FILE", file).status, run_on("timeout 60 qpdf --check FILE", pdf).status) << "qpdf --check";
    expect_cms_accepted(file, seal->hole(), signer.root_pem());
    expect_only_our_pixels(pdf, file, *description, request);
    // Our own reader finds the earlier signatures as sound as they were, and ours over the whole file.
    const auto again = described(file);
    EXPECT_TRUE(again);
    if (!again) return {true, how};
    EXPECT_EQ(again->signatures.size(), description->signatures.size() + 1);
    for (const documents::Signature& earlier : description->signatures) {
        for (const documents::Signature& now : again->signatures) {
            if (now.object == earlier.object) {
                EXPECT_EQ(documents::is_intact(now), documents::is_intact(earlier)) << earlier.field_name << " " << now.changes_detail;
            }
        }
    }
    if (!again->signatures.empty()) {
        EXPECT_EQ(again->signatures.back().coverage, documents::Coverage::whole_file) << again->signatures.back().coverage_detail;
    }
    return {true, how};
}

// With INKSEAL_CORPUS_OUT set to a folder, what was signed is kept there to be looked at.
void keep(const std::string& name, const Bytes& file) {
    const char* const folder = std::getenv("INKSEAL_CORPUS_OUT");
    if (folder == nullptr) return;
    std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

// The only ones that may be refused: locked with a password, forbidden by the author,
// beyond repair, or carrying a signature that is unsound already.
const std::set<std::string>& known_refusals() {
    static const std::set<std::string> names{
        "dss__EmptyPage-corrupted.pdf", "dss__edition_protected_none.pdf", "dss__pades-5-signatures-and-1-document-timestamp.pdf",
        "pyHanko__broken-objstream1.pdf", "pyHanko__certified-with-indirect-refs-in-dir.pdf", "pyHanko__circular-page-tree.pdf",
        "pyHanko__minimal-aes256.pdf", "pyHanko__minimal-pubkey-aes256.pdf", "pyHanko__minimal-rc4.pdf",
        "sample-files__libreoffice-writer-password.pdf"};
    return names;
}

class Corpus : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Folders, Corpus, testing::Values("forms", "structure", "signed"),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(Corpus, EveryFileIsSignedAndAcceptedOrRefusedWithAReason) {
    const std::filesystem::path folder = corpus() / GetParam();
    if (!std::filesystem::is_directory(folder)) {
        GTEST_SKIP() << "SKIPPED: no corpus at " << folder << "; set INKSEAL_CORPUS to run this lane";
    }
    Signer signer;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t count = 0;
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename().string());
        Bytes file;
        const Outcome outcome = sign_and_check(read_file(path), signer, file);
        if (outcome.is_signed) keep(path.filename().string(), file);
        else EXPECT_TRUE(known_refusals().contains(path.filename().string())) << outcome.words;
        std::cout << (outcome.is_signed ? "  signed   " : "  refused  ") << path.filename().string() << "  (" << outcome.words << ")" << std::endl;
        count += outcome.is_signed ? 1U : 0U;
    }
    std::cout << "  " << count << " of " << files.size() << " signed" << std::endl;
    EXPECT_FALSE(files.empty());
}

struct Rewrite {
    const char* name;
    const char* arguments;          // of qpdf
};
class ConsentForm : public testing::TestWithParam<Rewrite> {};
INSTANTIATE_TEST_SUITE_P(
    Rewritten, ConsentForm,
    testing::Values(Rewrite{"plain", ""}, Rewrite{"object_streams", "--object-streams=generate"},
                    Rewrite{"tables", "--object-streams=disable"}, Rewrite{"linearized", "--linearize"},
                    Rewrite{"turned_90", "--rotate=90:1-z"}, Rewrite{"turned_180", "--rotate=180:1-z"},
                    Rewrite{"turned_270", "--rotate=270:1-z"},
                    Rewrite{"rc4_40", "--allow-weak-crypto --encrypt '' o 40 --"},
                    Rewrite{"rc4_128", "--allow-weak-crypto --encrypt '' o 128 --use-aes=n --"},
                    Rewrite{"aes_128", "--allow-weak-crypto --encrypt '' o 128 --use-aes=y --"},
                    Rewrite{"aes_256", "--encrypt '' o 256 --"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(ConsentForm, IsFilledSignedAndAcceptedHoweverItIsStored) {
    const Bytes form = read_file(std::filesystem::path(SOURCE_DIR) / "emulator/forms/consent.pdf");
    const Ran made = run_on(std::string("qpdf ") + GetParam().arguments + " FILE FILE.out && cat FILE.out; rm -f FILE.out", form);
    ASSERT_EQ(made.status, 0) << made.output;
    Signer signer;
    Bytes file;
    const Outcome outcome = sign_and_check(base::to_bytes(made.output), signer, file);
    EXPECT_TRUE(outcome.is_signed) << outcome.words;
    EXPECT_EQ(outcome.words, "existing field, visible, filled EmergencyContact");
    EXPECT_THAT(run_on("pdftotext -f 3 FILE -", file).output, testing::HasSubstr("2026-11-22 10:40:05 UTC"));
    keep(std::string("consent-") + GetParam().name + ".pdf", file);
}

}  // namespace
}  // namespace foreign

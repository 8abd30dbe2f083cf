// SPDX-License-Identifier: Apache-2.0
#include "tests/foreign/sign_and_check.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "appliance/documents/description_json.h"
#include "appliance/documents/pades.h"
#include "tests/foreign/pdf_pixels.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
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

const std::string k_reader = std::string(PROGRAM_DIR) + "/inkseal-document";

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

Outcome refused(const base::Failure& failure) {
    return {false, std::string(base::row_of(failure.fault).name) + ": " + failure.detail};
}

}  // namespace

Result<Description> described(const Bytes& pdf) {
    const Ran ran = run_on(k_reader + " describe --memory-mib 0 < FILE 2>/dev/null", pdf);
    if (ran.status != 0) return base::Failure{Fault::document_reader_crashed, std::to_string(ran.status)};
    return documents::parse_description(ran.output);
}

Signer::Signer() : m_key(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value()) {
    const auto root_key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch()).count();
    const crypto::Validity validity{now - 86'400'000, now + 86'400'000};
    m_chain.push_back(crypto::make_root(*root_key, {"Corpus root", ""}, validity).value());
    m_own.push_back(crypto::issue_signer({m_chain[0], *root_key, ""}, m_key->public_key(), {"Corpus signer", ""}, validity).value());
}

Bytes Signer::sign(const base::Digest& digest) { return crypto::sign_byte_range_digest(digest, {m_own[0], m_chain, *m_key}).value(); }

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

}  // namespace foreign

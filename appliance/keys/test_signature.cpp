// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/test_signature.h"

#include "appliance/base/calendar.h"
#include "appliance/keys/paper_seal.h"

namespace keys {
namespace {

using audit::Event;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using staff::Duty;

// A4 in points; the lower half of the page, where nothing is written.
const documents::Rectangle seal_area{72, 200, 523, 360};

std::string object(std::string& file, std::vector<std::size_t>& offsets, const std::string& body) {
    offsets.push_back(file.size());
    const std::string number = std::to_string(offsets.size());
    file += number + " 0 obj\n" + body + "\nendobj\n";
    return number;
}

// A literal string of PDF; our own words and names, ASCII by their grammar.
std::string literal(const std::string& text) {
    std::string out = "(";
    for (const char c : text) {
        if (c == '(' || c == ')' || c == '\\') out += '\\';
        out += c >= ' ' && c <= '~' ? c : '?';
    }
    return out + ")";
}

std::string line(int y, int size, const std::string& text) {
    return "BT /F1 " + std::to_string(size) + " Tf 72 " + std::to_string(y) + " Td " + literal(text) + " Tj ET\n";
}

std::string ten_digits(std::size_t number) {
    const std::string digits = std::to_string(number);
    return std::string(10 - digits.size(), '0') + digits;
}

Result<std::vector<std::string>> events_since(audit::AuditLog& log, std::uint64_t first) {
    std::vector<std::string> events;
    for (std::uint64_t i = first; i < log.size(); ++i) {
        const audit::Leaf leaf = TRY(log.leaf(i));
        events.emplace_back(audit::row_of(leaf.event).id);
    }
    return events;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "nothing" : text;
}

}  // namespace

Bytes test_page(const std::string& device, const std::string& key, std::int64_t wall_ms) {
    const std::string content = line(760, 40, "TEST") + line(730, 16, "This is not evidence of anything.") +
                                line(690, 11, "It was made to try a signing key, and signed by no person.") +
                                line(670, 11, "Device: " + device) + line(654, 11, "Key: " + key) +
                                line(638, 11, "Made: " + base::to_rfc3339(wall_ms));
    std::string file = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::vector<std::size_t> offsets;
    object(file, offsets, "<</Type/Catalog/Pages 2 0 R/Lang(en)>>");
    object(file, offsets, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    object(file, offsets, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>");
    object(file, offsets, "<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "endstream");
    object(file, offsets, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
    const std::size_t table = file.size();
    file += "xref\n0 " + std::to_string(offsets.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets) file += ten_digits(offset) + " 00000 n \n";
    file += "trailer\n<</Size " + std::to_string(offsets.size() + 1) + "/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
    return base::to_bytes(std::string_view(file));
}

Result<TestResult> test_sign(KeyLife& life, const staff::Actor& who, const std::string& name) {
    TRY(life.check(who, Duty::test_sign));
    const KeyView view = TRY(life.find(name));
    if (view.standing == Standing::destroyed) return Failure{Fault::key_missing, name + " was destroyed"};
    if (view.chain.empty()) return Failure{Fault::certificate_invalid, name + " has no certificate yet"};
    const app::Device& device = life.device();

    const std::uint64_t first = device.log.size();
    const PaperOrder order{.title = "TEST of the key " + name,
                           .meaning = "TEST, not evidence. Sealed by device " + device.identity.device.text + " to try a key; no person signed",
                           .envelope = "test-",
                           .spot = {0, seal_area},
                           .is_test = true};
    SealedPaper sealed = TRY(seal_paper(life, name, test_page(device.identity.device.text, name, device.clock.wall_ms()), order));

    TestResult result{.signed_pdf = std::move(sealed.pdf), .seal_id = sealed.seal_id, .events = {}};
    result.events = TRY(events_since(device.log, first));
    const std::vector<std::string> expected{"signing-intended", "signed"};
    if (result.events != expected)
        return Failure{Fault::audit_broken, "the test left " + joined(result.events) + " in the log, not " + joined(expected)};
    audit::LeafDraft leaf = leaf_about_key(Event::key_tested, view.facts);
    leaf.fields["seal"] = base::to_hex(result.seal_id);
    leaf.fields["entries"] = static_cast<std::int64_t>(result.events.size());
    leaf.fields["person"] = who.id();
    TRY(life.record(leaf));
    return result;
}

}  // namespace keys

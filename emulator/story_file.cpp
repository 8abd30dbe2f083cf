// SPDX-License-Identifier: Apache-2.0
#include "emulator/story_file.h"

#include "emulator/dock_state.h"

#include <algorithm>

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

// What stands on a line after the words that name the step.
enum class Takes { nothing, words, status_and_words, quoted, quoted_as, digits, span, balance };

struct Row {
    std::string_view words;
    StoryVerb verb;
    Takes takes;
};

using enum StoryVerb;
constexpr Row rows[] = {
    {"say", say, Takes::words},
    {"order", order, Takes::nothing},
    {"order document", order_document, Takes::words},
    {"network on", network_on, Takes::nothing},
    {"network off", network_off, Takes::nothing},
    {"power on", power_on, Takes::nothing},
    {"power off", power_off, Takes::nothing},
    {"power cut", power_cut, Takes::nothing},
    {"pcr tamper", pcr_tamper, Takes::nothing},
    {"tpm lockout", tpm_lockout, Takes::nothing},
    {"scan code", scan_code, Takes::nothing},
    {"disk full", disk_full, Takes::nothing},
    {"disk free", disk_free, Takes::nothing},
    {"wait", wait, Takes::span},
    {"time passes", time_passes, Takes::span},
    {"clock by", clock_by, Takes::span},
    {"clock right", clock_right, Takes::nothing},
    {"courier visits", courier_visits, Takes::nothing},
    {"courier tries", courier_tries, Takes::nothing},
    {"parcel waits", parcel_waits, Takes::nothing},
    {"parcel gone", parcel_gone, Takes::nothing},
    {"archive opens", archive_opens, Takes::nothing},
    {"see", see, Takes::quoted_as},
    {"not see", not_see, Takes::quoted},
    {"press", press, Takes::quoted},
    {"choose", choose, Takes::quoted},
    {"touch", touch, Takes::quoted},
    {"hold", hold, Takes::quoted},
    {"lift", lift, Takes::nothing},
    {"key in", key_in, Takes::digits},
    {"type", type, Takes::quoted},
    {"draw", draw, Takes::nothing},
    {"person identifies", identify, Takes::nothing},
    {"person comes in", come_in, Takes::nothing},
    {"person agrees and reads", agree_and_read, Takes::nothing},
    {"person answers", answer, Takes::nothing},
    {"person draws", draw_and_use, Takes::nothing},
    {"person enters the code", enter_right_code, Takes::nothing},
    {"person enters", enter_code, Takes::digits},
    {"person confirms", hold_and_finish, Takes::nothing},
    {"provision", provision, Takes::nothing},
    {"kiosk closes", kiosk_closes, Takes::nothing},
    {"kiosk opens", kiosk_opens, Takes::nothing},
    {"admin", admin, Takes::words},
    {"admin refused", admin_refused, Takes::status_and_words},
    {"admin begins", admin_begins, Takes::words},
    {"admin ends", admin_ends, Takes::nothing},
    {"admin writes", admin_writes, Takes::words},
    {"platform", platform_does, Takes::words},
    {"bus recorded", bus_recorded, Takes::words},
    {"another device", other_device, Takes::words},
    {"other", other_admin, Takes::words},
    {"date moves", date_moves, Takes::span},
    {"staff", staff_hired, Takes::words},
    {"token in", token_in, Takes::words},
    {"token out", token_out, Takes::words},
    {"roster", roster, Takes::nothing},
    {"file", file_there, Takes::words},
    {"key file", key_file_there, Takes::words},
    {"stick", stick_there, Takes::words},
    {"sftp server", sftp_server, Takes::nothing},
    {"authority certifies", authority_certifies, Takes::words},
    {"log holds", log_holds, Takes::quoted},
    {"log balances", log_balances, Takes::balance},
    {"log whole", log_whole, Takes::nothing},
};

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool begins(std::string_view line, std::string_view words) {
    return line.starts_with(words) && (line.size() == words.size() || line[words.size()] == ' ');
}

const Row* row_for(std::string_view line) {
    const Row* best = nullptr;
    for (const Row& row : rows)
        if (begins(line, row.words) && (best == nullptr || row.words.size() > best->words.size())) best = &row;
    return best;
}

// Takes "..." off the front of `rest`; false if there is none.
bool take_quoted(std::string_view& rest, std::string& text) {
    if (!rest.starts_with('"')) return false;
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos || end == 1) return false;
    text = rest.substr(1, end - 1);
    rest = trimmed(rest.substr(end + 1));
    return true;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Empty if `rest` is what the row takes; else what would have been right.
std::string_view fill(StoryStep& step, Takes takes, std::string_view rest) {
    switch (takes) {
        case Takes::nothing: return rest.empty() ? "" : "nothing more on this line";
        case Takes::words: step.text = rest; return rest.empty() ? "some words" : "";
        case Takes::status_and_words: {
            const std::size_t blank = std::min(rest.find(' '), rest.size());
            const std::string_view status = rest.substr(0, blank);
            rest = trimmed(rest.substr(blank));
            if (rest.starts_with('"') && !take_quoted(rest, step.demanded)) return "words of the refusal in \"quotes\"";
            step.text = rest;
            if (!is_digits(status) || status.size() > 3 || step.text.empty()) return "an exit status and a command";
            step.status = std::stoi(std::string(status));
            return "";
        }
        case Takes::digits: step.text = rest; return is_digits(rest) ? "" : "digits";
        case Takes::quoted: return take_quoted(rest, step.text) && rest.empty() ? "" : "one text in \"quotes\"";
        case Takes::quoted_as:
            if (!take_quoted(rest, step.text)) return "a text in \"quotes\"";
            if (rest.empty()) return "";
            if (!begins(rest, "as")) return "nothing more, or: as a-name";
            step.name = trimmed(rest.substr(2));
            return is_name(step.name) ? "" : "a name of small letters, digits and dashes after 'as'";
        case Takes::span: {
            const auto span = parse_span_ms(rest);
            step.span_ms = span.value_or(0);
            const bool may_be_back = step.verb == StoryVerb::clock_by;
            return span && (may_be_back || *span >= 0) ? "" : "a span of time, such as 90s, 5m, 2h or 1d";
        }
        case Takes::balance:
            step.text = rest;
            return rest.find('=') != std::string_view::npos ? "" : "events, as in: signing-intended = signed + signing-aborted";
    }
    return "";
}

Failure wrong(int number, std::string_view line, const std::string& why) {
    return {Fault::usage_invalid, "line " + std::to_string(number) + ", '" + std::string(line) + "': " + why};
}

}  // namespace

const char* const story_help =
    "  story TITLE                 the first line of every story\n"
    "  profile NAME                then: fresh (nobody's chip), provisioned (as every story begins that does not\n"
    "                              say), or full_outbox (three documents signed, the network away)\n"
    "  provision                   the bench makes a fresh device, and opens its kiosk\n"
    "  say WORDS                   tell it, with the time\n"
    "  order                       a work order comes, for the document at hand\n"
    "  order document FILE         the same for this file, found from the story's folder\n"
    "  network on | off\n"
    "  power on | off | cut        cut: off and on again\n"
    "  pcr tamper                  off and on again, and something else is booted; the next power cycle undoes it\n"
    "  tpm lockout                 off and on again, and in between somebody guesses until the chip locks them out\n"
    "  scan code                   the appointment's, by a scanner that types\n"
    "  disk full | free            nothing more fits on the device's disk; there is room again\n"
    "  wait SPAN                   by the world's clock: 1s, 5m\n"
    "  time passes SPAN            by the device's, at once\n"
    "  clock by SPAN               its clock is wrong by +2h, -1d\n"
    "  clock right                 and is right again\n"
    "  courier visits | tries      tries: whatever comes of it\n"
    "  parcel waits | gone         in the device's outbox\n"
    "  archive opens               what the platform received\n"
    "  see \"TEXT\" [as NAME]        wait for it; with a name, keep a picture\n"
    "  not see \"TEXT\"              it is not on the screen now\n"
    "  press, choose \"NAME\"        a button; one of several choices\n"
    "  touch, hold \"NAME\", lift    touch keeps the finger down until lift\n"
    "  key in DIGITS, type \"TEXT\"  on the keys of the screen\n"
    "  draw                        a signature, on the pad\n"
    "  person identifies           from the first screen to the code of the appointment\n"
    "  person comes in             from the first screen to the consent\n"
    "  person agrees and reads     to the end of the last page\n"
    "  person answers | draws      every question; a signature, and uses it\n"
    "  person enters the code      the right one; or: person enters DIGITS\n"
    "  person confirms             holds, and finishes\n"
    "  kiosk closes | opens        an administrator's commands need the device to themselves\n"
    "  admin COMMAND               inkseal COMMAND at the device; OUT/x is a file of the results\n"
    "  admin refused N COMMAND     it ends with status N, and says why; N \"WORDS\" COMMAND: and these words stand in that\n"
    "  admin begins COMMAND        the same, while the story goes on; admin ends waits for it\n"
    "  admin writes FILE COMMAND   the same, and keep what it prints\n"
    "  platform COMMAND            inkseal-receiver COMMAND\n"
    "  bus recorded FILE           from here on: every command to the chip, and its response\n"
    "  authority certifies REQUEST CERTIFICATE   somebody else's authority does; its own certificate: OUT/other-authority.pem\n"
    "  key file FILE PASSWORD      somebody's key from elsewhere, as PKCS#12\n"
    "  stick FOLDER                an empty folder that stands for one\n"
    "  sftp server                 somebody else's; in `admin` and `other`, SFTP, SFTP-HOST-KEY,\n"
    "                              SFTP-KEY-FILE and SFTP-FOLDER then stand for what they name\n"
    "  another device NAME         a second one, in OUT/second, of the same platform; without a kiosk\n"
    "  other COMMAND               inkseal COMMAND at that one\n"
    "  date moves SPAN             with the kiosk closed: commands and the next kiosk see a later date\n"
    "  staff ID ROLES NAME         a colleague with a USB token of their own; ROLES: a,b\n"
    "  token in | out ID           into the device's USB; OUT/staff/ID.pin holds its code\n"
    "  roster                      the platform signs who works here: OUT/staff/roster.p7m\n"
    "  file FILE                   wait until it is there\n"
    "  log holds \"EVENT\"           published since the story began\n"
    "  log balances A = B + C      as many of the one as of the others, since then\n"
    "  log whole                   proven from its first entry to its last\n";

Result<StoryFile> parse_story(std::string_view text) {
    StoryFile story;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line.front() == '#') continue;
        if (begins(line, "story")) {
            if (!story.title.empty()) return wrong(number, line, "a story has one title");
            story.title = trimmed(line.substr(5));
            if (story.title.empty()) return wrong(number, line, "the title is missing");
            continue;
        }
        if (story.title.empty()) return wrong(number, line, "a story begins with: story TITLE");
        if (begins(line, "profile")) {
            if (story.profile || !story.steps.empty()) return wrong(number, line, "a story has one profile, before its first step");
            story.profile = profile_from(trimmed(line.substr(7)));
            if (!story.profile) return wrong(number, line, "profile fresh, provisioned or full_outbox");
            continue;
        }
        const Row* row = row_for(line);
        if (row == nullptr) return wrong(number, line, "no such step; --story-help lists them");
        StoryStep step{.verb = row->verb, .text = {}, .name = {}, .demanded = {}, .line = number};
        const std::string_view missing = fill(step, row->takes, trimmed(line.substr(row->words.size())));
        if (!missing.empty()) return wrong(number, line, "'" + std::string(row->words) + "' takes " + std::string(missing));
        story.steps.push_back(std::move(step));
    }
    if (story.steps.empty()) return Failure{Fault::usage_invalid, "nothing happens in this story"};
    return story;
}

}  // namespace emulator

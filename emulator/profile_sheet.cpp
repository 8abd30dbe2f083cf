// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_sheet.h"

#include "emulator/bench_files.h"

#include <filesystem>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using Kind = FormCommand::Kind;

std::string without_last(std::string text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();
    return text;
}

std::string what_is_wrong(std::size_t count) {
    if (count == 0) return "Nothing is wrong with it.";
    return (count == 1 ? "One thing is" : std::to_string(count) + " things are") + std::string(" still wrong with it: no device would take it.");
}

std::string in_shell(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

}  // namespace

void ProfileSheet::obey(const FormCommand& command) {
    m_news.clear();
    m_is_trouble = false;
    switch (command.kind) {
        case Kind::type: return put(m_active, text_of(m_active) + command.text);
        case Kind::erase: return put(m_active, without_last(text_of(m_active)));
        case Kind::name_file: m_file = command.text; return;
        case Kind::go_to: m_active = command.path; return;
        case Kind::choose: return put(command.path, command.text);
        case Kind::add: m_form.add(command.path); return;
        case Kind::remove: m_form.remove(command.path, command.item); return;
        case Kind::read_file: m_active = command.path; return read_file();
        case Kind::open: return open();
        case Kind::save: return save();
        case Kind::try_out: case Kind::rehearse: return wish(command.kind);
        case Kind::close: is_shown = false; return;
    }
}

std::string ProfileSheet::text_of(const std::string& path) const {
    if (path == file_path) return m_file;
    const FormField* const field = m_form.find(path);
    return field == nullptr ? std::string() : field->text;
}

void ProfileSheet::put(const std::string& path, std::string text) {
    if (path == file_path) m_file = std::move(text);
    else if (m_form.find(path) == nullptr) say("Choose a field first.", true);
    else if (!m_form.put(path, std::move(text))) say("This cannot be written into a profile: it is not UTF-8, or too long.", true);
}

// A name is looked for beside the profile, as people keep such files.
void ProfileSheet::read_file() {
    const fs::path file = fs::path(m_file).parent_path() / text_of(m_active);
    const auto content = read_bytes(file);
    if (!content) return say("There is no file \"" + file.string() + "\" that can be read.", true);
    if (content->size() > provisioning::toml_size_max) return say("\"" + file.string() + "\" is too large for a certificate.", true);
    put(m_active, std::string(base::as_text(*content)));
}

void ProfileSheet::open() {
    const auto content = read_bytes(m_file);
    if (!content || fs::is_directory(m_file)) return say("There is no file \"" + m_file + "\" that can be read.", true);
    const auto complaints = m_form.open(base::as_text(*content));
    if (!complaints.empty()) return say("Not opened, and nothing changed here: " + provisioning::text_of(complaints), true);
    m_known_file = m_file;
    say("Opened. " + what_is_wrong(m_form.wrong()));
}

// Beside the old file first, then in its place: a full disk leaves the old one.
void ProfileSheet::save() {
    std::error_code error;
    if (m_file.empty()) return say("Name a file first.", true);
    if (m_file != m_known_file && fs::exists(m_file, error))
        return say("There is something of this name already. Open it, or choose another name; nothing was written.", true);
    const std::string beside = m_file + ".new";
    if (write_text(beside, m_form.toml())) fs::rename(beside, m_file, error);
    else error = std::make_error_code(std::errc::io_error);
    if (error) return say("\"" + m_file + "\" cannot be written; what you typed is still here. Choose another place.", true);
    m_known_file = m_file;
    say("Saved. " + what_is_wrong(m_form.wrong()));
}

// Only what is saved and has nothing wrong with it: the file is what will be tried.
void ProfileSheet::wish(Kind kind) {
    save();
    if (m_is_trouble) return;
    if (m_form.wrong() != 0) return say(m_news, true);
    is_shown = false;  // the bench says how it goes
    m_wish = kind;
}

void ProfileSheet::say(std::string news, bool is_trouble) {
    m_news = std::move(news);
    m_is_trouble = is_trouble;
}

std::vector<std::string> rehearsal_commands(const std::string& file) {
    const std::string payload = fs::path(file).replace_extension(".payload").string();
    return {"inkseal provision bundle draft --profile " + in_shell(file) + " --serial 1 --out " + in_shell(payload),
            "inkseal-emulator --rehearse " + in_shell(payload) + " --out rehearsed --key rehearser.key --certificate rehearser.pem"};
}

}  // namespace emulator

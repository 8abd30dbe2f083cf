// SPDX-License-Identifier: Apache-2.0
// The sheet on which a profile's form is filled in, as a value: what it shows, what people
// do to it, and its file. Nothing that was typed is lost by being wrong: it can be saved
// and opened again as it is.
#pragma once

#include "emulator/profile_form.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace emulator {

struct FormCommand {
    enum class Kind { type, erase, name_file, go_to, choose, add, remove, read_file, open, save, try_out, rehearse, close };
    Kind kind = Kind::type;
    std::string path = {};  // of a field or list
    std::string text = {};  // type: UTF-8; choose: the choice; name_file: the file
    std::size_t item = 0;   // remove
    bool operator==(const FormCommand&) const = default;
};

class ProfileSheet {
public:
    // The name of the field in which the file is named.
    static constexpr std::string_view file_path = "file";

    void obey(const FormCommand& command);

    const ProfileForm& form() const { return m_form; }
    const std::string& file() const { return m_file; }
    const std::string& active() const { return m_active; }  // the field that typing goes to
    const std::string& news() const { return m_news; }      // of the last command; empty: nothing to say
    bool is_trouble() const { return m_is_trouble; }
    // What the bench is to do with the file, which was saved for it: try_out or rehearse. Once.
    std::optional<FormCommand::Kind> take_wish() { return std::exchange(m_wish, std::nullopt); }
    bool is_shown = false;

private:
    std::string text_of(const std::string& path) const;
    void put(const std::string& path, std::string text);
    void read_file();
    void open();
    void save();
    void wish(FormCommand::Kind kind);
    void say(std::string news, bool is_trouble = false);

    ProfileForm m_form;
    std::string m_file, m_known_file, m_active{"name"}, m_news;
    bool m_is_trouble = false;
    std::optional<FormCommand::Kind> m_wish;
};

// What to type so that the profile in `file` is rehearsed.
std::vector<std::string> rehearsal_commands(const std::string& file);

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
// One table of a form that a person filled in: every field is asked for by name, with what
// it may hold; whatever is wrong becomes a complaint in plain words, and reading goes on,
// so that all of it is told at once.
#pragma once

#include "appliance/provisioning/toml_text.h"

#include <functional>
#include <span>

namespace provisioning {

// How near two names are: the number of letters to change (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b);
// The nearest of the known names, or nothing when none is near.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

// Bytes of UTF-8: a site, a place, a person.
inline constexpr std::size_t place_size_max = 128;

class Form {
public:
    // References live as long as the form. `path` is empty for the whole file. A value that
    // is no table is a complaint, and reads as an empty one.
    Form(const base::Json& table, std::string path, const Lines& lines, std::vector<Complaint>& complaints);

    // One line of UTF-8 without control or direction characters; a missing one without a
    // default is a complaint.
    std::string text(std::string_view name, std::size_t size_max, std::optional<std::string> otherwise = std::nullopt);
    // Small letters, digits and hyphens, as devices are called.
    std::string device_name(std::string_view name);
    // A text with lines, as PEM has them.
    std::string block(std::string_view name, std::size_t size_max);
    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise);
    bool flag(std::string_view name, std::optional<bool> otherwise = std::nullopt);
    std::string choice(std::string_view name, std::span<const std::string_view> known, std::string_view otherwise);
    // Each at most once, each one of the known.
    std::vector<std::string> choices(std::string_view name, std::span<const std::string_view> known, std::vector<std::string> otherwise);
    std::vector<std::string> texts(std::string_view name, std::size_t size_max, std::size_t count_max, bool has_lines = false);
    // A table inside; absent ones are read as empty.
    Form table(std::string_view name);
    std::vector<Form> tables(std::string_view name, std::size_t count_max);

    bool has(std::string_view name) const { return m_table.find(name) != nullptr; }
    void complain(std::string_view name, std::string text);
    // After every field was asked for: names that nobody asked for.
    void finish();

private:
    const base::Json* take(std::string_view name);
    std::string path_of(std::string_view name) const;
    std::string checked(std::string_view name, const std::string& text, std::size_t size_max, bool has_lines);

    const base::Json& m_table;
    std::string m_path;
    const Lines& m_lines;
    std::vector<Complaint>& m_complaints;
    std::vector<std::string_view> m_known;  // literals of the callers
};

}  // namespace provisioning

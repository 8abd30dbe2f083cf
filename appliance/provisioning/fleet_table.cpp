// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/fleet_table.h"

#include "appliance/provisioning/form.h"

#include <algorithm>
#include <map>

namespace provisioning {
namespace {

struct Row {
    std::uint32_t line = 0;
    std::vector<std::string> fields;
};

constexpr std::string_view columns[] = {"name", "site", "place"};
constexpr std::size_t fields_max = 16, field_size_max = 1024;

// One pass over the characters; a line end inside quotes is refused, because a row is a line.
class Reader {
public:
    Reader(std::string_view text, std::vector<Complaint>& complaints) : m_text(text), m_complaints(complaints) {}

    bool is_at_end() const { return m_at >= m_text.size(); }

    Row row() {
        Row out{m_line, {}};
        const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
        std::string_view line = m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        ++m_line;
        if (line.ends_with('\r')) line.remove_suffix(1);
        while (out.fields.size() < fields_max) {
            out.fields.push_back(field(line, out.line));
            if (line.empty()) return out;
            if (line.front() != ',') {
                complain(out.line, "characters after a closing quote");
                return out;
            }
            line.remove_prefix(1);
            if (line.empty()) {
                out.fields.emplace_back();
                return out;
            }
        }
        complain(out.line, "more than 16 fields");
        return out;
    }

private:
    std::string field(std::string_view& line, std::uint32_t number) {
        if (!line.starts_with('"')) {
            const std::size_t end = std::min(line.find(','), line.size());
            const std::string out(line.substr(0, end));
            line.remove_prefix(end);
            if (out.find('"') != std::string::npos) complain(number, "a quote inside a field that has none around it");
            return out;
        }
        std::string out;
        line.remove_prefix(1);
        while (!line.empty()) {
            const char c = line.front();
            line.remove_prefix(1);
            if (c != '"') {
                out += c;
            } else if (line.starts_with('"')) {
                out += '"';
                line.remove_prefix(1);
            } else {
                return out;
            }
        }
        complain(number, "a quote is not closed");
        return out;
    }

    void complain(std::uint32_t line, std::string text) { m_complaints.push_back({line, std::move(text)}); }

    std::string_view m_text;
    std::vector<Complaint>& m_complaints;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
};

// Where each column stands in the header; empty when the header is wrong.
std::map<std::string_view, std::size_t> places_of(const Row& header, std::vector<Complaint>& complaints) {
    std::map<std::string_view, std::size_t> out;
    const std::size_t before = complaints.size();
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
        const auto known = std::find(std::begin(columns), std::end(columns), header.fields[i]);
        if (known == std::end(columns)) {
            std::string text = "\"" + header.fields[i].substr(0, 64) + "\" is no column here";
            if (const std::string_view near = nearest(header.fields[i], columns); !near.empty()) text += "; did you mean \"" + std::string(near) + "\"?";
            complaints.push_back({header.line, std::move(text)});
        } else if (!out.emplace(*known, i).second) {
            complaints.push_back({header.line, "the column \"" + std::string(*known) + "\" stands twice"});
        }
    }
    for (const std::string_view column : columns)
        if (!out.contains(column)) complaints.push_back({header.line, "the column \"" + std::string(column) + "\" is missing"});
    if (complaints.size() != before) out.clear();
    return out;
}

}  // namespace

FleetTable read_fleet(std::string_view csv) {
    FleetTable out;
    if (csv.size() > fleet_table_size_max) {
        out.complaints.push_back({0, "the file is larger than 4 MiB"});
        return out;
    }
    Reader reader(csv, out.complaints);
    const auto places = places_of(reader.row(), out.complaints);
    if (places.empty()) return out;
    std::map<std::string, std::uint32_t> seen;
    while (!reader.is_at_end() && out.devices.size() < fleet_devices_max) {
        const Row row = reader.row();
        if (row.fields.size() != places.size()) {
            out.complaints.push_back({row.line, "this line has " + std::to_string(row.fields.size()) + " fields, the header has 3"});
            continue;
        }
        base::Json values;
        for (const auto& [column, place] : places)
            values.set(column, row.fields[place].substr(0, field_size_max));
        const Lines lines{{"", row.line}};
        Form form(values, {}, lines, out.complaints);
        Label label;
        label.name = form.device_name("name");
        label.site = form.text("site", place_size_max);
        label.place = form.text("place", place_size_max);
        if (const auto [first, is_new] = seen.emplace(label.name, row.line); !is_new)
            out.complaints.push_back({row.line, "\"" + label.name + "\" stands in line " + std::to_string(first->second) + " already"});
        out.devices.push_back(std::move(label));
    }
    if (!reader.is_at_end()) out.complaints.push_back({0, "a fleet has at most 10000 devices"});
    if (out.devices.empty() && out.complaints.empty()) out.complaints.push_back({0, "there is no device in the list"});
    if (!out.complaints.empty()) out.devices.clear();
    return out;
}

}  // namespace provisioning

// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_view.h"

#include "ui/clean_text.h"
#include "ui/widgets.h"

#include <algorithm>

namespace emulator {
namespace {

using namespace ui;
using Kind = FormCommand::Kind;

constexpr float label_width = 430;
constexpr std::size_t shown_of_typed = 38;

// Where the caret is: the end.
std::string tail_of(const std::string& text) {
    std::size_t at = text.size(), letters = 0;
    while (at > 0 && letters < shown_of_typed) letters += (static_cast<unsigned char>(text[--at]) & 0xC0U) == 0x80U ? 0U : 1U;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    return (at > 0 ? "\u2026" : "") + clean(std::string_view(text).substr(at));
}

std::string shown(const FormField& field) {
    const auto lines = std::count(field.text.begin(), field.text.end(), '\n');
    if (field.kind == FieldKind::pem && lines > 1) return (field.text.starts_with("-----BEGIN") ? "PEM, " : "Text, ") + std::to_string(lines) + " lines";
    return tail_of(field.text);
}

class Sheet {
public:
    Sheet(Kit& kit, const ProfileSheet& sheet) : m_kit(kit), m_sheet(sheet) {}

    std::vector<FormCommand> draw() {
        listen();
        m_kit.column({.gap = 18, .padding = sides(32, 26), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            title();
            scroll_area(m_kit, "profile", {.gap = 18, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                for (const std::string& complaint : m_sheet.form().complaints()) ui::trouble(m_kit, "form", isolate(complaint));
                part("The device", "");
                part("Branding", "branding.");
                for (const FormList& list : m_sheet.form().lists()) many(list);
                part("Policies", "policies.");
                rehearsal();
            });
            file();
        });
        return m_answer;
    }

private:
    // Typing goes to the field that was touched, or reached by the tabulator.
    void listen() {
        std::string typed;
        for (std::string one = m_kit.take_typed(); !one.empty(); one = m_kit.take_typed()) typed += one;
        if (!typed.empty()) m_answer.push_back({.kind = Kind::type, .text = typed});
        while (m_kit.take_erase()) m_answer.push_back({.kind = Kind::erase});
    }

    void title() {
        m_kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
            m_kit.column({.gap = 0, .width = fill()}, [&] {
                heading(m_kit, "Device profile", TextRole::card_title);
                const std::size_t wrong = m_sheet.form().wrong();
                paragraph_in(m_kit, wrong == 0 ? "Nothing is wrong" : std::to_string(wrong) + " to put right", TextRole::secondary, m_kit.palette().muted);
            });
            push("profile.close", "Back to the bench", {.kind = Kind::close}, ButtonTone::secondary, true);
        });
    }

    void push(const std::string& id, std::string label, FormCommand command, ButtonTone tone = ButtonTone::secondary, bool is_back = false) {
        if (button(m_kit, id, {.label = std::move(label), .tone = tone, .is_back = is_back})) m_answer.push_back(std::move(command));
    }

    template <typename Children>
    void section(const std::string& name, Children&& children) {
        card(m_kit, {.gap = 14, .padding = sides(26, 20), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            heading(m_kit, name, TextRole::strong, 2);
            children();
        });
    }

    void part(const char* name, std::string_view prefix) {
        section(name, [&] {
            for (const FormField& one : m_sheet.form().fields()) {
                const bool is_inner = one.path.find('.') != std::string::npos;
                if (one.path != "quorum" && (prefix.empty() ? !is_inner : one.path.starts_with(prefix))) field(one);
            }
        });
    }

    void many(const FormList& list) {
        section(list.title, [&] {
            if (!list.complaint.empty()) complaint(list.path, list.complaint);
            if (list.path == "custodians") field(*m_sheet.form().find("quorum"));
            for (std::size_t i = 0; i < list.items.size(); ++i) {
                for (const FormField& one : list.items[i]) field(one);
                m_kit.row({.width = fill()}, [&] {
                    m_kit.spring_space();
                    push(list.path + ".remove." + std::to_string(i), "Remove this " + list.one, {.kind = Kind::remove, .path = list.path, .item = i}, ButtonTone::quiet);
                });
                hairline(m_kit);
            }
            m_kit.row({.width = fill()}, [&] { push(list.path + ".add", "Add one " + list.one, {.kind = Kind::add, .path = list.path}); });
        });
    }

    void complaint(const std::string& path, const std::string& sentence) {
        m_kit.row({.padding = {.start = label_width + 20}, .width = fill()}, [&] {
            Element& words = m_kit.column({.width = fill()}, [&] { m_kit.plain_text(TextRole::secondary, isolate(sentence), m_kit.palette().trouble); });
            words.meaning = Meaning{.id = path + ".wrong", .role = Role::status, .name = sentence};
        });
    }

    void field(const FormField& one) {
        m_kit.row({.gap = 20, .across = Align::center, .width = fill()}, [&] {
            m_kit.column({.gap = 0, .width = units(label_width)}, [&] {
                m_kit.plain_text(TextRole::strong, one.label, m_kit.palette().ink);
                if (!one.hint.empty()) m_kit.plain_text(TextRole::secondary, one.hint, m_kit.palette().muted);
            });
            if (!one.choices.empty()) choice(one);
            else typed_box(one.path, one.label, shown(one), !one.complaint.empty());
            const bool is_file_name = one.kind == FieldKind::pem && !one.text.empty() && one.text.find('\n') == std::string::npos;
            if (is_file_name) push(one.path + ".read", "Read", {.kind = Kind::read_file, .path = one.path});
        });
        if (!one.complaint.empty()) complaint(one.path, one.complaint);
    }

    void choice(const FormField& one) {
        std::vector<Option> options;
        for (const std::string& name : one.choices) options.push_back({.id = name, .label = one.kind == FieldKind::flag ? (name == "true" ? "Yes" : "No") : name, .icon = Icon::none, .detail = {}});
        const auto at = std::find(one.choices.begin(), one.choices.end(), one.text);
        const std::optional<std::size_t> chosen = at == one.choices.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - one.choices.begin()));
        m_kit.column({.gap = 12, .across = Align::stretch, .width = fill()}, [&] {
            if (one.takes_other) typed_box(one.path, one.label, shown(one), !one.complaint.empty());
            if (const auto now = chips(m_kit, one.takes_other ? one.path + ".known" : one.path, options, chosen)) m_answer.push_back({.kind = Kind::choose, .path = one.path, .text = one.choices[*now]});
        });
    }

    void typed_box(const std::string& path, const std::string& label, const std::string& value, bool is_wrong) {
        const bool is_active = m_sheet.active() == path;
        const bool is_chosen = m_kit.take_press(path) || m_kit.is_focused(path);
        if (is_chosen && !is_active) m_answer.push_back({.kind = Kind::go_to, .path = path});
        const Palette& palette = m_kit.palette();
        Element& box = m_kit.row({.gap = 4, .padding = sides(20, 8), .across = Align::center, .width = fill(), .height_min = target_min}, [&] {
            if (!value.empty()) m_kit.plain_text(TextRole::body, isolate(value), palette.ink, Align::start, 1);
            if (is_active) m_kit.leaf({.width = units(3), .height = units(36)}, [&palette](Painter& painter, const Element& self) { painter.fill(self.rect, palette.accent); });
        });
        box.id = path;
        box.is_target = true;
        box.corner = radius::field * m_kit.scale();
        box.meaning = Meaning{.role = Role::field, .name = label, .value = value, .is_focusable = true};
        box.paint = [&palette, is_active, is_wrong](Painter& painter, const Element& self) {
            painter.fill(self.rect, palette.well, self.corner);
            painter.outline(self.rect, is_wrong ? palette.trouble : is_active ? palette.accent : palette.line, painter.px(is_active ? 3 : 2), self.corner);
        };
    }

    void rehearsal() {
        section("Try it out", [&] {
            paragraph(m_kit, "The device of this bench takes it, and every control of the bench works on it. Then a TEST device of its own is made from it, used and wiped, and what came of that is certified. Both save it first.", TextRole::secondary);
            m_kit.row({.gap = 14, .across = Align::center, .width = fill()}, [&] {
                push("profile.try", "Try on this device", {.kind = Kind::try_out});
                push("profile.rehearse", "Rehearse", {.kind = Kind::rehearse});
            });
            paragraph(m_kit, "The same without this window:", TextRole::secondary);
            for (const std::string& line : rehearsal_commands(m_sheet.file().empty() ? "PROFILE.toml" : m_sheet.file())) paragraph(m_kit, isolate(line), TextRole::status);
        });
    }

    void file() {
        if (!m_sheet.news().empty()) {
            if (m_sheet.is_trouble()) ui::trouble(m_kit, "news", isolate(m_sheet.news()));
            else paragraph_in(m_kit, isolate(m_sheet.news()), TextRole::body, m_kit.palette().ink);
        }
        m_kit.row({.gap = 14, .across = Align::center, .width = fill()}, [&] {
            typed_box(std::string(ProfileSheet::file_path), "File", m_sheet.file().empty() && m_sheet.active() != ProfileSheet::file_path ? "Name of its TOML file" : tail_of(m_sheet.file()), false);
            push("profile.open", "Open", {.kind = Kind::open});
            push("profile.save", "Save", {.kind = Kind::save}, ButtonTone::primary);
        });
    }

    Kit& m_kit;
    const ProfileSheet& m_sheet;
    std::vector<FormCommand> m_answer;
};

}  // namespace

std::vector<FormCommand> draw_profile_sheet(Kit& kit, const ProfileSheet& sheet) { return Sheet(kit, sheet).draw(); }

}  // namespace emulator

// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/appearance_text.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

#include <algorithm>

namespace documents {
namespace {

constexpr std::uint32_t hidden_flags = 1U << 1U | 1U << 5U;  // Hidden, NoView (table 165)

// What a reader would take for the same text: spaces and line ends are layout.
// Without exact fonts only ASCII letters and digits are sure.
std::string essence(const std::string& text, bool is_exact) {
    std::string out;
    for (const char c : text) {
        const bool is_ascii_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_ascii_word || (is_exact && static_cast<unsigned char>(c) > 0xa0)) out.push_back(c);
    }
    return out;
}

std::string digits_of(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') out.push_back(c);
    }
    return out;
}

std::string shown_value(const Field& field) {
    for (const Option& option : field.options) {
        if (field.type == FieldType::choice && option.export_value == field.value) return option.label;
    }
    return field.value;
}

class FieldCheck {
public:
    FieldCheck(const QuarantineInput& input, Findings& findings)
        : m_pdf(input.pdf), m_findings(findings),
          m_is_drawn_by_viewers(input.description.form.need_appearances),
          m_appearances(member(member(input.pdf.catalog(), "/AcroForm"), "/DR")) {}

    void check_text(const Field& field) {
        for (const Widget& widget : field.widgets) {
            if ((widget.flags & hidden_flags) != 0 || widget.page < 0 || widget.object.ref.is_null()) continue;
            Handle normal = member(member(m_pdf.object(widget.object.ref), "/AP"), "/N");
            if (!normal.isStream()) {
                if (!field.value.empty()) add(FindingKind::appearance_missing, Severity::warn, field, widget, "");
                continue;
            }
            const auto shown = m_appearances.text_of(normal);
            if (!shown) continue;  // said by font_not_embedded, or drawn as a picture
            compare(field, widget, *shown);
        }
    }

    void check_state(const Field& field) {
        for (const Widget& widget : field.widgets) {
            const bool should_be_on = std::find(widget.on_states.begin(), widget.on_states.end(), field.value) != widget.on_states.end();
            const bool is_on = !widget.state.empty() && widget.state != "Off";
            if (widget.on_states.empty() || widget.page < 0 || should_be_on == is_on) continue;
            // Two buttons of the same group may share a state; then one being on is enough.
            if (is_on && widget.state == field.value) continue;
            add(FindingKind::value_differs, Severity::refuse, field, widget,
                "is '" + field.value + "' but shows '" + widget.state + "'");
        }
    }

private:
    void compare(const Field& field, const Widget& widget, const AppearanceText& shown) {
        const std::string value = shown_value(field);
        const std::string expected = essence(value, shown.is_exact);
        const std::string seen = essence(shown.text, shown.is_exact);
        if (expected == seen) return;
        const std::string detail = "is '" + value.substr(0, 60) + "' but shows '" + essence(shown.text, true).substr(0, 60) + "'";
        if (seen.empty() && m_is_drawn_by_viewers) {
            add(FindingKind::appearance_missing, Severity::warn, field, widget, "");
            return;
        }
        // A field may scroll, and a formatting script may add separators or currency.
        const bool is_cut = !seen.empty() && expected.starts_with(seen);
        const bool is_formatted = field.object.entries.contains("/AA") && !digits_of(seen).empty() &&
                                  digits_of(seen).starts_with(digits_of(expected));
        add(FindingKind::value_differs, is_cut || is_formatted ? Severity::warn : Severity::refuse, field, widget, detail);
    }

    void add(FindingKind kind, Severity severity, const Field& field, const Widget& widget, const std::string& detail) {
        m_findings.push_back({kind, severity, widget.page, widget.object.ref, "'" + field.name + "' " + detail});
    }

    OpenedPdf& m_pdf;
    Findings& m_findings;
    bool m_is_drawn_by_viewers;  // NeedAppearances: what stands there is not what is shown
    AppearanceReader m_appearances;
};

}  // namespace

void find_misleading_fields(const QuarantineInput& input, Findings& findings) {
    FieldCheck check(input, findings);
    for (const Field& field : input.description.fields) {
        const bool is_list_box = field.type == FieldType::choice && !field.flags.is_combo;
        if (field.type == FieldType::text && !field.flags.is_password) check.check_text(field);
        if (field.type == FieldType::choice && !is_list_box) check.check_text(field);
        if (field.type == FieldType::checkbox || field.type == FieldType::radio) check.check_state(field);
    }
}

}  // namespace documents

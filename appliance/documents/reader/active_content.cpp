// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/active_content.h"

#include "appliance/documents/reader/object_graph.h"
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

#include <map>
#include <set>

namespace documents {
namespace {

// One finding of a kind is enough to decide; a few help whoever looks for them.
constexpr int same_findings_max = 5;

class Collector {
public:
    explicit Collector(Findings& findings) : m_findings(findings) {}
    void add(FindingKind kind, Severity severity, Ref object, std::string detail) {
        if (++m_counts[{kind, severity}] <= same_findings_max)
            m_findings.push_back({kind, severity, -1, object, std::move(detail)});
    }

private:
    Findings& m_findings;
    std::map<std::pair<FindingKind, Severity>, int> m_counts;
};

bool is_embedded(Handle font) {
    Handle descriptor = member(font, "/FontDescriptor");
    return is_dictionary(member(descriptor, "/FontFile")) || is_dictionary(member(descriptor, "/FontFile2")) ||
           is_dictionary(member(descriptor, "/FontFile3"));
}

void look_at_font(Handle font, Ref holder, std::set<std::string>& seen, Collector& out) {
    const std::string type = name_value(member(font, "/Subtype"));
    const std::string name = name_value(member(font, "/BaseFont"));
    if (type == "Type0" || type == "Type3" || is_embedded(font) || !seen.insert(name).second) return;
    out.add(FindingKind::font_not_embedded, Severity::warn, holder, name);
}

// What nothing refers to may be made visible by a later update (shadow attacks).
void look_at_unreachable(const QuarantineInput& input, const ObjectGraph& graph, Collector& out) {
    static const std::set<std::string> page_types{"Page", "Pages", "Catalog"};
    static const std::set<std::string> content_types{"Font", "XObject", "Annot"};
    for (const auto& [id, entry] : input.pdf.qpdf().getXRefTable()) {
        if (graph.reached.contains(id)) continue;
        Handle object = input.pdf.qpdf().getObject(id);
        const std::string type = name_value(member(object, "/Type"));
        if (page_types.contains(type)) {
            out.add(FindingKind::unreachable_page, input.severity_of_removable(), ref_of(id), type);
        } else if (content_types.contains(type)) {
            const Severity severity = input.is_signed ? Severity::warn : Severity::normalise;
            out.add(FindingKind::unreachable_object, severity, ref_of(id), type);
        }
    }
}

}  // namespace

std::optional<FindingKind> dangerous_action(Handle dictionary) {
    static const std::map<std::string, FindingKind> kinds{
        {"JavaScript", FindingKind::javascript},      {"Launch", FindingKind::launch},
        {"SubmitForm", FindingKind::submit_form},     {"ImportData", FindingKind::submit_form},
        {"GoToR", FindingKind::external_reference},   {"GoToE", FindingKind::external_reference},
        {"Rendition", FindingKind::rich_media},       {"Movie", FindingKind::rich_media},
        {"Sound", FindingKind::rich_media},           {"RichMediaExecute", FindingKind::rich_media},
        {"GoTo3DView", FindingKind::rich_media},      {"Trans", FindingKind::rich_media},
        {"SetOCGState", FindingKind::hidden_layer},   {"Hide", FindingKind::additional_actions}};
    if (!dictionary.isDictionary()) return std::nullopt;
    // A structure element has /S as well, but always a parent.
    if (name_value(member(dictionary, "/Type")) == "StructElem") return std::nullopt;
    const auto found = kinds.find(name_value(member(dictionary, "/S")));
    if (found == kinds.end()) {
        return member(dictionary, "/JS").isNull() ? std::nullopt : std::optional(FindingKind::javascript);
    }
    return found->second;
}

bool is_rich_media(Handle annotation) {
    static const std::set<std::string> kinds{"RichMedia", "3D", "Movie", "Sound", "Screen"};
    return kinds.contains(name_value(member(annotation, "/Subtype"))) && member(annotation, "/Rect").isArray();
}

bool is_dangerous_open_action(Handle value) {
    return value.isDictionary() && name_value(member(value, "/S")) != "GoTo";
}

void find_active_content(const QuarantineInput& input, Findings& findings) {
    Collector out(findings);
    std::set<std::string> fonts;
    const Severity removable = input.severity_of_removable();
    const ObjectGraph graph = walk_objects(input.pdf, [&](Handle object, Ref holder) {
        if (object.isStream()) {
            // A stream whose data is another file, and a form that shows another document.
            if (!member(object, "/F").isNull())
                out.add(FindingKind::external_reference, Severity::refuse, holder, "a stream kept in another file");
            if (is_dictionary(member(object, "/Ref")))
                out.add(FindingKind::external_reference, removable, holder, "a page of another document");
            return;
        }
        if (const auto kind = dangerous_action(object)) out.add(*kind, removable, holder, name_value(member(object, "/S")));
        if (is_dictionary(member(object, "/AA")))
            out.add(FindingKind::additional_actions, removable, holder, "");
        if (is_dangerous_open_action(member(object, "/OpenAction")))
            out.add(FindingKind::open_action, removable, holder, "");
        if (is_rich_media(object)) out.add(FindingKind::rich_media, removable, holder, name_value(member(object, "/Subtype")));
        if (is_dictionary(member(object, "/EF"))) out.add(FindingKind::embedded_files, Severity::warn, holder, "");
        if (name_value(member(object, "/Type")) == "Font") look_at_font(object, holder, fonts, out);
    });
    if (graph.is_too_large) {
        out.add(FindingKind::too_many_objects, Severity::refuse, {}, "");
        return;
    }
    look_at_unreachable(input, graph, out);
}

}  // namespace documents

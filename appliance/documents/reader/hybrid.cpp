// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/hybrid.h"

#include "appliance/documents/reader/xref_chain.h"

#include <algorithm>

namespace documents {

std::optional<std::string> hybrid_conflict(OpenedPdf& pdf, const base::SecretBytes* password) {
    const auto chain = read_xref_chain(pdf.file());
    if (!chain) return std::nullopt;
    const auto is_hybrid = [](const XrefSection& section) { return section.kind == XrefKind::hybrid; };
    if (std::none_of(chain->sections.begin(), chain->sections.end(), is_hybrid)) return std::nullopt;
    auto old_view = OpenedPdf::open(pdf.file(), password, Opening::strict, HybridView::table_only);
    if (!old_view) return std::nullopt;  // such readers see nothing at all, so nothing else
    const auto complete = pdf.qpdf().getXRefTable();
    for (const auto& [id, entry] : (*old_view)->qpdf().getXRefTable()) {
        const auto other = complete.find(id);
        const bool is_same = other != complete.end() && entry.getType() == other->second.getType() &&
                             (entry.getType() != 1 || entry.getOffset() == other->second.getOffset());
        if (!is_same) return "object " + id.unparse(' ') + " is not the same for all readers";
    }
    return std::nullopt;
}

}  // namespace documents

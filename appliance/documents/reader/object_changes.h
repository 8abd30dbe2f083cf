// SPDX-License-Identifier: Apache-2.0
// Which objects an update touched, and the bookkeeping of why it was allowed to.
#pragma once

#include "appliance/documents/reader/revision_diff.h"

#include <functional>

namespace documents {

class ObjectChanges {
public:
    ObjectChanges(Revision& earlier, Revision& later);

    // In both revisions, with another cross-reference entry. Because the later file
    // begins with the earlier one, an equal entry means an equal object.
    bool is_rewritten(const QPDFObjGen& id) const { return m_rewritten.contains(id); }
    bool is_added(const QPDFObjGen& id) const { return m_added.contains(id); }
    bool is_removed(const QPDFObjGen& id) const { return m_removed.contains(id); }
    bool is_touched(const QPDFObjGen& id) const { return is_rewritten(id) || is_added(id) || is_removed(id); }
    bool is_nothing_touched() const { return m_rewritten.empty() && m_added.empty() && m_removed.empty(); }

    // Same syntax and, for a stream, same raw data, whatever the offset.
    bool is_content_equal(const QPDFObjGen& id);

    // A rule has dealt with this object.
    void explain(const QPDFObjGen& id) { m_explained.insert(id); }
    // `value` in the later revision, and everything that the update added and that hangs
    // from it, belongs to an allowed change. An object that was there before belongs to
    // it only when it hung from `before`, the same key's value in the earlier revision:
    // naming an object of somebody else's is no excuse for rewriting it. Does not climb to
    // pages or parents. False when nothing touched was found.
    bool explain_below(Handle value, Handle before = Handle::newNull());

    // Everything reachable from `value` in the earlier revision, except below objects
    // for which `is_border` says so, must be as it was. The first that is not.
    struct Violation {
        QPDFObjGen id;
        bool is_removed = false;
    };
    std::optional<Violation> violation_below(Handle value, const std::function<bool(Handle)>& is_border);

    // Touched, and explained by no rule.
    std::vector<QPDFObjGen> unexplained();

private:
    std::set<QPDFObjGen> hanging_from(Handle value) const;

    Revision& m_earlier;
    Revision& m_later;
    std::set<QPDFObjGen> m_rewritten;
    std::set<QPDFObjGen> m_added;
    std::set<QPDFObjGen> m_removed;
    std::set<QPDFObjGen> m_lost;     // removed, or null now
    std::set<QPDFObjGen> m_explained;
    std::set<QPDFObjGen> m_guarded;  // already visited by violation_below()
};

}  // namespace documents

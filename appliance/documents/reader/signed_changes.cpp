// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/signed_changes.h"

#include "appliance/base/check.h"

#include <algorithm>

namespace documents {
namespace {

// The strictest DocMDP level that signature `last` and those before it ask for; 0: none.
int level_in_force(const std::vector<Signature*>& signatures, std::size_t last) {
    int level = 0;
    for (std::size_t i = 0; i <= last; ++i) {
        for (const int asked : {signatures[i]->certification_level, signatures[i]->lock.permission}) {
            if (asked != 0) level = level == 0 ? asked : std::min(level, asked);
        }
    }
    return level;
}

bool is_permitted(Change change, int level) {
    switch (change) {
        case Change::validation_data:
        case Change::document_timestamp:
        case Change::metadata: return true;
        case Change::further_signature:
        case Change::form_filled: return level != 1;
        case Change::annotation: return level == 3;
        default: return false;
    }
}

void judge_interval(Signature& signature, const RevisionChanges& after, int level,
                    const std::vector<Signature*>& signatures, std::size_t last) {
    const auto add = [&](Change change, const std::string& detail) {
        if (std::find(signature.changes.begin(), signature.changes.end(), change) == signature.changes.end())
            signature.changes.push_back(change);
        if (!is_allowed(change) && signature.changes_detail.empty()) signature.changes_detail = detail;
    };
    for (const Change change : after.changes) {
        add(change, after.detail);
        if (is_allowed(change) && !is_permitted(change, level))
            add(Change::not_permitted, "the author allows no " + std::string(name_of(change)));
    }
    for (const TouchedField& field : after.fields) {
        // An invisible time-stamp is no change of the form in the sense of a lock.
        if (field.change == Change::document_timestamp && !field.is_visible) continue;
        // It proves a time and says nothing (ISO 32000-2, 12.8.5): whatever it shows is shown
        // in nobody's name.
        if (field.change == Change::document_timestamp)
            add(Change::not_permitted, "the time-stamp '" + field.name + "' is visible");
        if (level == 1) add(Change::not_permitted, "'" + field.name + "' became visible in a document certified against changes");
        // A visible addition to a certified document may cover what was certified.
        if (level != 0 && field.is_new && field.is_visible)
            add(Change::not_permitted, "a visible field '" + field.name + "' was added to a certified document");
        for (std::size_t i = 0; i <= last; ++i) {
            if (is_locked(signatures[i]->lock, field.name))
                add(Change::locked_field, "'" + signatures[i]->field_name + "' had locked '" + field.name + "'");
        }
    }
}

}  // namespace

bool is_locked(const FieldLock& lock, const std::string& field_name) {
    const bool is_named = std::any_of(lock.fields.begin(), lock.fields.end(), [&](const std::string& name) {
        return field_name == name || field_name.starts_with(name + ".");
    });
    switch (lock.action) {
        case LockAction::none: return false;
        case LockAction::all: return true;
        case LockAction::include: return is_named;
        case LockAction::exclude: return !is_named;
    }
    return true;
}

void judge_changes(std::vector<Signature*>& signatures, const std::vector<RevisionChanges>& after) {
    CHECK(signatures.size() == after.size());
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        const int level = level_in_force(signatures, i);
        for (std::size_t later = i; later < after.size(); ++later) {
            judge_interval(*signatures[i], after[later], level, signatures, i);
        }
        std::sort(signatures[i]->changes.begin(), signatures[i]->changes.end());
    }
}

}  // namespace documents

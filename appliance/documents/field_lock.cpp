// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/field_lock.h"

#include "appliance/documents/pdf_syntax.h"

#include <algorithm>
#include <vector>

namespace documents {
namespace {

bool is_below(std::string_view name, std::string_view ancestor) {
    return name == ancestor || (name.size() > ancestor.size() && name.starts_with(ancestor) && name[ancestor.size()] == '.');
}

bool freezes(const FieldLock& lock, std::string_view name) {
    const bool is_listed = std::any_of(lock.fields.begin(), lock.fields.end(),
                                       [&](const std::string& listed) { return is_below(name, listed); });
    switch (lock.action) {
        case LockAction::none: return false;
        case LockAction::all: return true;
        case LockAction::include: return is_listed;
        case LockAction::exclude: return !is_listed;
    }
    return true;
}

Dictionary lock_entries(const FieldLock& lock) {
    Dictionary entries;
    entries["/Action"] = lock.action == LockAction::all ? "/All" : lock.action == LockAction::include ? "/Include" : "/Exclude";
    if (lock.action != LockAction::all) {
        std::vector<std::string> names;
        for (const std::string& name : lock.fields) names.push_back(spell_text(name));
        entries["/Fields"] = spell_array(names);
    }
    return entries;
}

}  // namespace

bool is_locked(const Description& description, std::string_view name) {
    for (const Signature& signature : description.signatures) {
        if (freezes(signature.lock, name)) return true;
    }
    return std::any_of(description.fields.begin(), description.fields.end(),
                       [&](const Field& field) { return field.is_signed && freezes(field.lock, name); });
}

bool has_signatures(const Description& description) {
    return std::any_of(description.signatures.begin(), description.signatures.end(), [](const Signature& signature) {
        return signature.kind != SignatureKind::document_timestamp;
    });
}

FieldLock lock_of_answers(const Description& description, const std::vector<std::string>& filled,
                          std::optional<std::size_t> signing) {
    FieldLock lock{.action = LockAction::include, .fields = filled};
    bool is_another_awaited = false;
    for (std::size_t i = 0; i < description.fields.size(); ++i) {
        const Field& field = description.fields[i];
        is_another_awaited |= field.type == FieldType::signature && !field.is_signed && i != signing;
    }
    for (const Field& field : description.fields) {
        if (is_another_awaited) break;  // a default may be theirs to change
        if (field.type == FieldType::signature || field.type == FieldType::button || field.name.empty()) continue;
        if (field.value.empty() || field.value == "Off") continue;
        if (std::find(filled.begin(), filled.end(), field.name) == filled.end()) lock.fields.push_back(field.name);
    }
    if (lock.fields.empty()) lock.action = LockAction::none;
    return lock;
}

std::string spell_lock(const FieldLock& lock) {
    Dictionary entries = lock_entries(lock);
    entries["/Type"] = "/SigFieldLock";
    return spell_dictionary(entries);
}

std::string spell_lock_reference(const FieldLock& lock, Ref catalog) {
    Dictionary parameters = lock_entries(lock);
    parameters["/Type"] = "/TransformParams";
    parameters["/V"] = "/1.2";
    return "[" + spell_dictionary({{"/Type", "/SigRef"}, {"/TransformMethod", "/FieldMDP"},
                                   {"/TransformParams", spell_dictionary(parameters)}, {"/Data", spell_reference(catalog)}}) + "]";
}

}  // namespace documents

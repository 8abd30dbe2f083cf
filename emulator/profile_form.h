// SPDX-License-Identifier: Apache-2.0
// A device profile as a form that a person fills in: every field is text, whatever was typed
// stays as it was typed, and what is wrong stands beside the field in the words of the one
// reader that devices use (appliance/provisioning/profile.h). The form is written as TOML
// and read back for that, so it can promise nothing that a file could not.
#pragma once

#include "appliance/base/json.h"
#include "appliance/provisioning/profile.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

// What a field's text becomes: `list` is split at commas; `pem` may have lines; `optional`
// and `quorum` are left out of the file while they are empty.
enum class FieldKind { text, optional, number, quorum, flag, choice, list, pem };

struct FormField {
    std::string path;   // as the reader names it: "policies.tries", "custodians[1].name"
    std::string label;  // for people
    FieldKind kind = FieldKind::text;
    std::string hint = {};
    std::string text = {};
    std::string complaint = {};               // a sentence; empty: nothing is wrong
    std::vector<std::string> choices = {};  // of a choice
    bool takes_other = false;               // than the choices
};

// Fields that there may be any number of: an anchor, a custodian, a person.
struct FormList {
    std::string path;   // "trust.anchors", "custodians"
    std::string title;  // "Custodians"
    std::string one;    // "custodian"
    std::string complaint = {};
    std::vector<std::vector<FormField>> items = {};
};

class ProfileForm {
public:
    // The usual values, and an empty place for what there is none of.
    ProfileForm();

    const std::vector<FormField>& fields() const { return m_fields; }
    const std::vector<FormList>& lists() const { return m_lists; }
    const FormField* find(std::string_view path) const;
    // What is wrong with the form as a whole.
    const std::vector<std::string>& complaints() const { return m_complaints; }
    std::size_t wrong() const;  // how many complaints stand anywhere

    // False, and nothing changes: there is no such field, or the text is not UTF-8.
    bool put(std::string_view path, std::string text);
    void add(std::string_view list);
    void remove(std::string_view list, std::size_t item);

    // Takes over a file's values, also wrong ones. Not when it is no TOML or holds what the
    // form has no field for, which saving would lose: then why, and nothing changes.
    std::vector<provisioning::Complaint> open(std::string_view toml);
    // The file as it would be saved, whether anything is wrong or not. Comments are not kept.
    std::string toml() const;
    // The profile, when nothing is wrong; the complaints are those of the moment.
    const std::optional<provisioning::Profile>& profile() const { return m_profile; }

private:
    base::Json values() const;
    FormField* field(std::string_view path);
    FormList* list(std::string_view path);
    bool take(const base::Json& value, const std::string& path);
    void number_items(FormList& list);
    void check();

    std::vector<FormField> m_fields;
    std::vector<FormList> m_lists;
    std::vector<std::string> m_complaints;
    std::optional<provisioning::Profile> m_profile;
};

}  // namespace emulator

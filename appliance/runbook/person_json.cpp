// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/person_json.h"

namespace runbook {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

Json person_json(const Person& person) {
    Json json;
    json.set("id", person.id).set("name", person.name).set("role", staff::name_of(person.role)).set("proven", person.is_proven);
    return json;
}

Result<Person> read_person(const Json& entry, std::string_view name) {
    const Json* json = entry.find(name);
    if (json == nullptr || json->find("prev") != nullptr) return Failure{Fault::message_invalid, "without a person"};
    TRY(has_exactly(*json, {"id", "name", "role", "proven"}));
    Person person;
    person.id = TRY(json->text("id"));
    person.name = TRY(json->text("name"));
    const std::string spelt = TRY(json->text("role"));
    const auto role = staff::role_from(spelt);
    if (!role) return Failure{Fault::message_invalid, "no such role"};
    person.role = *role;
    person.is_proven = TRY(json->flag("proven"));
    return person;
}

}  // namespace runbook

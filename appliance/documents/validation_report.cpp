// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/calendar.h"
#include "appliance/documents/validation.h"

namespace documents {

base::Json report_to_json(const ValidationReport& report) {
    base::Json json;
    json.set("indication", name_of(report.indication));
    if (report.fault) {
        const base::FaultRow& row = base::row_of(*report.fault);
        json.set("fault", row.name).set("code", row.code).set("sentence", row.sentence).set("remedy", row.remedy);
    }
    base::Json signatures{base::Json::Array{}};
    for (const SignatureReport& one : report.signatures) {
        base::Json changes{base::Json::Array{}};
        for (const Change change : one.changes) changes.push(name_of(change));
        base::Json item;
        item.set("field", one.field_name).set("kind", name_of(one.kind)).set("indication", name_of(one.indication));
        item.set("signer", one.signer).set("issuer", one.issuer).set("serial", one.serial).set("level", one.level);
        item.set("reason", one.reason).set("claimed_time", one.claimed_time).set("covers_whole_file", one.covers_whole_file);
        item.set("is_test", one.is_test).set("is_revocation_known", one.is_revocation_known);
        item.set("changes_after", std::move(changes)).set("seal_id", one.seal_id);
        if (!one.sub_indication.empty()) item.set("sub_indication", one.sub_indication);
        if (one.fault) item.set("sentence", base::row_of(*one.fault).sentence);
        if (!one.detail.empty()) item.set("detail", one.detail);
        if (one.proven_ms) item.set("proven_time", base::to_rfc3339(*one.proven_ms));
        signatures.push(std::move(item));
    }
    base::Json warnings{base::Json::Array{}};
    for (const std::string& warning : report.warnings) warnings.push(warning);
    json.set("signatures", std::move(signatures)).set("warnings", std::move(warnings));
    return json;
}

}  // namespace documents

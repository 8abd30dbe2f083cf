// SPDX-License-Identifier: Apache-2.0
#include "tpm/enrolment.h"

#include "tpm/ec_codec.h"
#include "tpm/names.h"

namespace tpm {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t certificates_max = 8;
constexpr std::size_t keys_max = 16;

Result<KeyEvidence> evidence_from(const Json& json) {
    KeyEvidence out;
    out.name = TRY(json.text("name"));
    out.public_area = TRY(json.hex("public_area"));
    out.attested = TRY(json.hex("attested"));
    out.signature = TRY(json.hex("signature"));
    return out;
}

}  // namespace

Result<Bytes> KeyEvidence::public_key() const {
    const TPMT_PUBLIC area = TRY(public_area_from(public_area));
    return subject_public_key_info(area);
}

Bytes KeyEvidence::tpm_name() const { return name_of_area(public_area); }

const KeyEvidence* Enrolment::find(std::string_view name) const {
    for (const KeyEvidence& key : keys)
        if (key.name == name) return &key;
    return nullptr;
}

Json to_json(const Enrolment& enrolment) {
    Json::Array certificates;
    for (const Bytes& certificate : enrolment.endorsement_certificates)
        certificates.push_back(base::to_base64(certificate));
    Json::Array keys;
    for (const KeyEvidence& key : enrolment.keys) {
        Json entry;
        entry.set("name", key.name);
        entry.set("public_area", base::to_hex(key.public_area));
        entry.set("attested", base::to_hex(key.attested));
        entry.set("signature", base::to_hex(key.signature));
        keys.push_back(std::move(entry));
    }
    Json out;
    out.set("endorsement_certificates", std::move(certificates));
    out.set("endorsement_public", base::to_hex(enrolment.endorsement_public));
    out.set("keys", std::move(keys));
    return out;
}

Result<Enrolment> enrolment_from(const Json& json) {
    const Json::Array* const certificates = TRY(json.array("endorsement_certificates"));
    const Json::Array* const keys = TRY(json.array("keys"));
    if (certificates->size() > certificates_max || keys->size() > keys_max)
        return Failure{Fault::message_invalid, "too many certificates or keys"};
    Enrolment out;
    out.endorsement_public = TRY(json.hex("endorsement_public"));
    for (const Json& entry : *certificates) {
        Bytes certificate;
        if (entry.as_text() == nullptr || !base::from_base64(*entry.as_text(), certificate))
            return Failure{Fault::message_invalid, "endorsement_certificates"};
        out.endorsement_certificates.push_back(std::move(certificate));
    }
    for (const Json& entry : *keys) {
        KeyEvidence key = TRY(evidence_from(entry));
        out.keys.push_back(std::move(key));
    }
    return out;
}

}  // namespace tpm

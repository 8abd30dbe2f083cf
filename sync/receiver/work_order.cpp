// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/work_order.h"

#include "appliance/base/secret.h"
#include "appliance/crypto/digest.h"
#include "appliance/documents/envelope.h"
#include "sync/names.h"
#include "sync/receiver/handlers.h"

#include <algorithm>

namespace receiver {
namespace {

using base::DeviceId;
using base::Fault;
using base::Json;
using base::Result;

// "SIGNER.code": digits that the signer must type, 4 to 12 (base::Pin).
bool is_code_of(const documents::EnvelopeSigner& signer, const exchange::ParcelFile& file) {
    return file.name == signer.id + ".code" && file.content.size() >= 4 &&
           file.content.size() <= base::Pin::length_max &&
           std::all_of(file.content.begin(), file.content.end(), [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

bool is_named(const documents::Envelope& envelope, const exchange::ParcelFile& file) {
    return std::any_of(envelope.documents.begin(), envelope.documents.end(),
                       [&](const documents::EnvelopeDocument& each) { return each.file == file.name; }) ||
           std::any_of(envelope.signers.begin(), envelope.signers.end(),
                       [&](const documents::EnvelopeSigner& each) { return is_code_of(each, file); });
}

base::Status check_documents(const WorkOrderDraft& draft) {
    const Json json = TRY(base::parse_json(draft.envelope));
    const documents::Envelope envelope = TRY(documents::envelope_from_json(json));
    for (const documents::EnvelopeDocument& document : envelope.documents) {
        const auto found = std::find_if(draft.files.begin(), draft.files.end(),
                                        [&](const exchange::ParcelFile& file) { return file.name == document.file; });
        if (found == draft.files.end()) return base::Failure{Fault::envelope_invalid, "missing: " + document.file};
        if (crypto::sha256(found->content) != document.sha256)
            return base::Failure{Fault::document_changed, document.file};
    }
    for (const exchange::ParcelFile& file : draft.files)
        if (!is_named(envelope, file)) return base::Failure{Fault::envelope_invalid, "not named in the envelope: " + file.name};
    return {};
}

Result<WorkOrderDraft> read_draft(base::ByteView body) {
    const Json json = TRY(base::parse_json(base::as_text(body), {.size_max = body.size(), .depth_max = 16}));
    WorkOrderDraft draft;
    draft.device = DeviceId(TRY(json.text("device")));
    const Json* envelope = json.find("envelope");
    if (envelope == nullptr || !envelope->is_object()) return base::Failure{Fault::message_invalid, "envelope"};
    draft.envelope = base::canonical_json(*envelope);
    const Json* files = json.find("documents");
    if (files == nullptr || !files->is_object()) return base::Failure{Fault::message_invalid, "documents"};
    for (const auto& [name, value] : *files->as_object()) {
        base::Bytes content;
        if (value.as_text() == nullptr || !base::from_base64(*value.as_text(), content))
            return base::Failure{Fault::message_invalid, "documents"};
        draft.files.push_back({name, std::move(content)});
    }
    if (const Json* codes = json.find("codes"); codes != nullptr && codes->is_object()) {
        for (const auto& [signer, value] : *codes->as_object()) {
            if (value.as_text() == nullptr) return base::Failure{Fault::message_invalid, "codes"};
            draft.files.push_back({signer + ".code", base::to_bytes(*value.as_text())});
        }
    }
    return draft;
}

}  // namespace

Result<WorkOrderRow> issue_work_order(const Desk& desk, const WorkOrderDraft& draft) {
    TRY(check_documents(draft));
    const auto device = TRY(desk.index.device(draft.device));
    if (!device) return base::Failure{Fault::record_missing, "no such device"};
    if (device->revoked_ms != 0) return base::Failure{Fault::server_refused, "revoked"};
    const crypto::Certificate recipient = TRY(crypto::Certificate::from_der(device->parcel_certificate));
    exchange::Parcel parcel;
    parcel.kind = exchange::ParcelKind::work_order;
    parcel.device = draft.device;
    parcel.sequence = TRY(desk.index.next_number("work_order"));
    parcel.files.push_back({"envelope.json", base::to_bytes(draft.envelope)});
    parcel.files.insert(parcel.files.end(), draft.files.begin(), draft.files.end());
    const base::Bytes sealed = TRY(exchange::seal_parcel(parcel, desk.platform.work_order.signer(), recipient));
    const WorkOrderRow row{std::to_string(parcel.sequence), crypto::sha256(sealed), sealed.size()};
    TRY(desk.blobs.put(draft.device, row.sha256, sealed));
    TRY(desk.index.add_work_order(draft.device, row));
    return row;
}

HttpResponse answer_new_order(const Desk& desk, const HttpRequest& request) {
    if (!has_api_key(desk, request)) return refuse(401, Fault::server_refused, "API key");
    const auto draft = read_draft(request.body);
    if (!draft) return refuse(400, draft.fault(), draft.failure().detail);
    const auto row = issue_work_order(desk, *draft);
    if (!row && row.fault() == Fault::document_changed) return refuse(422, row.fault(), row.failure().detail);
    if (!row) return refuse(row.failure());
    return answer_json(201, Json().set("name", row->name).set("sha256", base::to_hex(row->sha256)));
}

HttpResponse answer_order(const Desk& desk, const HttpRequest& request, std::string_view path) {
    const DeviceId device(request.device);
    constexpr std::string_view taken = "/taken";
    const bool is_taking = path.ends_with(taken);
    if (is_taking) path.remove_suffix(taken.size());
    if (!exchange::is_plain_name(path)) return refuse(404, Fault::record_missing);
    const auto row = desk.index.work_order(device, std::string(path));
    if (!row) return refuse(row.failure());
    if (!row->has_value()) return refuse(404, Fault::record_missing);
    if (is_taking && request.method == "POST") {
        const auto json = base::parse_json(base::as_text(request.body), {.size_max = 1024, .depth_max = 1});
        const auto digest = json ? json->hex("sha256") : Result<base::Bytes>(json.failure());
        if (!digest || *digest != base::to_bytes((*row)->sha256)) return refuse(409, Fault::server_conflict, "another parcel");
        const base::Status status = desk.index.take_work_order(device, (*row)->name);
        return status ? answer_empty(204) : refuse(status.failure());
    }
    if (is_taking || request.method != "GET") return refuse(405, Fault::message_invalid);
    auto content = desk.blobs.read(device, (*row)->sha256);
    if (!content) return refuse(content.failure());
    return answer(200, "application/pkcs7-mime", std::move(*content));
}

}  // namespace receiver

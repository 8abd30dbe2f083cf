// SPDX-License-Identifier: Apache-2.0
#include "sync/arrival_letter.h"

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

// What is left of a letter for its files, in base64, beside names, signature and certificates.
constexpr std::size_t files_size_max = 40U << 10U;

}  // namespace

Result<Json> write_arrival_request(const ArrivalRequest& request) {
    std::size_t size = 0;
    Json list{Json::Array{}};
    for (const auto& [name, content] : request.files) {
        size += content.size();
        Json file;
        file.set("name", name).set("content", base::to_base64(content));
        list.push(std::move(file));
    }
    if (size > files_size_max) return Failure{Fault::usage_invalid, "too large for a letter to the platform"};
    Json content = letter_with(request.head);
    content.set("files", std::move(list));
    return content;
}

Result<ArrivalRequest> arrival_request_from(const Json& content) {
    ArrivalRequest request;
    request.head = TRY(head_of(content));
    const Json::Array* list = TRY(content.array("files"));
    if (request.head.kind != arrival_request_kind || content.as_object()->size() != 5 || list->empty() || list->size() > crypto::transfer_files_max)
        return Failure{Fault::message_invalid, "the members of an arrival"};
    for (const Json& file : *list) {
        std::string name = TRY(file.text("name"));
        base::Bytes bytes = TRY(file.base64("content"));
        if (file.as_object()->size() != 2 || !crypto::is_transfer_name(name)) return Failure{Fault::message_invalid, "a file of an arrival"};
        request.files.emplace_back(std::move(name), std::move(bytes));
    }
    return request;
}

Json arrival_answer(const LetterHead& asked, base::ByteView confirmation) {
    Json content = letter_with({std::string(arrival_answer_kind), asked.device, asked.request});
    content.set("confirmation", base::to_base64(confirmation));
    return content;
}

Result<base::Bytes> open_arrival_answer(base::ByteView der, const LetterHead& asked, const crypto::TrustStore& platform, std::int64_t at_ms) {
    const Json content = TRY(open_answer(der, arrival_answer_kind, asked, platform, at_ms));
    return content.base64("confirmation");
}

}  // namespace exchange

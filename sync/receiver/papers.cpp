// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/papers.h"

#include "sync/papers.h"

namespace receiver {

base::Result<std::map<std::string, base::Bytes>> papers_for(const Desk& desk, const base::DeviceId& device) {
    std::map<std::string, base::Bytes> all = TRY(desk.index.papers(device));
    for (const std::string_view name : {exchange::root_crl_name, exchange::issuing_crl_name}) {
        // A list that cannot be read just now keeps no device from its work.
        auto list = desk.disk.read("public/" + std::string(name));
        if (list) all[std::string(name)] = std::move(*list);
    }
    return all;
}

exchange::HttpResponse answer_paper(const Desk& desk, const exchange::HttpRequest& request, std::string_view name) {
    if (request.method != "GET") return refuse(405, base::Fault::message_invalid, "method");
    auto papers = papers_for(desk, base::DeviceId(request.device));
    if (!papers) return refuse(papers.failure());
    const auto found = papers->find(std::string(name));
    if (found == papers->end()) return refuse(404, base::Fault::record_missing, "no such paper");
    return answer(200, "application/octet-stream", std::move(found->second));
}

}  // namespace receiver

// SPDX-License-Identifier: Apache-2.0
// The receiver as one function from a request to an answer: who may ask for what, and
// which handler knows.
#pragma once

#include "sync/receiver/handlers.h"

namespace receiver {

class Service {
public:
    explicit Service(Desk desk) : m_desk(std::move(desk)) {}

    // From any number of threads.
    exchange::HttpResponse handle(const exchange::HttpRequest& request);
    // What the front door lets in.
    std::uint64_t body_limit(const exchange::HttpRequest& request) const;

private:
    exchange::HttpResponse answer_public(const exchange::HttpRequest& request);
    exchange::HttpResponse answer_device(const exchange::HttpRequest& request);

    Desk m_desk;
    EnrolmentDesk m_enrolments;
};

}  // namespace receiver

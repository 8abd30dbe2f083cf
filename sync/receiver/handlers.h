// SPDX-License-Identifier: Apache-2.0
// The receiver's answers, one function a concern, each in a file of its own. `path` is
// what follows the prefix named in the comment. A device is in request.device.
#pragma once

#include "sync/receiver/desk.h"
#include "sync/receiver/enrolment.h"

namespace receiver {

using exchange::HttpRequest;
using exchange::HttpResponse;

HttpResponse answer_hello(const Desk& desk, const HttpRequest& request);                            // POST /v1/hello
HttpResponse answer_checkpoint(const Desk& desk, const HttpRequest& request);                       // POST /v1/log/add-checkpoint
HttpResponse answer_entries(const Desk& desk, const HttpRequest& request, std::string_view path);   // PUT /v1/log/entries/
HttpResponse answer_upload(const Desk& desk, const HttpRequest& request, std::string_view path);    // /v1/blobs
HttpResponse answer_envelope(const Desk& desk, const HttpRequest& request, std::string_view path);  // /v1/envelopes/
HttpResponse answer_order(const Desk& desk, const HttpRequest& request, std::string_view path);     // /v1/work-orders/
HttpResponse answer_posted_letter(const Desk& desk, const HttpRequest& request);                    // POST /v1/devices/letters
HttpResponse answer_new_order(const Desk& desk, const HttpRequest& request);                        // POST /v1/work-orders
HttpResponse answer_device_report(const Desk& desk, const HttpRequest& request, std::string_view path);  // GET /v1/devices/
HttpResponse answer_timestamp(const Desk& desk, const HttpRequest& request);                        // POST /tsa
HttpResponse answer_public_file(const Desk& desk, std::string_view path);                           // GET /crl/, /v1/trust/

// The request carries the platform's API key.
bool has_api_key(const Desk& desk, const HttpRequest& request);

}  // namespace receiver

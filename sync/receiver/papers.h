// SPDX-License-Identifier: Apache-2.0
// The papers that wait for a device (sync/papers.h).
#pragma once

#include "sync/receiver/desk.h"

#include <map>

namespace receiver {

// By name. Faults: disk_*.
base::Result<std::map<std::string, base::Bytes>> papers_for(const Desk& desk, const base::DeviceId& device);
// GET /v1/papers/NAME
exchange::HttpResponse answer_paper(const Desk& desk, const exchange::HttpRequest& request, std::string_view name);

}  // namespace receiver

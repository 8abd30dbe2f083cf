// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/fault.h"

#include "appliance/base/check.h"
#include "appliance/base/fault_rows_content.h"
#include "appliance/base/fault_rows_device.h"

#include <algorithm>

namespace base {
namespace {

constexpr auto join() {
    std::array<FaultRow, content_fault_rows.size() + device_fault_rows.size()> all{};
    std::copy(device_fault_rows.begin(), device_fault_rows.end(),
              std::copy(content_fault_rows.begin(), content_fault_rows.end(), all.begin()));
    return all;
}

constexpr auto rows = join();

}  // namespace

const FaultRow& row_of(Fault fault) {
    const auto index = static_cast<std::size_t>(fault);
    CHECK(index < rows.size() && rows[index].fault == fault);
    return rows[index];
}

FaultCatalogue fault_catalogue() { return {rows.data(), rows.size()}; }

}  // namespace base

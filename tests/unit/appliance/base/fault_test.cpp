// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/fault.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

TEST(FaultCatalogue, HasOneRowForEachFaultInOrder) {
    const auto catalogue = base::fault_catalogue();
    for (std::size_t i = 0; i < catalogue.size; ++i)
        EXPECT_EQ(static_cast<std::size_t>(catalogue.rows[i].fault), i) << catalogue.rows[i].name;
    EXPECT_EQ(catalogue.rows[catalogue.size - 1].fault, base::Fault::not_implemented_here) << "keep this one last";
}

TEST(FaultCatalogue, TellsThePersonAndTheOperatorSomething) {
    std::set<std::string_view> codes;
    const auto catalogue = base::fault_catalogue();
    for (std::size_t i = 0; i < catalogue.size; ++i) {
        const base::FaultRow& row = catalogue.rows[i];
        EXPECT_TRUE(codes.insert(row.code).second) << row.code << " is used twice";
        EXPECT_GT(row.sentence.size(), 10U) << row.name;
        EXPECT_EQ(row.sentence.back(), '.') << row.name;
        EXPECT_GT(row.remedy.size(), 10U) << row.name;
    }
}
